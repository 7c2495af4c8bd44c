/**
 * Lines: a number as a function of one disturbed entry. Gradcheck differences along them; nothing here knows the
 * backward pass, which is what makes the numeric derivative independent of it.
 */

/** What moving an entry by ±step does. All are slopes: already divided by the step. */
export interface Difference {
  /** One-sided slope to the right, and to the left. */
  plus: number;
  minus: number;
  /**
   * Σ over the outputs of the smaller, and of the larger, of their two one-sided contributions. Each output is free to
   * take either side of its own kink, so every value in between is a subgradient.
   */
  low: number;
  high: number;
  /** Σ of the absolute contributions: how much cancels in the sum. */
  spread: number;
  /** Rounding error of the slopes, estimated from the sizes that were subtracted. */
  noise: number;
  /** A branch (sign of a ReLU, argmax of a pool) changed within ±step. */
  crossed: boolean;
}

/** Makes lines through every entry of one tensor. */
export type LineMaker = (flat: number) => Line;

export interface Line {
  /** The entry's own value. */
  readonly at: number;
  /** The smallest step that moves the entry well; 0 when left out. */
  readonly resolution?: number;
  /** Digits that a right backward pass may lose here; see `CarriedChange.steepest`. 0 when left out. */
  readonly grain?: number;
  /** The first output whose branch changes within ±step; −1 where none does. Left out where no output is known. */
  turn?(step: number): number;
  /**
   * The result object is reused by the next call. `mirrored` takes the left side to be the right one's mirror image,
   * which for an affine function it is: half the work.
   */
  differ(step: number, mirrored?: boolean): Difference;
}

export const EPSILON = 2 ** -52;

/** Steps that are seen in the entry itself to some digits. */
export const resolutionOf = (at: number): number => 2 ** -44 * Math.abs(at);

export const newDifference = (): Difference => ({
  plus: 0,
  minus: 0,
  low: 0,
  high: 0,
  spread: 0,
  noise: 0,
  crossed: false,
});

/** Where two branch signatures differ first; −1 where they are the same. */
export function firstTurn(before: Int32Array | undefined, after: Int32Array | undefined): number {
  if (!before || !after) return -1;
  for (let k = 0; k < before.length; k++) if (before[k] !== after[k]) return k;
  return -1;
}

export function settle(
  result: Difference,
  plus: number,
  minus: number,
  low: number,
  high: number,
  spread: number,
  sizes: number,
  width: number,
  crossed: boolean,
): Difference {
  result.plus = plus;
  result.minus = minus;
  result.low = low;
  result.high = high;
  result.spread = spread / width;
  result.noise = (EPSILON * sizes) / width;
  result.crossed = crossed;
  return result;
}

export interface Evaluated {
  readonly value: number;
  /** The first entry of the branch signature that changed; −1 where none did. */
  readonly turned: number;
}

/**
 * A line of a plain function, such as the loss or the whole network. `evaluate` returns the value at a disturbed entry;
 * `roundoff` is how far rounding puts such a value off.
 */
export function scalarLine(
  values: Float64Array,
  flat: number,
  middle: number,
  roundoff: number,
  evaluate: () => Evaluated,
): Line {
  const at = values[flat]!;
  const result = newDifference();
  const move = (to: number) => {
    values[flat] = to;
    const moved = evaluate();
    values[flat] = at;
    return moved;
  };
  return {
    at,
    resolution: resolutionOf(at),
    differ(step) {
      const right = move(at + step);
      const left = move(at - step);
      const stepRight = at + step - at;
      const stepLeft = at - (at - step);
      const sizes = (2 * roundoff) / EPSILON;
      const plus = (right.value - middle) / stepRight;
      const minus = (middle - left.value) / stepLeft;
      const spread = Math.abs(right.value - left.value);
      const low = Math.min(plus, minus);
      const high = Math.max(plus, minus);
      const crossed = right.turned >= 0 || left.turned >= 0;
      return settle(result, plus, minus, low, high, spread, sizes, stepRight + stepLeft, crossed);
    },
    turn(step) {
      const { turned } = move(at + step);
      return turned >= 0 ? turned : move(at - step).turned;
    },
  };
}
