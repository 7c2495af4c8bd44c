/** Inner loops of matrix products over rows that lie in flat arrays. Four at a time: memory is what they wait for. */

/** Σ_k a[k] · b[k], in four partial sums so that additions need not wait for one another. */
export function dot(a: Float64Array, atA: number, b: Float64Array, atB: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s0 += a[atA + k]! * b[atB + k]!;
    s1 += a[atA + k + 1]! * b[atB + k + 1]!;
    s2 += a[atA + k + 2]! * b[atB + k + 2]!;
    s3 += a[atA + k + 3]! * b[atB + k + 3]!;
  }
  for (; k < length; k++) s0 += a[atA + k]! * b[atB + k]!;
  return s0 + s1 + (s2 + s3);
}

/** Some rows of equal length, one after the other, and a coefficient for each. */
export interface Rows {
  readonly data: Float64Array;
  readonly start: number;
  readonly count: number;
  readonly coefficients: Float64Array;
  readonly firstCoefficient: number;
  readonly coefficientStep: number;
}

/** y[k] += Σ_r coefficient_r · row_r[k] */
export function addRows(y: Float64Array, atY: number, length: number, rows: Rows): void {
  const { data: x, count, coefficients, coefficientStep: step } = rows;
  let at = rows.start;
  let c = rows.firstCoefficient;
  let r = 0;
  for (; r + 3 < count; r += 4, c += 4 * step, at += 4 * length) {
    const c0 = coefficients[c]!;
    const c1 = coefficients[c + step]!;
    const c2 = coefficients[c + 2 * step]!;
    const c3 = coefficients[c + 3 * step]!;
    const [at1, at2, at3] = [at + length, at + 2 * length, at + 3 * length];
    for (let k = 0; k < length; k++) {
      y[atY + k]! += c0 * x[at + k]! + c1 * x[at1 + k]! + c2 * x[at2 + k]! + c3 * x[at3 + k]!;
    }
  }
  for (; r < count; r++, c += step, at += length) {
    const c0 = coefficients[c]!;
    for (let k = 0; k < length; k++) y[atY + k]! += c0 * x[at + k]!;
  }
}
