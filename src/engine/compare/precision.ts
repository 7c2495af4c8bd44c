/** How exact somebody's numbers are: what tolerance a comparison with them needs. */
import type { Tolerances } from '../gradcheck/verdict';

export type Precision = 'float64' | 'float32' | 'float16';

/** By the numbers themselves: a dump in float64 of a computation in float32 is no better than float32. */
export function precisionOf(tensors: Iterable<Float64Array>): Precision {
  let coarse = true;
  for (const data of tensors) {
    for (const value of data) {
      if (!Number.isFinite(value)) continue;
      if (Math.fround(value) !== value) return 'float64';
      coarse &&= isHalf(value);
    }
  }
  return coarse ? 'float16' : 'float32';
}

/** Has a float32 at most 11 significant bits? Both float16 and bfloat16 numbers have. */
function isHalf(value: number): boolean {
  if (value === 0) return true;
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(value))) - 10);
  return Number.isInteger(value / unit);
}

/** `largest` is the tensor's largest entry: sums of many terms are off by a share of it. */
export function tolerancesFor(precision: Precision, largest: number): Tolerances {
  if (precision === 'float64') return { rtol: 1e-7, atol: 1e-12 * largest };
  if (precision === 'float32') return { rtol: 1e-4, atol: 1e-5 * largest };
  return { rtol: 1e-2, atol: 1e-2 * largest };
}
