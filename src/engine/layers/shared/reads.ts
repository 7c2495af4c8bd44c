/**
 * Which cell of a map each tap of each window reads, as one table: with it, passes and probes are the same for any
 * number of dimensions, with any padding.
 */
import { tapsOf, type Axis } from './axis';
import { readCell, type PaddingMode } from './paddingModes';
import { inputCells, outputCells } from './spatial';

export interface Reads {
  /** Cells of a map, windows over it, taps of a window. */
  readonly cells: number;
  readonly windows: number;
  readonly taps: number;
  /** At `window · taps + tap`, all row-major: the cell of the map, or −1 for zero padding. */
  readonly table: Int32Array;
}

export interface ReadsSpec {
  /** The kernel is read from its far end, as a convolution in the strict sense does. */
  readonly rotated?: boolean;
  readonly mode?: PaddingMode;
}

/** The table of one axis after the other: what is known of the outer axes is the start for the next. */
export function readsOf(axes: readonly Axis[], { rotated = false, mode = 'zeros' }: ReadsSpec = {}): Reads {
  const taps = axes.reduce((product, { kernel }) => product * kernel, 1);
  let table: Int32Array = Int32Array.of(0);
  let [windows, inner] = [1, 1];
  for (const axis of axes) {
    table = extended(table, windows, inner, axis, axisReads(axis, rotated, mode));
    windows *= axis.output;
    inner *= axis.kernel;
  }
  return { cells: inputCells(axes), windows: outputCells(axes), taps, table };
}

/** By output cell and tap of one axis. */
function axisReads(axis: Axis, rotated: boolean, mode: PaddingMode): Int32Array {
  const { offset } = tapsOf(axis, rotated);
  const reads = new Int32Array(axis.output * axis.kernel);
  for (let at = 0, to = 0; at < axis.output; at++) {
    for (let tap = 0; tap < axis.kernel; tap++) {
      reads[to++] = readCell[mode](at * axis.stride + offset[tap]!, axis.input);
    }
  }
  return reads;
}

/** A table of `windows` × `taps` with one axis more. */
function extended(table: Int32Array, windows: number, taps: number, axis: Axis, reads: Int32Array): Int32Array {
  const made = new Int32Array(table.length * reads.length);
  let to = 0;
  for (let window = 0; window < windows; window++) {
    for (let at = 0; at < axis.output; at++) {
      for (let tap = 0; tap < taps; tap++) {
        const outer = table[window * taps + tap]!;
        for (let k = 0; k < axis.kernel; k++) {
          const cell = reads[at * axis.kernel + k]!;
          made[to++] = outer < 0 || cell < 0 ? -1 : outer * axis.input + cell;
        }
      }
    }
  }
  return made;
}

/** By window: its taps that read a cell, and which cells, at `first[window]` … `first[window + 1] − 1`. */
export interface Inside {
  readonly first: Int32Array;
  readonly tap: Int32Array;
  readonly cell: Int32Array;
}

export function insideTaps({ windows, taps, table }: Reads): Inside {
  const first = new Int32Array(windows + 1);
  const [tap, cell] = [new Int32Array(table.length), new Int32Array(table.length)];
  let count = 0;
  for (let window = 0; window < windows; window++) {
    for (let k = 0; k < taps; k++) {
      const read = table[window * taps + k]!;
      if (read < 0) continue;
      tap[count] = k;
      cell[count++] = read;
    }
    first[window + 1] = count;
  }
  return { first, tap: tap.subarray(0, count), cell: cell.subarray(0, count) };
}

/** The table turned round: for each cell, windows and taps that read it, in the order of windows. */
export interface Readers {
  /** Those of a cell are at `first[cell]` … `first[cell + 1] − 1`. */
  readonly first: Int32Array;
  readonly window: Int32Array;
  readonly tap: Int32Array;
}

export function turnedRound({ cells, taps, table }: Reads): Readers {
  const first = new Int32Array(cells + 1);
  for (const cell of table) if (cell >= 0) first[cell + 1]!++;
  for (let cell = 0; cell < cells; cell++) first[cell + 1]! += first[cell]!;
  const next = first.slice();
  const [window, tap] = [new Int32Array(first[cells]!), new Int32Array(first[cells]!)];
  for (let at = 0; at < table.length; at++) {
    const cell = table[at]!;
    if (cell < 0) continue;
    const to = next[cell]!++;
    tap[to] = at % taps;
    window[to] = (at - tap[to]!) / taps;
  }
  return { first, window, tap };
}
