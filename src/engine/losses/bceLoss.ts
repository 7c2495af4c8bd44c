import { tensor } from '../tensor';
import { defineElementwiseLoss } from './shared/elementwiseLoss';
import { checkWeights, entryWeights, weightAt } from './shared/entryWeights';
import { reduction } from './shared/reduction';

/** The logarithm that PyTorch's BCELoss takes, so that a certain and wrong output costs 100 and not ∞. */
const log = (x: number): number => Math.max(Math.log(x), -100);

/** What PyTorch bounds a(1 − a) by in the gradient. */
const LEAST = 1e-12;

/** share · log, 0 where the share is 0, whatever the logarithm. */
const part = (share: number, log: number): number => (share === 0 ? 0 : share * log);

export default defineElementwiseLoss({
  type: 'BCELoss',
  doc: 'Binary cross-entropy of probabilities, as a Sigmoid gives them. As in PyTorch each logarithm is at least −100, and a(1 − a) at least 10⁻¹² in the gradient.',
  formula: {
    forward: 'C = −1/n Σ_i w_i (y_i log a_i + (1 − y_i) log(1 − a_i))',
    backward: '∂C/∂a_i = w_i/n · (a_i − y_i)/(a_i(1 − a_i))',
  },
  options: { weight: entryWeights('w, what each term is multiplied by'), reduction },
  faults: (output, o) => checkWeights('weight', o.weight, output),
  targets: [0, 1],
  defaultTarget: 1,
  value: (a, y, o, column) => -weightAt(o.weight, column) * (y * log(a) + (1 - y) * log(1 - a)),
  slope: (a, y, o, column) => (weightAt(o.weight, column) * (a - y)) / Math.max(a * (1 - a), LEAST),
  // Where PyTorch bounds the gradient, it is no derivative of C, and no difference says what it should be.
  difference: (a, by, y, o, column) =>
    a * (1 - a) < LEAST
      ? NaN
      : -weightAt(o.weight, column) * (part(y, Math.log1p(by / a)) + part(1 - y, Math.log1p(-by / (1 - a)))),
  slopeSymbol: 'w(a − y)/(a(1 − a))',
  note: 'the distance to the target, over the slope a(1 − a) of the sigmoid that gave a',
  torch: 'F.binary_cross_entropy(x, target, weight and torch.tensor(weight, dtype=torch.float64), reduction=reduction)',
  samples: [
    {
      name: 'mean over a batch',
      inputs: [[3, 2]],
      options: {},
      target: tensor([3, 2], [0, 1, 1, 0, 1, 1]),
      range: [0.05, 0.95],
    },
    {
      name: 'sum, soft targets',
      inputs: [[2, 2]],
      options: { reduction: 'sum' },
      target: tensor([2, 2], [0.25, 1, 0, 0.7]),
      range: [0.05, 0.95],
    },
    {
      name: 'weights of three outputs',
      inputs: [[2, 3]],
      options: { weight: [0.3, 1.7, 2] },
      target: tensor([2, 3], [0, 1, 1, 1, 0, 0.4]),
      range: [0.05, 0.95],
    },
    {
      name: 'one weight for all cells of maps',
      inputs: [[2, 1, 2, 3]],
      options: { weight: [2.5], reduction: 'sum' },
      target: tensor([2, 1, 2, 3], [0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1]),
      range: [0.2, 0.8],
    },
  ],
  rejects: [
    {
      name: 'another number of weights',
      output: [2, 3],
      target: tensor([2, 3], [0, 1, 1, 1, 0, 0]),
      options: { weight: [1, 2] },
      message: '"weight" has 2 numbers, but the last axis of the output 2×3 has 3.',
    },
  ],
});
