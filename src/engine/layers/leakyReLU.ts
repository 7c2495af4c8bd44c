import { number } from '../options';
import { defineActivation, side } from './shared/elementwise';

export default defineActivation({
  type: 'LeakyReLU',
  doc: 'Passes what is positive and scales the rest by negative_slope, so that no unit is ever dead.',
  torch: 'F.leaky_relu(x, negative_slope)',
  formula: {
    forward: 'a = z where z > 0, else negative_slope · z',
    backward: '∂C/∂z = δ where z > 0, else negative_slope · δ',
  },
  options: { negative_slope: number({ default: 0.01, doc: 'Slope for z ≤ 0.' }) },
  symbol: 'f',
  multiplications: 1,
  value: (z, o) => (z > 0 ? z : z * o.negative_slope),
  slope: (z, _a, o) => (z > 0 ? 1 : o.negative_slope),
  piece: side,
  samples: [
    {
      name: 'a steep negative slope, zeros too',
      inputs: [[2, 2, 5, 3]],
      options: { negative_slope: 0.3 },
      integers: true,
    },
    { name: 'a negative slope below 0', inputs: [[2, 6]], options: { negative_slope: -0.5 } },
  ],
});
