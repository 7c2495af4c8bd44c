import { number } from '../options';
import { defineActivation, sides } from './shared/elementwise';

export default defineActivation({
  type: 'Softshrink',
  doc: 'Moves every entry by lambd towards 0 and stops there.',
  torch: 'F.softshrink(x, lambd)',
  formula: {
    forward: 'a = z − lambd where z > lambd, z + lambd where z < −lambd, else 0',
    backward: '∂C/∂z = δ where |z| > lambd, else 0',
  },
  options: { lambd: number({ min: 0, default: 0.5, doc: 'How far entries are moved.' }) },
  symbol: 'f',
  value: (z, o) => (Math.abs(z) <= o.lambd ? 0 : z > 0 ? z - o.lambd : z + o.lambd),
  slope: (z, _a, o) => (Math.abs(z) <= o.lambd ? 0 : 1),
  piece: (z, o) => sides(z, -o.lambd, o.lambd),
  samples: [
    { name: 'entries where the slope breaks', inputs: [[2, 2, 3, 5]], options: { lambd: 1 }, integers: true },
    { name: 'another lambd', inputs: [[2, 7]], options: { lambd: 0.2 } },
  ],
});
