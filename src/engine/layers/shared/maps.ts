/** Windows over each map apart, as lists: which cells of a map each output cell takes. Pools of all kinds share them. */
import type { Fits } from '../../layer';
import { unravel, type Shape } from '../../tensor';
import { type Axis } from './axis';
import { listOf, readersOf, type Lists } from './readers';
import { insideTaps, readsOf } from './reads';
import { choices } from './spatial';

/** What a layer computes map by map. */
export interface Maps extends Pick<Fits, 'output' | 'arithmetic' | 'backwardArithmetic' | 'window'> {
  readonly maps: number;
  /** Entries of a map before and after. */
  readonly cells: number;
  readonly outputs: number;
  /** `its 2×2 window` */
  readonly windowText: string;
  /** By output cell of a map: the cells that it takes, row-major. */
  windows(): Lists;
}

/** The lists of numbers that `of` gives, one after the other. */
export function listsOf(count: number, of: (at: number) => ArrayLike<number>): Lists {
  const all = Array.from({ length: count }, (_, at) => of(at));
  const first = new Int32Array(count + 1);
  for (const [at, list] of all.entries()) first[at + 1] = first[at]! + list.length;
  const entries = new Int32Array(first[count]!);
  for (const [at, list] of all.entries()) entries.set(list, first[at]);
  return { first, entries };
}

/** The cells inside the input of each window. */
export function slidingLists(axes: readonly Axis[]): Lists {
  const { first, cell } = insideTaps(readsOf(axes));
  return { first, entries: cell };
}

/** The cells of one stretch on each axis: `stretches[axis][at]` is what output cell `at` of the axis takes. */
export function stretchLists(
  stretches: readonly (readonly { readonly from: number; readonly to: number }[])[],
  extents: Shape,
): Lists {
  const windows = choices(stretches);
  return listsOf(windows.length, (window) => {
    const cells = windows[window]!.map(({ from, to }) => Array.from({ length: to - from + 1 }, (_, k) => from + k));
    return choices(cells).map((place) => place.reduce((flat, at, axis) => flat * extents[axis]! + at, 0));
  });
}

/** Calls `visit` with the flat output position, its cell, and the flat start of its input map. */
export function forEachOutput(
  { maps, cells, outputs }: Maps,
  visit: (output: number, cell: number, start: number) => void,
): void {
  for (let map = 0, output = 0; map < maps; map++) {
    for (let cell = 0; cell < outputs; cell++) visit(output++, cell, map * cells);
  }
}

/** Flat positions of the outputs that take a flat input entry. The array is used again on the next call. */
export function reachOf({ cells, outputs }: Maps, windows: Lists): (flat: number) => Int32Array {
  const readers = readersOf(windows, cells);
  const reached = new Int32Array(outputs);
  return (flat) => {
    const cell = flat % cells;
    const start = ((flat - cell) / cells) * outputs;
    const list = listOf(readers, cell);
    for (let k = 0; k < list.length; k++) reached[k] = start + list[k]!;
    return reached.subarray(0, list.length);
  };
}

/** Places, on the axes of a map, of the outputs that take a cell. */
export function takers({ cells, output }: Maps, windows: Lists, cell: number): number[][] {
  const list = listOf(readersOf(windows, cells), cell);
  return Array.from(list, (at) => unravel(at, output.slice(2)));
}
