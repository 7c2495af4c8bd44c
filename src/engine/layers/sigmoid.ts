import { sigmoidChange } from './shared/carried';
import { defineActivation } from './shared/elementwise';
import { sigmoid } from './shared/logistic';

export default defineActivation({
  type: 'Sigmoid',
  doc: 'Squeezes every entry into 0 … 1 with the logistic function σ. Its slope is at most 1/4, and near 0 where |z| is large.',
  torch: 'torch.sigmoid(x)',
  formula: { forward: 'a = σ(z) = 1/(1 + e^(−z))', backward: '∂C/∂z = δ · σ(z)(1 − σ(z))' },
  options: {},
  symbol: 'σ',
  multiplications: 1,
  value: sigmoid,
  slope: (_z, a) => a * (1 - a),
  difference: sigmoidChange,
  steepest: 1 / 4,
});
