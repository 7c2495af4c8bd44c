import { defineActivation, sides } from './shared/elementwise';

export default defineActivation({
  type: 'Hardsigmoid',
  doc: 'Three straight lines near the logistic function: 0, z/6 + 1/2, 1. At z = ±3 the derivative is taken as 0, as PyTorch does.',
  // F.hardsigmoid takes 1/6 in float32 on the way back.
  torch: 'F.hardtanh(x + 3, 0, 6) / 6',
  formula: { forward: 'a = min(max(0, z + 3), 6)/6', backward: '∂C/∂z = δ/6 where −3 < z < 3, else 0' },
  options: {},
  symbol: 'f',
  multiplications: 1,
  value: (z) => (z <= -3 ? 0 : z >= 3 ? 1 : (z + 3) / 6),
  slope: (z) => (z <= -3 || z >= 3 ? 0 : 1 / 6),
  piece: (z) => sides(z, -3, 3),
  samples: [{ name: 'whole numbers', inputs: [[2, 2, 3, 5]], options: {}, integers: true, range: [-5, 5] }],
});
