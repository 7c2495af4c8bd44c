import { softplusChange, tanhChange } from './shared/carried';
import { defineActivation } from './shared/elementwise';
import { sigmoid, softplus } from './shared/logistic';

export default defineActivation({
  type: 'Mish',
  doc: 'Weighs every entry with the tanh of its softplus. Misra, arXiv:1908.08681.',
  torch: 'F.mish(x)',
  formula: {
    forward: 'a = z · t, t = tanh(log(1 + e^z))',
    backward: '∂C/∂z = δ · (t + z · σ(z)(1 − t²))',
  },
  options: {},
  symbol: 'Mish',
  multiplications: 1,
  value: (z) => z * Math.tanh(softplus(z)),
  slope(z) {
    const t = Math.tanh(softplus(z));
    return t + z * sigmoid(z) * (1 - t * t);
  },
  difference(z, by) {
    const t = tanhChange(softplus(z), softplusChange(z, by));
    return by * Math.tanh(softplus(z + by)) + z * t;
  },
  steepest: 1,
  samples: [
    { name: 'large and small entries', inputs: [[3, 6]], options: {}, range: [-40, 40] },
    { name: 'whole numbers', inputs: [[2, 2, 3, 5]], options: {}, integers: true },
  ],
});
