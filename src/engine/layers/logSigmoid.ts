import { softplusChange } from './shared/carried';
import { defineActivation } from './shared/elementwise';
import { sigmoid, softplus } from './shared/logistic';

export default defineActivation({
  type: 'LogSigmoid',
  doc: 'The logarithm of the logistic function, written so that nothing overflows.',
  torch: 'F.logsigmoid(x)',
  formula: { forward: 'a = log σ(z) = −log(1 + e^(−z))', backward: '∂C/∂z = δ · (1 − σ(z))' },
  options: {},
  symbol: 'log σ',
  value: (z) => -softplus(-z),
  slope: (z) => sigmoid(-z),
  difference: (z, by) => -softplusChange(-z, -by),
  samples: [
    { name: 'large and small entries', inputs: [[3, 6]], options: {}, range: [-60, 60] },
    { name: 'whole numbers', inputs: [[2, 2, 3, 5]], options: {}, integers: true },
  ],
});
