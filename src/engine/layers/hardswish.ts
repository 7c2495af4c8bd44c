import { defineActivation, sides } from './shared/elementwise';

export default defineActivation({
  type: 'Hardswish',
  doc: 'Weighs every entry with its Hardsigmoid: SiLU without an exponential. Howard et al., Searching for MobileNetV3, ICCV 2019. At z = ±3 the derivative is that of the piece between.',
  // At z = 3 PyTorch’s own kernels differ from one another: 1 where vectorised, else 3/2.
  torch: 'torch.where(x < -3, 0 * x, torch.where(x <= 3, x * (x + 3) / 6, x))',
  formula: {
    forward: 'a = z · min(max(0, z + 3), 6)/6',
    backward: '∂C/∂z = 0 where z < −3, δ · (z/3 + 1/2) where −3 ≤ z ≤ 3, δ where z > 3',
  },
  options: {},
  symbol: 'f',
  multiplications: 2,
  value: (z) => (z <= -3 ? 0 : z >= 3 ? z : (z * (z + 3)) / 6),
  slope: (z) => (z < -3 ? 0 : z <= 3 ? z / 3 + 0.5 : 1),
  piece: (z) => sides(z, -3, 3),
  samples: [{ name: 'whole numbers', inputs: [[2, 2, 3, 5]], options: {}, integers: true, range: [-5, 5] }],
});
