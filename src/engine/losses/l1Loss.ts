import { absoluteChange } from '../layers/shared/carried';
import { side } from '../layers/shared/elementwise';
import { tensor } from '../tensor';
import { defineElementwiseLoss } from './shared/elementwiseLoss';
import { reduction } from './shared/reduction';

export default defineElementwiseLoss({
  type: 'L1Loss',
  doc: 'Distance between output and target, averaged over all entries of the batch or summed. Where they meet the derivative is taken as 0, as PyTorch does.',
  formula: { forward: 'C = 1/n Σ_i |a_i − y_i|', backward: '∂C/∂a_i = sign(a_i − y_i)/n' },
  options: { reduction },
  defaultTarget: 0,
  value: (a, y) => Math.abs(a - y),
  slope: (a, y) => side(a - y),
  piece: (a, y) => side(a - y),
  difference: (a, by, y) => absoluteChange(a - y, by),
  slopeSymbol: 'sign(a − y)',
  note: 'only the direction counts, not the distance',
  torch: 'F.l1_loss(x, target, reduction=reduction)',
  samples: [
    { name: 'mean over a batch', inputs: [[2, 3]], options: {}, target: tensor([2, 3], [0.5, -1, 2, 0, 0.25, 3]) },
    {
      name: 'sum over maps',
      inputs: [[2, 1, 2, 3]],
      options: { reduction: 'sum' },
      target: tensor([2, 1, 2, 3], [1, -1, 0, 0.5, 2, -2, 1.5, 0.1, -0.7, 0, 1, 3]),
    },
    {
      name: 'whole numbers, some of them met',
      inputs: [[4, 6]],
      options: {},
      target: tensor([4, 6], [1, -1, 0, 0, 2, -2, 1, 0, -1, 0, 1, 2, 2, 2, 1, 1, 0, 0, -1, -1, -2, -2, 0, 1]),
      integers: true,
    },
  ],
});
