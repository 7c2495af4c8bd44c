import { optionalNumber } from '../options';
import { defineActivation } from './shared/elementwise';

interface Bounds {
  readonly min: number | undefined;
  readonly max: number | undefined;
}

/** −1 below min, 1 above max, 0 between; on a bound apart from both: ±2. Where min exceeds max, max wins, as in PyTorch. */
function piece(z: number, { min = -Infinity, max = Infinity }: Bounds): number {
  if (z > max || min > max) return 1;
  if (z < min) return -1;
  return z === max ? 2 : z === min ? -2 : 0;
}

export default defineActivation({
  type: 'Clamp',
  doc: 'Keeps every entry between two bounds. What is cut off passes no gradient; on a bound the derivative is taken as 1, as PyTorch does.',
  torch: 'x.clamp(min, max)',
  defaults: { min: -0.5, max: 0.75 },
  fault: ({ min, max }) =>
    min === undefined && max === undefined ? { option: 'min', message: 'give "min", "max" or both.' } : undefined,
  formula: { forward: 'a = min(max(z, min), max)', backward: '∂C/∂z = δ where min ≤ z ≤ max, else 0' },
  options: {
    min: optionalNumber({ doc: 'Lower bound; none when left out.' }),
    max: optionalNumber({ doc: 'Upper bound; none when left out.' }),
  },
  symbol: 'clamp',
  value: (z, { min = -Infinity, max = Infinity }) => (z !== z ? z : Math.min(Math.max(z, min), max)),
  slope: (z, _a, o) => (Math.abs(piece(z, o)) === 1 ? 0 : 1),
  piece,
  samples: [
    { name: 'both bounds, entries on them', inputs: [[2, 2, 3, 5]], options: { min: -1, max: 1 }, integers: true },
    { name: 'a lower bound', inputs: [[2, 7]], options: { min: -0.3 } },
    { name: 'an upper bound', inputs: [[2, 7]], options: { max: 0.5 } },
    { name: 'unlike bounds', inputs: [[3, 2, 4]], options: { min: 0.2, max: 0.9 } },
    { name: 'bounds the wrong way round', inputs: [[2, 4]], options: { min: 1, max: -1 } },
  ],
  rejects: [{ name: 'no bound', inputs: [[1, 2]], options: {}, option: 'min', message: 'give "min", "max" or both' }],
});
