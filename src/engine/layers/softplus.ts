import { number } from '../options';
import { softplusChange } from './shared/carried';
import { defineActivation, side } from './shared/elementwise';
import { sigmoid, softplus } from './shared/logistic';

export default defineActivation({
  type: 'Softplus',
  doc: 'A smooth ReLU. As in PyTorch it is z itself where beta · z > threshold, which changes it by less than e^(−threshold)/beta.',
  torch: 'F.softplus(x, beta, threshold)',
  formula: {
    forward: 'a = log(1 + e^(beta·z))/beta, and z where beta·z > threshold',
    backward: '∂C/∂z = δ · σ(beta·z), and δ where beta·z > threshold',
  },
  options: {
    beta: number({ default: 1, doc: 'Sharpness of the bend at 0; not 0.' }),
    threshold: number({ default: 20, doc: 'From here on the function is taken as linear.' }),
  },
  fault: ({ beta }) =>
    beta === 0 ? { option: 'beta', message: 'beta divides the output and must not be 0.' } : undefined,
  symbol: 'f',
  multiplications: 2,
  value: (z, o) => (o.beta * z > o.threshold ? z : softplus(o.beta * z) / o.beta),
  slope: (z, _a, o) => (o.beta * z > o.threshold ? 1 : sigmoid(o.beta * z)),
  difference(z, by, { beta, threshold }) {
    const linear = [z, z + by].map((x) => beta * x > threshold);
    if (linear[0] && linear[1]) return by;
    if (!linear[0] && !linear[1]) return softplusChange(beta * z, beta * by) / beta;
    // Across the threshold the function has a step.
    const value = (x: number): number => (beta * x > threshold ? x : softplus(beta * x) / beta);
    return value(z + by) - value(z);
  },
  piece: (z, o) => side(o.beta * z - o.threshold),
  samples: [
    { name: 'large and small entries', inputs: [[3, 6]], options: {}, range: [-30, 30] },
    { name: 'whole numbers', inputs: [[2, 2, 3, 5]], options: {}, integers: true },
    { name: 'sharp, and linear above 0.4', inputs: [[2, 3, 5]], options: { beta: 5, threshold: 2 } },
    { name: 'blunt', inputs: [[2, 7]], options: { beta: 0.1 } },
    { name: 'beta below 0', inputs: [[2, 7]], options: { beta: -2, threshold: 1 } },
  ],
  rejects: [
    { name: 'a division by 0', inputs: [[2, 3]], options: { beta: 0 }, option: 'beta', message: 'must not be 0' },
  ],
});
