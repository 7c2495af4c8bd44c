import { defineActivation } from './shared/elementwise';

export default defineActivation({
  type: 'Exp',
  doc: 'Raises e to every entry. Its slope is the value itself.',
  torch: 'x.exp()',
  formula: { forward: 'a = e^z', backward: '∂C/∂z = δ · a' },
  options: {},
  symbol: 'exp',
  value: Math.exp,
  slope: (_z, a) => a,
  difference: (z, by) => Math.exp(z) * Math.expm1(by),
  samples: [
    { name: 'far below 0', inputs: [[2, 5]], options: {}, range: [-20, -5] },
    { name: 'whole numbers, 0 too', inputs: [[2, 2, 3]], options: {}, integers: true },
  ],
});
