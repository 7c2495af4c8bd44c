import { defineActivation, side } from './shared/elementwise';

export default defineActivation({
  type: 'Softsign',
  doc: 'Squeezes every entry into −1 … 1, more slowly than tanh does.',
  torch: 'F.softsign(x)',
  formula: { forward: 'a = z/(1 + |z|)', backward: '∂C/∂z = δ/(1 + |z|)²' },
  options: {},
  symbol: 'f',
  multiplications: 1,
  value: (z) => (Math.abs(z) === Infinity ? Math.sign(z) : z / (1 + Math.abs(z))),
  slope: (z) => 1 / (1 + Math.abs(z)) ** 2,
  difference(z, by) {
    const moved = z + by;
    const [size, movedSize] = [1 + Math.abs(z), 1 + Math.abs(moved)];
    return z * moved < 0 ? moved / movedSize - z / size : by / size / movedSize;
  },
  piece: side,
  samples: [{ name: 'zeros, where the slope bends', inputs: [[2, 2, 3, 5]], options: {}, integers: true }],
});
