/** What each window of an average pool is divided by. */
import { windowsOf, type Axis } from './axis';
import { choices } from './spatial';

export interface DivisorOptions {
  readonly count_include_pad: boolean;
  readonly divisor_override?: number | undefined;
}

/** By output cell of a map: cells in the input and, where it counts, in the padding; never cells beyond the padding. */
export function divisors(axes: readonly Axis[], { count_include_pad, divisor_override }: DivisorOptions): Float64Array {
  const counts = choices(axes.map((axis) => countsAlong(axis, count_include_pad)));
  return Float64Array.from(counts, (along) => divisor_override ?? along.reduce((cells, count) => cells * count, 1));
}

function countsAlong(axis: Axis, withPadding: boolean): number[] {
  const { start, from, to } = windowsOf(axis);
  return Array.from(start, (first, at) =>
    withPadding ? Math.min(first + axis.kernel, axis.input + axis.after) - first : to[at]! - from[at]! + 1,
  );
}
