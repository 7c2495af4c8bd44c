import { number } from '../options';
import { defineActivation, side } from './shared/elementwise';

export default defineActivation({
  type: 'Threshold',
  doc: 'Replaces entries up to the threshold by a fixed value. The function jumps there, unless the two are equal.',
  torch: 'F.threshold(x, threshold, value)',
  formula: { forward: 'a = z where z > threshold, else value', backward: '∂C/∂z = δ where z > threshold, else 0' },
  options: {
    threshold: number({ doc: 'Entries above it pass.' }),
    value: number({ doc: 'What stands for the others.' }),
  },
  symbol: 'f',
  value: (z, o) => (z <= o.threshold ? o.value : z),
  slope: (z, _a, o) => (z <= o.threshold ? 0 : 1),
  piece: (z, o) => side(z - o.threshold),
  defaults: { threshold: 0.1, value: 20 },
  samples: [
    { name: 'entries at the threshold', inputs: [[2, 2, 3, 5]], options: { threshold: 1, value: -3 }, integers: true },
    { name: 'no jump', inputs: [[2, 7]], options: { threshold: -0.4, value: -0.4 } },
  ],
});
