/**
 * How a convolution's kernel is read by a backward pass with a mistake in its orientation, and how it should be: for
 * the two little kernels beside the remedy. Only mistakes that are about orientation have a reading. Pure.
 */

/** A plane of entries, row-major. */
export interface Plane {
  readonly rows: number;
  readonly columns: number;
  readonly values: readonly number[];
}

export interface Reading {
  /** Name of the kernel as it should be read: `rot180(W)` */
  readonly name: string;
  /** What turns the one into the other. */
  readonly sign: string;
  readonly yours: (kernel: Plane) => Plane;
  readonly right: (kernel: Plane) => Plane;
}

type Turn = (plane: Plane) => Plane;

function built(rows: number, columns: number, entry: (row: number, column: number) => number): Plane {
  const values = Array.from({ length: rows * columns }, (_, at) => entry(Math.floor(at / columns), at % columns));
  return { rows, columns, values };
}

const entryOf = ({ columns, values }: Plane, row: number, column: number): number => values[row * columns + column]!;
const flipRows: Turn = (plane) =>
  built(plane.rows, plane.columns, (row, column) => entryOf(plane, plane.rows - 1 - row, column));
const flipColumns: Turn = (plane) =>
  built(plane.rows, plane.columns, (row, column) => entryOf(plane, row, plane.columns - 1 - column));
const transpose: Turn = (plane) => built(plane.columns, plane.rows, (row, column) => entryOf(plane, column, row));
const rotate: Turn = (plane) => flipRows(flipColumns(plane));
const same: Turn = (plane) => plane;

/** What each mistake reads in place of W, before the rotation that belongs to the backward pass. */
const misreadings: { readonly [mistake: string]: { readonly sign: string; readonly of: Turn } | undefined } = {
  'kernel-not-rotated': { sign: '180°', of: rotate },
  'kernel-flipped-in-rows': { sign: '↕', of: flipRows },
  'kernel-flipped-in-columns': { sign: '↔', of: flipColumns },
  'kernel-transposed': { sign: 'ᵀ', of: transpose },
  'kernel-rotated-and-transposed': { sign: '90°', of: (plane) => flipRows(transpose(plane)) },
};

/** @param flips the layer is a true convolution: forward rotates the kernel, and backward reads it as it is */
export function readingOf(mistakes: readonly string[], flips: boolean): Reading | undefined {
  const found = mistakes.length === 1 ? misreadings[mistakes[0]!] : undefined;
  if (found === undefined) return undefined;
  const base = flips ? same : rotate;
  return {
    name: flips ? 'W' : 'rot180(W)',
    sign: found.sign,
    yours: (kernel) => base(found.of(kernel)),
    right: base,
  };
}
