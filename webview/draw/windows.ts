/**
 * Which cells a sliding window connects. Output (r, c) reads input (r·stride − padding + p·dilation, …) through kernel
 * tap (p, q); a true convolution reads through the tap rotated by 180°.
 */
import type { CellPlace, Region, Ring } from './geometry';

type Pair = readonly [rows: number, columns: number];

/** A layer's window over the last two axes, with the planes it connects. */
export interface PlaneWindow {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: Pair;
  readonly input: Pair;
  readonly output: Pair;
  /** The kernel is rotated by 180° before it is laid on the input. */
  readonly flipped: boolean;
}

interface Axes {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: readonly number[];
}

/** The window over the last two axes; one axis becomes a row, and of three the plane is what a map shows. */
export function planeWindow(window: Axes, input: Pair, output: Pair, flipped: boolean): PlaneWindow {
  const pair = (axis: readonly number[], filler: number): Pair => [axis.at(-2) ?? filler, axis.at(-1) ?? filler];
  return {
    kernel: pair(window.kernel, 1),
    stride: pair(window.stride, 1),
    dilation: pair(window.dilation, 1),
    padding: pair(window.padding, 0),
    input,
    output,
    flipped,
  };
}

/** Extent of the window along an axis, gaps of dilation included. */
const span = (w: PlaneWindow, axis: 0 | 1): number => w.dilation[axis] * (w.kernel[axis] - 1) + 1;

/** The cells of the input that an output cell reads, gaps of dilation included; it may reach into the padding. */
export function windowOf(w: PlaneWindow, { row, column }: CellPlace): Region {
  return {
    row: row * w.stride[0] - w.padding[0],
    column: column * w.stride[1] - w.padding[1],
    rows: span(w, 0),
    columns: span(w, 1),
  };
}

/** First and last output along an axis that reads input `at`, and how many do; undefined when none does. */
function readers(w: PlaneWindow, axis: 0 | 1, at: number): readonly [first: number, last: number] | undefined {
  let [first, last] = [Infinity, -Infinity];
  for (let tap = 0; tap < w.kernel[axis]; tap++) {
    const shifted = at + w.padding[axis] - tap * w.dilation[axis];
    const out = shifted / w.stride[axis];
    if (!Number.isInteger(out) || out < 0 || out >= w.output[axis]) continue;
    first = Math.min(first, out);
    last = Math.max(last, out);
  }
  return first > last ? undefined : [first, last];
}

/** The output cells that read an input cell, as their bounding rectangle: from these δ its gradient is collected. */
export function readersOf(w: PlaneWindow, { row, column }: CellPlace): Region | undefined {
  const down = readers(w, 0, row);
  const across = readers(w, 1, column);
  if (down === undefined || across === undefined) return undefined;
  return { row: down[0], column: across[0], rows: down[1] - down[0] + 1, columns: across[1] - across[0] + 1 };
}

const offsetOf = (w: PlaneWindow, axis: 0 | 1, tap: number): number =>
  (w.flipped ? w.kernel[axis] - 1 - tap : tap) * w.dilation[axis];

/** The cell that an output cell reads through a tap; it may lie in the padding. */
export function cellThroughTap(w: PlaneWindow, output: CellPlace, tap: CellPlace): CellPlace {
  return {
    row: output.row * w.stride[0] - w.padding[0] + offsetOf(w, 0, tap.row),
    column: output.column * w.stride[1] - w.padding[1] + offsetOf(w, 1, tap.column),
  };
}

/** All cells that one kernel tap reads, as their bounding rectangle. */
export function cellsOfTap(w: PlaneWindow, tap: CellPlace): Region {
  const first = cellThroughTap(w, { row: 0, column: 0 }, tap);
  return {
    ...first,
    rows: (w.output[0] - 1) * w.stride[0] + 1,
    columns: (w.output[1] - 1) * w.stride[1] + 1,
  };
}

/** The padding that is really read: after the last row only as far as the last window reaches. */
export function paddingRing(w: PlaneWindow): Ring {
  const after = (axis: 0 | 1): number =>
    Math.max(0, (w.output[axis] - 1) * w.stride[axis] + span(w, axis) - w.padding[axis] - w.input[axis]);
  return { top: w.padding[0], left: w.padding[1], bottom: after(0), right: after(1) };
}
