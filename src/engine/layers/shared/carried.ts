/** f(z + Δ) − f(z) without cancellation, of the functions that activations are made of. */
import { sigmoid } from './logistic';

/** sinh Δ/(cosh z · cosh(z + Δ)) */
export const tanhChange = (z: number, by: number): number => Math.sinh(by) / Math.cosh(z) / Math.cosh(z + by);

/** (e^Δ − 1) · σ(z) · σ(−z − Δ) */
export const sigmoidChange = (z: number, by: number): number => Math.expm1(by) * sigmoid(z) * sigmoid(-z - by);

/** log(1 + e^(z+Δ)) − log(1 + e^z) = log(1 + σ(z)(e^Δ − 1)) */
export const softplusChange = (z: number, by: number): number => Math.log1p(sigmoid(z) * Math.expm1(by));

/** α(e^((z+Δ)/s) − 1) − α(e^(z/s) − 1) below 0, and Δ above; across 0 the two have opposite signs and may be subtracted. */
export function exponentialUnitChange(z: number, by: number, alpha: number, scale = 1): number {
  const moved = z + by;
  if (z > 0 && moved > 0) return by;
  if (z <= 0 && moved <= 0) return alpha * Math.exp(z / scale) * Math.expm1(by / scale);
  const value = (x: number): number => (x > 0 ? x : alpha * Math.expm1(x / scale));
  return value(moved) - value(z);
}

/** (z + Δ)^p − z^p = z^p (e^(p · log(1 + Δ/z)) − 1); plainly where z and z + Δ lie on both sides of 0. */
export function powerChange(z: number, by: number, exponent: number): number {
  if (!(by / z > -1 && by / z < Infinity)) return (z + by) ** exponent - z ** exponent;
  return z ** exponent * Math.expm1(exponent * Math.log1p(by / z));
}

/** |d + Δ| − |d|; across 0 the two may be subtracted. */
export const absoluteChange = (d: number, by: number): number =>
  d * (d + by) > 0 ? Math.sign(d) * by : Math.abs(d + by) - Math.abs(d);

/** l(d + Δ) − l(d) of l(d) = d²/2 where |d| < edge, else edge · (|d| − edge/2). */
export function huberChange(d: number, by: number, edge: number): number {
  const inside = [d, d + by].map((x) => Math.abs(x) < edge);
  if (inside[0] && inside[1]) return (by * (2 * d + by)) / 2;
  if (!inside[0] && !inside[1]) return edge * absoluteChange(d, by);
  const value = (x: number): number => (Math.abs(x) < edge ? (x * x) / 2 : edge * (Math.abs(x) - edge / 2));
  return value(d + by) - value(d);
}
