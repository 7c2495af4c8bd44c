import { defineActivation, side } from './shared/elementwise';

export default defineActivation({
  type: 'Log',
  doc: 'Takes the natural logarithm of every entry. At 0 it is −∞, below 0 NaN, as in PyTorch.',
  torch: 'x.log()',
  formula: { forward: 'a = ln z', backward: '∂C/∂z = δ/z' },
  options: {},
  range: [0.25, 3],
  symbol: 'ln',
  value: Math.log,
  slope: (z) => 1 / z,
  difference: (z, by) => Math.log1p(by / z),
  piece: side,
  samples: [
    { name: 'around 1, where it is 0', inputs: [[2, 5]], options: {}, range: [0.9, 1.1] },
    { name: 'large numbers', inputs: [[2, 2, 3]], options: {}, range: [10, 90] },
  ],
});
