import { tensor } from '../tensor';
import { defineElementwiseLoss } from './shared/elementwiseLoss';

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

export default defineElementwiseLoss({
  type: 'BCEWithLogitsLoss',
  doc: 'Binary cross-entropy of weighted inputs: Sigmoid and BCELoss in one, written so that nothing overflows.',
  formula: {
    forward: 'C = 1/n Σ_i max(z_i, 0) − y_i z_i + log(1 + e^(−|z_i|))',
    backward: '∂C/∂z_i = (σ(z_i) − y_i)/n',
  },
  targets: [0, 1],
  defaultTarget: 1,
  value: (z, y) => Math.max(z, 0) - y * z + Math.log1p(Math.exp(-Math.abs(z))),
  slope: (z, y) => sigmoid(z) - y,
  slopeSymbol: '(σ(z) − y)',
  note: 'the probability σ(z) less the target: the slope of the sigmoid has cancelled',
  torch: 'F.binary_cross_entropy_with_logits(x, target, reduction=reduction)',
  samples: [
    { name: 'mean over a batch', inputs: [[3, 2]], options: {}, target: tensor([3, 2], [0, 1, 1, 0, 1, 1]) },
    {
      name: 'sum, large scores, soft targets',
      inputs: [[2, 2]],
      options: { reduction: 'sum' },
      target: tensor([2, 2], [0.25, 1, 0, 0.7]),
      range: [-60, 60],
    },
  ],
});
