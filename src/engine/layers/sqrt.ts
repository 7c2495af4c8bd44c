import { defineActivation, side } from './shared/elementwise';

export default defineActivation({
  type: 'Sqrt',
  doc: 'Takes the square root of every entry. Below 0 it is NaN, and at 0 its slope is ∞, as in PyTorch.',
  torch: 'x.sqrt()',
  formula: { forward: 'a = √z', backward: '∂C/∂z = δ/(2a)' },
  options: {},
  range: [0.25, 3],
  symbol: '√',
  value: Math.sqrt,
  slope: (_z, a) => 1 / (2 * a),
  difference: (z, by) => by / (Math.sqrt(z + by) + Math.sqrt(z)),
  piece: side,
  samples: [
    { name: 'below 1', inputs: [[2, 5]], options: {}, range: [0.25, 0.9] },
    { name: 'large numbers', inputs: [[2, 2, 3]], options: {}, range: [10, 90] },
  ],
});
