/** From a number to an entry of a colour table. Scales of signed values are always symmetric about zero. */
import { firstWrongEntry, tableSize, zeroEntry } from './palette';

/** What is known of the values of a map; NaN and ±∞ are counted and left out of the rest. */
export interface Range {
  readonly min: number;
  readonly max: number;
  readonly largest: number;
  readonly nan: number;
  readonly infinite: number;
}

export type Scale =
  /** −max … 0 … +max; `log` is symmetric-logarithmic, linear below a thousandth of max. */
  | { readonly kind: 'signed'; readonly max: number; readonly log: boolean }
  /** A picture, from its darkest to its brightest entry. */
  | { readonly kind: 'grey'; readonly min: number; readonly max: number }
  /** Relative errors, log₁₀ from −16 to 0, split at the bound. */
  | { readonly kind: 'error'; readonly bound: number };

/** The engine's own bound, before a run has said which it uses. */
export const defaultBound = 1e-7;
export const smallestErrorExponent = -16;

export function rangeOf(values: ArrayLike<number>): Range {
  let [min, max, nan, infinite] = [Infinity, -Infinity, 0, 0];
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (Number.isNaN(value)) nan++;
    else if (!Number.isFinite(value)) infinite++;
    else {
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  if (min > max) [min, max] = [0, 0];
  return { min, max, largest: Math.max(-min, max, 0), nan, infinite };
}

/** Below this share of max a symmetric-logarithmic scale is linear. */
const linearShare = 1e-3;

/** Place of a value on a signed scale, from −1 to 1; values beyond max are clipped to the ends. */
export function signedPlace(value: number, max: number, log: boolean): number {
  if (!(max > 0)) return 0;
  const share = Math.min(1, Math.abs(value) / max);
  const place = log ? Math.log1p(share / linearShare) / Math.log1p(1 / linearShare) : share;
  return value < 0 ? -place : place;
}

/** Place of a relative error along the legend, 0 at 10⁻¹⁶ and 1 at 1. */
export function errorPlace(error: number): number {
  if (!(error > 0)) return 0;
  return Math.min(1, Math.max(0, 1 - Math.log10(error) / smallestErrorExponent));
}

/** Entry of the colour table for a value that is finite (±∞ is clipped, NaN is the caller's business). */
export function entryOf(value: number, scale: Scale): number {
  switch (scale.kind) {
    case 'signed':
      return signedEntry(value, scale.max, scale.log);
    case 'grey': {
      const span = scale.max - scale.min;
      const place = span > 0 ? (value - scale.min) / span : 0;
      return Math.round(Math.min(1, Math.max(0, place)) * (tableSize - 1));
    }
    case 'error':
      return errorEntry(value, scale.bound);
  }
}

/** Magnitudes are rounded, so that −x and x have colours of the same strength. */
function signedEntry(value: number, max: number, log: boolean): number {
  const place = signedPlace(value, max, log);
  const steps = Math.round(Math.abs(place) * (tableSize - 1 - zeroEntry));
  return place < 0 ? zeroEntry - steps : zeroEntry + steps;
}

/** The side of the bound is decided by the numbers themselves, never by a rounded entry. */
function errorEntry(error: number, bound: number): number {
  const place = errorPlace(error);
  const split = errorPlace(bound);
  if (error <= bound) return split > 0 ? Math.round((place / split) * (firstWrongEntry - 1)) : 0;
  const share = split < 1 ? (place - split) / (1 - split) : 1;
  return firstWrongEntry + Math.round(share * (tableSize - 1 - firstWrongEntry));
}

/** How many finite values lie beyond the ends of a signed scale. */
export function clippedCount(values: ArrayLike<number>, max: number): number {
  let clipped = 0;
  for (let at = 0; at < values.length; at++) {
    const size = Math.abs(values[at]!);
    if (size > max && size !== Infinity) clipped++;
  }
  return clipped;
}
