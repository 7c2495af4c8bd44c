/** How far rounding puts the values of a function off, measured from the function itself. */
import { EPSILON } from './line';

const POINTS = 7;
const SMALLEST_STEP = 2 ** -34;
const LARGEST_STEP = 2 ** -14;

/**
 * Rounding may put a value off by much more than its last digit: a loss near 0 is what is left of large logits. All of
 * `values` are moved a little, so that every rounding on the way is shaken, to points too close for the function itself
 * to bend; differenced until only noise is left, σ² = (k!)²/(2k)! · mean of the squared k-th differences (Moré and Wild
 * 2011, SIAM J. Sci. Comput. 33:1292). Where the values stay the same the step is too small to see the noise.
 */
export function roundoffOf(values: Float64Array, evaluate: () => { readonly value: number }): number {
  const at = values.slice();
  let found: number[] = [];
  for (let step = SMALLEST_STEP; step <= LARGEST_STEP; step *= 16) {
    found = Array.from({ length: POINTS }, (_, k) => {
      for (let i = 0; i < at.length; i++) values[i] = at[i]! + (k - 3) * step * shiftOf(at[i]!, i);
      return evaluate().value;
    });
    if (new Set(found).size > POINTS / 2) break;
  }
  values.set(at);
  return noiseOf(found);
}

/** 4σ of the noise in values of a function at equal distances; at the least the last digits of the value. */
function noiseOf(found: readonly number[]): number {
  let noise = 4 * EPSILON * Math.abs(found[3]!);
  let differences = found;
  let factor = 1;
  for (let order = 1; order <= 4; order++) {
    differences = differences.slice(1).map((value, k) => value - differences[k]!);
    // (k!)²/(2k)! from its value one order before.
    factor *= order / (2 * (2 * order - 1));
    const squares = differences.reduce((sum, value) => sum + value * value, 0) / differences.length;
    if (order >= 3) noise = Math.max(noise, 4 * Math.sqrt(factor * squares));
  }
  return noise;
}

/** How far an entry moves for a step of 1: its own size, up or down by a fixed pattern that favours no direction. */
const shiftOf = (value: number, i: number): number =>
  Math.max(Math.abs(value), 2 ** -10) * (Math.imul(i, 2654435761) & 0x10000 ? 1 : -1);
