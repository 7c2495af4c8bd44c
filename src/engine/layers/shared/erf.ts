/**
 * The error function to full double precision, by the rational Chebyshev approximations of W. J. Cody, Math. Comp. 23
 * (1969) 631; coefficients as in his program CALERF (netlib, specfun). Relative error below 2·10⁻¹⁶ times a few.
 */

/** erf(x)/x for |x| ≤ 15/32, in x². Numerator, then denominator; the highest power of the denominator has factor 1. */
const SMALL = {
  top: [
    1.85777706184603153e-1, 3.1611237438705656, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3,
  ],
  bottom: [1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3],
};

/** e^(x²) erfc(x) for 15/32 ≤ x ≤ 4, in x. */
const MIDDLE = {
  top: [
    2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1, 2.98635138197400131e2,
    8.8195222124176909e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3,
  ],
  bottom: [
    1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
    3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
  ],
};

/** x² (1/√π − x e^(x²) erfc(x)) for x > 4, in 1/x². */
const LARGE = {
  top: [
    1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
    1.60837851487422766e-2, 6.58749161529837803e-4,
  ],
  bottom: [
    1, 2.56852019228982242, 1.87295284992346047, 5.27905102951428412e-1, 6.05183413124413191e-2, 2.33520497626869185e-3,
  ],
};

interface Quotient {
  readonly top: readonly number[];
  readonly bottom: readonly number[];
}

const horner = (coefficients: readonly number[], x: number): number => coefficients.reduce((sum, c) => sum * x + c, 0);
const ratio = ({ top, bottom }: Quotient, x: number): number => horner(top, x) / horner(bottom, x);

/** e^(−x²) with the rounding error of x² put back: x is split into sixteenths, whose square is exact, and a rest. */
function gaussian(x: number): number {
  const head = Math.trunc(x * 16) / 16;
  return Math.exp(-head * head) * Math.exp(-(x - head) * (x + head));
}

/** erfc(x) for x > 15/32, without the cancellation of 1 − erf(x). */
function upperTail(x: number): number {
  if (x <= 4) return gaussian(x) * ratio(MIDDLE, x);
  if (x > 27) return 0;
  const inverse = 1 / (x * x);
  return (gaussian(x) * (1 / Math.sqrt(Math.PI) - inverse * ratio(LARGE, inverse))) / x;
}

/** erf(x) = 2/√π ∫₀ˣ e^(−t²) dt */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (!(size > 0.46875)) return x * ratio(SMALL, x * x);
  return x < 0 ? upperTail(size) - 1 : 1 - upperTail(size);
}

/** erfc(x) = 1 − erf(x) */
export function erfc(x: number): number {
  const size = Math.abs(x);
  if (!(size > 0.46875)) return 1 - erf(x);
  return x < 0 ? 2 - upperTail(size) : upperTail(size);
}

/** Φ(z): the probability that a standard normal number is smaller than z. */
export const normalCumulative = (z: number): number => erfc(-z * Math.SQRT1_2) / 2;

/** Φ′(z) */
export const normalDensity = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
