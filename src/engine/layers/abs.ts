import { defineActivation, side } from './shared/elementwise';

export default defineActivation({
  type: 'Abs',
  doc: 'Takes the absolute value of every entry. At 0 the derivative is taken as 0, as PyTorch does.',
  torch: 'x.abs()',
  formula: { forward: 'a = |z|', backward: '∂C/∂z = δ · sign z' },
  options: {},
  symbol: 'abs',
  value: Math.abs,
  slope: Math.sign,
  piece: side,
  samples: [
    { name: 'zeros, where the slope breaks', inputs: [[2, 2, 3, 5]], options: {}, integers: true },
    { name: 'one sample', inputs: [[1, 4]], options: {} },
  ],
});
