/** How far rounding puts the values of a function off, measured from the function itself. */
import { EPSILON } from './line';

const ROUNDOFF_POINTS = 7;

/**
 * How far rounding puts a function's values off. It may be much more than their last digit: a loss near 0 is what is
 * left of large logits. Values at points too close for the function itself to bend are differenced until only noise is
 * left: σ² = (k!)²/(2k)! · mean of the squared k-th differences (Moré and Wild 2011, SIAM J. Sci. Comput. 33:1292).
 */
export function roundoffOf(values: Float64Array, flat: number, evaluate: () => { readonly value: number }): number {
  const at = values[flat]!;
  const step = 2 ** -34 * Math.max(Math.abs(at), 1);
  let differences = Array.from({ length: ROUNDOFF_POINTS }, (_, k) => {
    values[flat] = at + (k - 3) * step;
    return evaluate().value;
  });
  values[flat] = at;
  let noise = 4 * EPSILON * Math.abs(differences[3]!);
  let factor = 1;
  for (let order = 1; order <= 4; order++) {
    differences = differences.slice(1).map((value, k) => value - differences[k]!);
    // (k!)²/(2k)! from its value one order before.
    factor *= order / (2 * (2 * order - 1));
    const squares = differences.reduce((sum, value) => sum + value * value, 0) / differences.length;
    if (order >= 2) noise = Math.max(noise, 4 * Math.sqrt(factor * squares));
  }
  return noise;
}
