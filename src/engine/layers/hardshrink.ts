import { number } from '../options';
import { defineActivation, sides } from './shared/elementwise';

export default defineActivation({
  type: 'Hardshrink',
  doc: 'Replaces small entries, |z| ≤ lambd, by 0. The function jumps there.',
  torch: 'F.hardshrink(x, lambd)',
  formula: { forward: 'a = z where |z| > lambd, else 0', backward: '∂C/∂z = δ where |z| > lambd, else 0' },
  options: { lambd: number({ min: 0, default: 0.5, doc: 'Entries up to this size become 0.' }) },
  symbol: 'f',
  value: (z, o) => (Math.abs(z) <= o.lambd ? 0 : z),
  slope: (z, _a, o) => (Math.abs(z) <= o.lambd ? 0 : 1),
  piece: (z, o) => sides(z, -o.lambd, o.lambd),
  samples: [
    { name: 'entries at the jump', inputs: [[2, 2, 3, 5]], options: { lambd: 1 }, integers: true },
    { name: 'another lambd', inputs: [[2, 7]], options: { lambd: 1.1 } },
  ],
});
