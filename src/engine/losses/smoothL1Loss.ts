import { absoluteChange, huberChange } from '../layers/shared/carried';
import { sides } from '../layers/shared/elementwise';
import { number } from '../options';
import { tensor } from '../tensor';
import { defineElementwiseLoss } from './shared/elementwiseLoss';
import { reduction } from './shared/reduction';

export default defineElementwiseLoss({
  type: 'SmoothL1Loss',
  doc: 'Squared distance where it is below beta, the distance itself beyond: large errors pull no harder than small ones. Girshick, Fast R-CNN, ICCV 2015.',
  formula: {
    forward: 'C = 1/n Σ_i l(a_i − y_i), l(d) = d²/(2 beta) where |d| < beta, else |d| − beta/2',
    backward: '∂C/∂a_i = d/(n · beta) where |d| < beta, else sign(d)/n',
  },
  options: { reduction, beta: number({ min: 0, default: 1, doc: 'Distance where the square ends; 0 is L1Loss.' }) },
  defaultTarget: 0,
  value: (a, y, { beta }) => (Math.abs(a - y) < beta ? (a - y) ** 2 / (2 * beta) : Math.abs(a - y) - beta / 2),
  // As PyTorch takes it: without a square (beta 0) a target that is met is on the left of its kink.
  slope: (a, y, { beta }) => (a - y <= -beta ? -1 : a - y >= beta ? 1 : (a - y) / beta),
  piece: (a, y, { beta }) => sides(a - y, -beta, beta),
  difference: (a, by, y, { beta }) => (beta === 0 ? absoluteChange(a - y, by) : huberChange(a - y, by, beta) / beta),
  slopeSymbol: 'l′(a − y)',
  note: 'the distance over beta near the target, its sign alone beyond',
  torch: 'F.smooth_l1_loss(x, target, reduction=reduction, beta=beta)',
  samples: [
    { name: 'mean over a batch', inputs: [[2, 3]], options: {}, target: tensor([2, 3], [0.5, -1, 2, 0, 0.25, 3]) },
    {
      name: 'sum over maps',
      inputs: [[2, 1, 2, 3]],
      options: { beta: 0.5, reduction: 'sum' },
      target: tensor([2, 1, 2, 3], [1, -1, 0, 0.5, 2, -2, 1.5, 0.1, -0.7, 0, 1, 3]),
    },
    {
      name: 'whole numbers, some of them met',
      inputs: [[4, 6]],
      options: {},
      target: tensor([4, 6], [1, -1, 0, 0, 2, -2, 1, 0, -1, 0, 1, 2, 2, 2, 1, 1, 0, 0, -1, -1, -2, -2, 0, 1]),
      integers: true,
    },
    {
      name: 'no square',
      inputs: [[2, 3]],
      options: { beta: 0 },
      target: tensor([2, 3], [0.5, -1, 2, 0, 0.25, 3]),
    },
  ],
});
