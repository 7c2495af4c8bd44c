import { defineActivation } from './shared/elementwise';

export default defineActivation({
  type: 'Tanhshrink',
  doc: 'What tanh takes away from every entry: 0 near 0, and one less far out.',
  torch: 'F.tanhshrink(x)',
  formula: { forward: 'a = z − tanh(z)', backward: '∂C/∂z = δ · tanh²(z)' },
  options: {},
  symbol: 'f',
  multiplications: 1,
  value: (z) => z - Math.tanh(z),
  slope: (z) => Math.tanh(z) ** 2,
  samples: [
    { name: 'large and small entries', inputs: [[3, 6]], options: {}, range: [-20, 20] },
    { name: 'whole numbers', inputs: [[2, 2, 3, 5]], options: {}, integers: true },
  ],
});
