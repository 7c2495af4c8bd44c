import { huberChange } from '../layers/shared/carried';
import { side, sides } from '../layers/shared/elementwise';
import { number } from '../options';
import { tensor } from '../tensor';
import { defineElementwiseLoss } from './shared/elementwiseLoss';
import { reduction } from './shared/reduction';

export default defineElementwiseLoss({
  type: 'HuberLoss',
  doc: 'Half the squared distance where it is below delta, a straight line beyond. It is delta times SmoothL1Loss of beta = delta. Huber, Ann. Math. Statist. 35 (1964) 73.',
  formula: {
    forward: 'C = 1/n Σ_i l(a_i − y_i), l(d) = d²/2 where |d| < delta, else delta(|d| − delta/2)',
    backward: '∂C/∂a_i = d/n where |d| < delta, else delta · sign(d)/n',
  },
  options: { reduction, delta: number({ default: 1, doc: 'Distance where the square ends; above 0.' }) },
  faults: (_output, { delta }) => (delta > 0 ? [] : [{ message: `"delta" must be above 0, but is ${delta}.` }]),
  defaultTarget: 0,
  value: (a, y, { delta }) => (Math.abs(a - y) < delta ? (a - y) ** 2 / 2 : delta * (Math.abs(a - y) - delta / 2)),
  slope: (a, y, { delta }) => (Math.abs(a - y) < delta ? a - y : delta * side(a - y)),
  piece: (a, y, { delta }) => sides(a - y, -delta, delta),
  difference: (a, by, y, { delta }) => huberChange(a - y, by, delta),
  slopeSymbol: 'l′(a − y)',
  note: 'the distance near the target, no more than delta beyond',
  torch: 'F.huber_loss(x, target, reduction=reduction, delta=delta)',
  samples: [
    { name: 'mean over a batch', inputs: [[2, 3]], options: {}, target: tensor([2, 3], [0.5, -1, 2, 0, 0.25, 3]) },
    {
      name: 'sum over maps',
      inputs: [[2, 1, 2, 3]],
      options: { delta: 0.5, reduction: 'sum' },
      target: tensor([2, 1, 2, 3], [1, -1, 0, 0.5, 2, -2, 1.5, 0.1, -0.7, 0, 1, 3]),
    },
    {
      name: 'whole numbers, some of them met',
      inputs: [[4, 6]],
      options: { delta: 2 },
      target: tensor([4, 6], [1, -1, 0, 0, 2, -2, 1, 0, -1, 0, 1, 2, 2, 2, 1, 1, 0, 0, -1, -1, -2, -2, 0, 1]),
      integers: true,
    },
  ],
  rejects: [
    {
      name: 'a delta of 0',
      output: [1, 2],
      target: tensor([1, 2], [0, 1]),
      options: { delta: 0 },
      message: '"delta" must be above 0, but is 0.',
    },
  ],
});
