import { defineActivation } from './shared/elementwise';

export default defineActivation({
  type: 'Sin',
  doc: 'Takes the sine of every entry, in radians.',
  torch: 'x.sin()',
  formula: { forward: 'a = sin z', backward: '∂C/∂z = δ · cos z' },
  options: {},
  symbol: 'sin',
  value: Math.sin,
  slope: (z) => Math.cos(z),
  samples: [{ name: 'several turns', inputs: [[2, 3, 4]], options: {}, range: [-20, 20] }],
});
