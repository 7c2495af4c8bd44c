import { defineActivation } from './shared/elementwise';

export default defineActivation({
  type: 'Square',
  doc: 'Squares every entry.',
  torch: 'x.square()',
  formula: { forward: 'a = z²', backward: '∂C/∂z = 2 δ z' },
  options: {},
  symbol: 'square',
  multiplications: 1,
  value: (z) => z * z,
  slope: (z) => 2 * z,
  difference: (z, by) => by * (2 * z + by),
  samples: [
    { name: 'zeros, where the slope is 0', inputs: [[2, 2, 3]], options: {}, integers: true },
    { name: 'large numbers', inputs: [[2, 5]], options: {}, range: [10, 90] },
  ],
});
