import { defineActivation, side } from './shared/elementwise';

export default defineActivation({
  type: 'Rsqrt',
  doc: 'Divides 1 by the square root of every entry. Below 0 it is NaN, at 0 ∞, as in PyTorch.',
  torch: 'x.rsqrt()',
  formula: { forward: 'a = 1/√z', backward: '∂C/∂z = −δ · a³/2' },
  options: {},
  range: [0.25, 3],
  symbol: '1/√',
  multiplications: 1,
  value: (z) => 1 / Math.sqrt(z),
  slope: (_z, a) => -(a ** 3) / 2,
  piece: side,
  samples: [
    { name: 'below 1', inputs: [[2, 5]], options: {}, range: [0.25, 0.9] },
    { name: 'large numbers', inputs: [[2, 2, 3]], options: {}, range: [10, 90] },
  ],
});
