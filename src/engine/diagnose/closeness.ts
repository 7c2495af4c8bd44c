/** How near a gradient is to what a mistake gives. */
import type { Tensor } from '../tensor';

export interface Closeness {
  /** Entries that are equal to rounding. */
  readonly equal: number;
  /** Entries that were compared. */
  readonly entries: number;
  readonly maxDifference: number;
  readonly matches: boolean;
}

/**
 * Two entries are equal where they differ by less than this share of the smaller tensor's largest entry. Sums of the same
 * products in another order differ by some 10⁻¹⁵ of it for each tenfold of terms; the smallest effect that a gradcheck
 * calls wrong is 10⁻⁷ of an entry a thousandth as large as the largest, which is 10⁻¹⁰ of that.
 */
export const ROUNDING = { float64: 1e-11, numeric: 1e-8, float32: 2e-5, float16: 1e-2 } as const;

/** A mistake has to move the gradient by so many times the rounding to be told from none. */
const EFFECT = 4;

/** @param known where left out, every entry is compared */
export function closenessOf(mine: Tensor, candidate: Tensor, rounding: number, known?: Uint8Array): Closeness {
  const bound = rounding * Math.min(largestOf(mine.data, known), largestOf(candidate.data, known));
  let equal = 0;
  let entries = 0;
  let maxDifference = 0;
  for (let flat = 0; flat < mine.data.length; flat++) {
    if (known && known[flat] === 0) continue;
    entries++;
    const difference = apart(mine.data[flat]!, candidate.data[flat]!);
    if (difference <= bound) equal++;
    if (difference > maxDifference) maxDifference = difference;
  }
  return { equal, entries, maxDifference, matches: equal === entries };
}

/** The same question where only the answer counts: left at the first entry that differs. */
export function isClose(mine: Tensor, candidate: Tensor, rounding: number, known?: Uint8Array): boolean {
  const { data } = mine;
  const bound = rounding * Math.min(largestOf(data, known), largestOf(candidate.data, known));
  // Wrong ones are mostly told by a few entries from all over the tensor.
  const stride = Math.max(1, Math.floor(data.length / 61));
  for (const step of [stride, 1]) {
    for (let flat = 0; flat < data.length; flat += step) {
      if (known && known[flat] === 0) continue;
      if (!(apart(data[flat]!, candidate.data[flat]!) <= bound)) return false;
    }
  }
  return true;
}

/** Is mine the candidate but for one factor? */
export function isProportional(mine: Tensor, candidate: Tensor, rounding: number, known?: Uint8Array): boolean {
  let at = -1;
  for (let flat = 0; flat < candidate.data.length; flat++) {
    if (known && known[flat] === 0) continue;
    if (at < 0 || Math.abs(candidate.data[flat]!) > Math.abs(candidate.data[at]!)) at = flat;
  }
  const factor = mine.data[at]! / candidate.data[at]!;
  if (!Number.isFinite(factor) || factor === 0) return false;
  const scaled = { shape: candidate.shape, data: candidate.data.map((value) => value * factor) };
  return isClose(mine, scaled, EFFECT * rounding, known);
}

/** Does the mistake change anything on these numbers? */
export function hasEffect(candidate: Tensor, right: Tensor, rounding: number, known?: Uint8Array): boolean {
  const scale = Math.max(largestOf(right.data, known), largestOf(candidate.data, known));
  return candidate.data.some(
    (value, flat) => !(known && known[flat] === 0) && !(apart(value, right.data[flat]!) <= EFFECT * rounding * scale),
  );
}

/** 0 for the same number, NaN and ±∞ too; ∞ where only one of two is finite. */
function apart(a: number, b: number): number {
  if (Object.is(a, b)) return 0;
  const difference = Math.abs(a - b);
  return Number.isNaN(difference) ? Infinity : difference;
}

export function largestOf(data: Float64Array, known?: Uint8Array): number {
  let largest = 0;
  for (let flat = 0; flat < data.length; flat++) {
    if (known && known[flat] === 0) continue;
    const size = Math.abs(data[flat]!);
    if (size > largest && size < Infinity) largest = size;
  }
  return largest;
}
