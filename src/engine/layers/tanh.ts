import { tanhChange } from './shared/carried';
import { defineActivation } from './shared/elementwise';

export default defineActivation({
  type: 'Tanh',
  doc: 'Squeezes every entry into −1 … 1 with the hyperbolic tangent. Its slope is 1 at 0, and near 0 where |z| is large.',
  torch: 'torch.tanh(x)',
  formula: { forward: 'a = tanh(z)', backward: '∂C/∂z = δ · (1 − tanh²(z))' },
  options: {},
  symbol: 'tanh',
  multiplications: 1,
  value: (z) => Math.tanh(z),
  slope: (_z, a) => 1 - a * a,
  difference: tanhChange,
  steepest: 1,
});
