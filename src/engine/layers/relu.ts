import { defineActivation, side } from './shared/elementwise';

export default defineActivation({
  type: 'ReLU',
  doc: 'Passes what is positive and replaces the rest by 0. At z = 0 the derivative is taken as 0, as PyTorch does.',
  torch: 'F.relu(x)',
  formula: { forward: 'a = max(0, z)', backward: '∂C/∂z = δ where z > 0, else 0' },
  options: {},
  symbol: 'ReLU',
  value: (z) => (z <= 0 ? 0 : z),
  slope: (z) => (z <= 0 ? 0 : 1),
  piece: side,
  samples: [{ name: 'zeros, where the slope breaks', inputs: [[2, 2, 3, 5]], options: {}, integers: true }],
});
