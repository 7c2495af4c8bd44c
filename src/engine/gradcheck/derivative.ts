/** Numeric derivatives with an estimate of their own error. */
import { EPSILON, type Difference, type Line } from './line';

export interface Derivative {
  readonly value: number;
  /** Estimated absolute error of `value`. */
  readonly uncertainty: number;
  /** Σ of the absolute contributions. */
  readonly spread: number;
  /** Digits that a right backward pass may lose here; 0 when left out. */
  readonly grain?: number;
  /** The largest step of the differences that `value` was made of. */
  readonly step?: number;
  /** Where every step crosses a branch the entry lies on a kink. */
  readonly kink?: Kink;
}

export interface Kink {
  /** The least and the largest slope of either side. */
  readonly slopes: readonly [low: number, high: number];
  /** The output whose branch changes; −1 where it is not known. */
  readonly unit: number;
  /** Exactly on it: the branch changes with the last digits of the entry. */
  readonly tie: boolean;
}

/** The smallest step that is tried to get clear of a kink, as a share of the first one. */
const SMALLEST = 2 ** -24;
/** A move of the last digits of an entry, as a share of it. */
const TIE = 2 ** -50;
/** One-sided slopes that shrink less than so when the step is halved lie on both sides of an edge. */
const FLATTENS = 0.75;
/** A few last digits. */
const ENTRY_ROUNDING = 8 * EPSILON;

/**
 * An affine function: any step is exact but for rounding, so a large one is best. The two one-sided slopes must agree;
 * by how much they do not is the error. With `mirrored` only the right one is taken.
 */
export function affineDerivative(line: Line, step: number, mirrored = false): Derivative {
  let best = oneDifference(line, step, mirrored);
  for (let larger = step, tries = 0; tries < TRIES && best.uncertainty > VISIBLE * best.spread; tries++) {
    // The change drowns in what else makes up the outputs: a step so large that it does not.
    const drowned = best.spread > 0 ? best.uncertainty / (EPSILON * best.spread) : 1 / EPSILON;
    larger *= 2 ** Math.ceil(Math.log2(drowned));
    const next = oneDifference(line, larger, mirrored);
    if (!(next.uncertainty < best.uncertainty)) break;
    best = next;
  }
  return best;
}

function oneDifference(line: Line, step: number, mirrored: boolean): Derivative {
  const { plus, minus, spread, noise } = line.differ(step, mirrored);
  return { value: (plus + minus) / 2, uncertainty: Math.max(Math.abs(plus - minus) / 2, noise), spread, step };
}

/** Share of what an entry contributes that its error bar may be, before a larger step is taken. */
const VISIBLE = 2 ** -36;
const TRIES = 4;

/** Steps that are tried one after the other, as shares of the first, while the error stays above this share of the value. */
const CLOSER = [2 ** -12, 2 ** -24];
const DOUBTFUL = 1e-3;
const WITHOUT_DIGITS = 0.1;
/** What cancels in the sum: smaller values have no digits of their own. */
const OF_SPREAD = 1e-4;

/**
 * The derivative of a smooth function. One that bends within the first steps (a root-mean-square of zeros, with an ε of
 * 10⁻¹⁶) gives estimates that do not settle: it is differenced anew, much closer, and the estimate that settles best
 * counts.
 */
export function smoothDerivative(line: Line, firstStep: number, levels: number): Derivative {
  const tried = [extrapolated(line, firstStep, levels)];
  let best = tried[0]!;
  for (const share of CLOSER) {
    if (best.kink || relativeError(best) <= DOUBTFUL) break;
    const closer = extrapolated(line, firstStep * share, levels);
    tried.push(closer);
    if (relativeError(closer) < relativeError(best)) best = closer;
  }
  const second = tried[1];
  if (!second || second.kink || !Number.isFinite(second.value) || relativeError(best) <= WITHOUT_DIGITS) return best;
  // Not one digit: steps that agree by chance are told from a derivative by what the closer ones say.
  const apart = Math.abs(second.value - best.value) + second.uncertainty;
  return { ...best, uncertainty: Math.max(best.uncertainty, apart) };
}

/** A step that leaves the domain of a function gives no number: closer ones may. */
function relativeError({ value, uncertainty, spread }: Derivative): number {
  if (!Number.isFinite(value)) return Infinity;
  return uncertainty === 0 ? 0 : uncertainty / Math.max(Math.abs(value), OF_SPREAD * spread);
}

/**
 * Central differences at halved steps, extrapolated to step 0 (Ridders 1982, Adv. Eng. Softw. 4:75): column j of the
 * table has its error terms up to h^2j removed. The best entry is the one that agrees best with its neighbours.
 */
function extrapolated(line: Line, firstStep: number, levels: number): Derivative {
  const { step, difference: first } = clearOfKinks(line, firstStep);
  const { grain } = line;
  if (first.crossed) {
    const { plus, minus, low, high, spread, noise } = first;
    const slopes = [low, high] as const;
    const unit = line.turn?.(step) ?? -1;
    const tie = (line.turn?.(TIE * Math.max(Math.abs(line.at), TIE)) ?? -1) >= 0;
    return { value: (plus + minus) / 2, uncertainty: noise, spread, step, grain, kink: { slopes, unit, tie } };
  }
  let previous: number[] = [];
  let best = { value: NaN, uncertainty: Infinity, step };
  let spread = 0;
  let bend = { gap: Infinity, step: 0 };
  let changed = NaN;
  for (let level = 0; level < levels; level++) {
    const difference = level === 0 ? first : line.differ(step / 2 ** level);
    const { noise } = difference;
    spread = difference.spread;
    const gap = Math.abs(difference.plus - difference.minus);
    const row = [(difference.plus + difference.minus) / 2];
    // The two one-sided slopes of a smooth function come together as the step shrinks; on an edge finer than the step
    // they do not, and every step then gives the same wrong mean.
    const edge = gap > FLATTENS * bend.gap && gap > 8 * noise ? gap / 2 : 0;
    bend = { gap, step: step / 2 ** level };
    const change = Math.abs(row[0]! - (previous[0] ?? NaN));
    // Halved steps that bring the estimates no closer are still too large to tell anything.
    const astray = change > FLATTENS * changed && change > 2 * noise;
    if (astray) best = { value: row[0]!, uncertainty: Infinity, step };
    changed = change;
    for (let column = 1; column <= level; column++) {
      const factor = 4 ** column;
      const value = (factor * row[column - 1]! - previous[column - 1]!) / (factor - 1);
      const disagreement = Math.max(Math.abs(value - row[column - 1]!), Math.abs(value - previous[column - 1]!));
      const uncertainty = Math.max(disagreement, 2 * noise, EPSILON * Math.abs(value), edge);
      if (uncertainty < best.uncertainty && !astray) best = { value, uncertainty, step: step / 2 ** (level - column) };
      row.push(value);
    }
    if (level === 0 && !Number.isFinite(row[0]!)) return { value: row[0]!, uncertainty: Infinity, spread, step };
    if (best.uncertainty <= 4 * noise || best.uncertainty <= 1e-13 * Math.abs(best.value)) break;
    previous = row;
  }
  // Rounding of the entry itself moves the slope by so much, in the backward pass as well.
  const curved = ENTRY_ROUNDING * Math.abs(line.at) * (bend.gap / bend.step);
  return { ...best, spread, grain: Math.max(grain ?? 0, curved) };
}

/** The largest of ever smaller steps within which no branch changes; the smallest where all of them cross one. */
function clearOfKinks(line: Line, firstStep: number): { step: number; difference: Difference } {
  // A step has to move the entry.
  const least = Math.max(firstStep * SMALLEST, line.resolution ?? 0);
  for (let step = Math.max(firstStep, least); ; step = Math.max(step / 8, least)) {
    const difference = line.differ(step);
    if (!difference.crossed || step <= least) return { step, difference };
  }
}
