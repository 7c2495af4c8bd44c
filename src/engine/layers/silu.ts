import { sigmoidChange } from './shared/carried';
import { defineActivation } from './shared/elementwise';
import { sigmoid } from './shared/logistic';

export default defineActivation({
  type: 'SiLU',
  doc: 'Weighs every entry with its own logistic function; also called swish. Elfwing, Uchibe and Doya, arXiv:1702.03118.',
  torch: 'F.silu(x)',
  formula: { forward: 'a = z · σ(z)', backward: '∂C/∂z = δ · σ(z)(1 + z(1 − σ(z)))' },
  options: {},
  symbol: 'SiLU',
  multiplications: 1,
  value: (z) => z * sigmoid(z),
  slope: (z) => sigmoid(z) * (1 + z * sigmoid(-z)),
  difference: (z, by) => by * sigmoid(z + by) + z * sigmoidChange(z, by),
  steepest: 1,
  samples: [
    { name: 'large and small entries', inputs: [[3, 6]], options: {}, range: [-40, 40] },
    { name: 'whole numbers', inputs: [[2, 2, 3, 5]], options: {}, integers: true },
  ],
});
