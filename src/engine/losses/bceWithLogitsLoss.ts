import { sigmoid, softplus } from '../layers/shared/logistic';
import { softplusChange } from '../layers/shared/carried';
import { tensor } from '../tensor';
import { defineElementwiseLoss } from './shared/elementwiseLoss';
import { checkWeights, entryWeights, weightAt } from './shared/entryWeights';
import { reduction } from './shared/reduction';

export default defineElementwiseLoss({
  type: 'BCEWithLogitsLoss',
  doc: 'Binary cross-entropy of weighted inputs: Sigmoid and BCELoss in one, written so that nothing overflows. pos_weight p makes a wanted 1 count p times.',
  formula: {
    forward: 'C = 1/n Σ_i w_i ((1 − y_i) log(1 + e^(z_i)) + p_i y_i log(1 + e^(−z_i)))',
    backward: '∂C/∂z_i = w_i ((1 − y_i) σ(z_i) − p_i y_i σ(−z_i))/n, which is (σ(z_i) − y_i)/n without weights',
  },
  options: {
    weight: entryWeights('w, what each term is multiplied by'),
    pos_weight: entryWeights('p, what a wanted 1 counts'),
    reduction,
  },
  faults: (output, o) => [
    ...checkWeights('weight', o.weight, output),
    ...checkWeights('pos_weight', o.pos_weight, output),
  ],
  targets: [0, 1],
  defaultTarget: 1,
  value: (z, y, o, column) =>
    weightAt(o.weight, column) * ((1 - y) * softplus(z) + weightAt(o.pos_weight, column) * y * softplus(-z)),
  slope: (z, y, o, column) =>
    weightAt(o.weight, column) * ((1 - y) * sigmoid(z) - weightAt(o.pos_weight, column) * y * sigmoid(-z)),
  difference: (z, by, y, o, column) =>
    weightAt(o.weight, column) *
    ((1 - y) * softplusChange(z, by) + weightAt(o.pos_weight, column) * y * softplusChange(-z, -by)),
  steepest: (_y, o, column) =>
    Math.abs(weightAt(o.weight, column)) * Math.max(1, Math.abs(weightAt(o.pos_weight, column))),
  slopeSymbol: '((1 − y)σ(z) − y σ(−z))',
  note: 'without weights σ(z) − y, the probability less the target: the slope of the sigmoid has cancelled',
  torch:
    'F.binary_cross_entropy_with_logits(x, target, weight and torch.tensor(weight, dtype=torch.float64), reduction=reduction, ' +
    'pos_weight=pos_weight and torch.tensor(pos_weight, dtype=torch.float64))',
  samples: [
    { name: 'mean over a batch', inputs: [[3, 2]], options: {}, target: tensor([3, 2], [0, 1, 1, 0, 1, 1]) },
    {
      name: 'sum, large scores, soft targets',
      inputs: [[2, 2]],
      options: { reduction: 'sum' },
      target: tensor([2, 2], [0.25, 1, 0, 0.7]),
      range: [-60, 60],
    },
    {
      name: 'weights, and a 1 that counts more',
      inputs: [[2, 3]],
      options: { weight: [0.3, 1.7, 2], pos_weight: [4, 0.5, 1] },
      target: tensor([2, 3], [0, 1, 1, 1, 0, 0.4]),
    },
    {
      name: 'one pos_weight for all cells of maps',
      inputs: [[2, 1, 2, 3]],
      options: { pos_weight: [2.5], reduction: 'sum' },
      target: tensor([2, 1, 2, 3], [0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1]),
      range: [-9, 9],
    },
  ],
  rejects: [
    {
      name: 'another number of weights',
      output: [2, 3],
      target: tensor([2, 3], [0, 1, 1, 1, 0, 0]),
      options: { pos_weight: [1, 2, 3, 4] },
      message: '"pos_weight" has 4 numbers, but the last axis of the output 2×3 has 3.',
    },
  ],
});
