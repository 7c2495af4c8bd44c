/** What each window of an AvgPool2d is divided by. */
import type { Axis } from './axis';
import type { PoolGeometry } from './poolWindows';

export interface DivisorOptions {
  readonly count_include_pad: boolean;
  readonly divisor_override: number | undefined;
}

/** By output cell of a map: cells in the input and, where it counts, in the padding; never cells beyond the padding. */
export function divisors(g: PoolGeometry, o: DivisorOptions): Float64Array {
  const { rows, columns, rowWindows, columnWindows } = g;
  const divisor = new Float64Array(g.outputCells);
  for (let x = 0, cell = 0; x < rows.output; x++) {
    for (let y = 0; y < columns.output; y++, cell++) {
      const inside =
        (rowWindows.to[x]! - rowWindows.from[x]! + 1) * (columnWindows.to[y]! - columnWindows.from[y]! + 1);
      const padded = withPadding(rows, rowWindows.start[x]!) * withPadding(columns, columnWindows.start[y]!);
      divisor[cell] = o.divisor_override ?? (o.count_include_pad ? padded : inside);
    }
  }
  return divisor;
}

const withPadding = (axis: Axis, start: number): number =>
  Math.min(start + axis.kernel, axis.input + axis.after) - start;
