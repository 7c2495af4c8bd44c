import { defineActivation, sides } from './shared/elementwise';

export default defineActivation({
  type: 'ReLU6',
  doc: 'ReLU that stops at 6. At z = 0 and z = 6 the derivative is taken as 0, as PyTorch does.',
  torch: 'F.relu6(x)',
  formula: { forward: 'a = min(max(0, z), 6)', backward: '∂C/∂z = δ where 0 < z < 6, else 0' },
  options: {},
  symbol: 'ReLU6',
  value: (z) => (z <= 0 ? 0 : z >= 6 ? 6 : z),
  slope: (z) => (z <= 0 || z >= 6 ? 0 : 1),
  piece: (z) => sides(z, 0, 6),
  samples: [
    { name: 'zeros, where the slope breaks', inputs: [[2, 2, 3, 5]], options: {}, integers: true, range: [-2, 8] },
  ],
});
