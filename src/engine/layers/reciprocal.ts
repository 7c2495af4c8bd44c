import { defineActivation, side } from './shared/elementwise';

export default defineActivation({
  type: 'Reciprocal',
  doc: 'Divides 1 by every entry: 1/x in PyTorch. At 0 it is ±∞.',
  torch: 'x.reciprocal()',
  formula: { forward: 'a = 1/z', backward: '∂C/∂z = −δ · a²' },
  options: {},
  range: [0.25, 3],
  symbol: '1/',
  multiplications: 1,
  value: (z) => 1 / z,
  slope: (_z, a) => -a * a,
  piece: side,
  samples: [
    { name: 'below 0', inputs: [[2, 5]], options: {}, range: [-3, -0.4] },
    { name: 'large numbers', inputs: [[2, 2, 3]], options: {}, range: [10, 90] },
  ],
});
