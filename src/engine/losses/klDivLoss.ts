import { bool, choice } from '../options';
import { tensor } from '../tensor';
import { defineElementwiseLoss } from './shared/elementwiseLoss';

/** y log y, 0 at y = 0. */
const entropyTerm = (y: number): number => (y === 0 ? 0 : y * Math.log(y));

export default defineElementwiseLoss({
  type: 'KLDivLoss',
  doc: 'Kullback–Leibler divergence of a target distribution y from log-probabilities a, as a LogSoftmax gives them. "batchmean" is the divergence of a sample, "mean" divides by the classes too.',
  formula: {
    forward: 'C = 1/N Σ_i y_i (log y_i − a_i); with log_target e^(y_i) (y_i − a_i)',
    backward: '∂C/∂a_i = −y_i/N; with log_target −e^(y_i)/N',
  },
  options: {
    reduction: choice({
      of: ['mean', 'sum', 'batchmean'],
      default: 'mean',
      doc: 'Divide the sum by the number of entries, not at all, or by the number of samples.',
    }),
    log_target: bool({ default: false, doc: 'The target holds log-probabilities too.' }),
  },
  defaultTarget: 0,
  value: (a, y, o) => (o.log_target ? Math.exp(y) * (y - a) : entropyTerm(y) - y * a),
  slope: (_a, y, o) => (o.log_target ? -Math.exp(y) : -y),
  difference: (_a, by, y, o) => (o.log_target ? -Math.exp(y) : -y) * by,
  slopeSymbol: '(−y)',
  note: 'minus the probability that is wanted, whatever the output is',
  torch: 'F.kl_div(x, target, reduction=reduction, log_target=log_target)',
  samples: [
    {
      name: 'mean over all entries',
      inputs: [[2, 3]],
      options: {},
      target: tensor([2, 3], [0.2, 0.5, 0.3, 1, 0, 0]),
      range: [-4, -0.1],
    },
    {
      name: 'mean over samples',
      inputs: [[3, 2]],
      options: { reduction: 'batchmean' },
      target: tensor([3, 2], [0.2, 0.8, 0.45, 0.55, 0, 1]),
      range: [-4, -0.1],
    },
    {
      name: 'sum, a target of logarithms',
      inputs: [[2, 2, 2]],
      options: { reduction: 'sum', log_target: true },
      target: tensor([2, 2, 2], [-0.7, -0.7, -1.5, -0.25, -3, -0.05, -0.1, -2]),
      range: [-4, -0.1],
    },
    {
      name: 'mean over samples, a target of logarithms',
      inputs: [[2, 3]],
      options: { reduction: 'batchmean', log_target: true },
      target: tensor([2, 3], [-1, -1.5, -0.9, -0.2, -3, -2.5]),
      range: [-4, -0.1],
    },
  ],
});
