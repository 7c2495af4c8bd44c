import { tensor } from '../tensor';
import { defineElementwiseLoss } from './shared/elementwiseLoss';
import { reduction } from './shared/reduction';

export default defineElementwiseLoss({
  type: 'MSELoss',
  doc: 'Squared distance between output and target, averaged over all entries of the batch or summed. There is no factor 1/2.',
  formula: { forward: 'C = 1/n Σ_i (a_i − y_i)²', backward: '∂C/∂a_i = 2(a_i − y_i)/n' },
  options: { reduction },
  defaultTarget: 0,
  value: (a, y) => (a - y) ** 2,
  slope: (a, y) => 2 * (a - y),
  difference: (a, by, y) => by * (2 * (a - y) + by),
  slopeSymbol: '2(a − y)',
  note: 'twice the distance to the target',
  torch: 'F.mse_loss(x, target, reduction=reduction)',
  samples: [
    { name: 'mean over a batch', inputs: [[2, 3]], options: {}, target: tensor([2, 3], [0.5, -1, 2, 0, 0.25, 3]) },
    {
      name: 'sum over a map',
      inputs: [[1, 1, 2, 3]],
      options: { reduction: 'sum' },
      target: tensor([1, 1, 2, 3], [1, -1, 0, 0.5, 2, -2]),
    },
  ],
});
