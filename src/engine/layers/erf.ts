import { defineActivation } from './shared/elementwise';
import { erf } from './shared/erf';

export default defineActivation({
  type: 'Erf',
  doc: 'Takes the error function of every entry: the one in GELU, scaled.',
  torch: 'x.erf()',
  formula: { forward: 'a = erf z = 2/√π ∫_0^z e^(−t²) dt', backward: '∂C/∂z = δ · 2/√π · e^(−z²)' },
  options: {},
  symbol: 'erf',
  multiplications: 1,
  value: erf,
  slope: (z) => (2 / Math.sqrt(Math.PI)) * Math.exp(-z * z),
  samples: [
    { name: 'whole numbers, 0 too', inputs: [[2, 2, 3]], options: {}, integers: true },
    { name: 'around 0', inputs: [[2, 5]], options: {}, range: [-0.5, 0.5] },
  ],
});
