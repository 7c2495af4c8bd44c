/** Which tap of which window reads which cell, along one axis: what the explanations of sums are listed from. */
import { coverOf, tapsOf, type Axis } from './axis';
import { readCell, type PaddingMode } from './paddingModes';
import { affine, over } from './symbols';

export interface AxisRead {
  /** Output cell. */
  readonly at: number;
  /** As the weight is stored. */
  readonly tap: number;
  /** Input cell. */
  readonly cell: number;
}

export interface Reading {
  readonly rotated: boolean;
  readonly mode: PaddingMode;
}

/** All that read a cell, in the order of windows and taps. */
export function axisReads(axis: Axis, { rotated, mode }: Reading): AxisRead[] {
  const { offset } = tapsOf(axis, rotated);
  const reads: AxisRead[] = [];
  for (let at = 0; at < axis.output; at++) {
    for (let tap = 0; tap < axis.kernel; tap++) {
      const cell = readCell[mode](at * axis.stride + offset[tap]!, axis.input);
      if (cell >= 0) reads.push({ at, tap, cell });
    }
  }
  return reads;
}

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** All of an axis where there is nothing, so that the bounds of a sum stay readable. */
const orAll = (from: number, to: number, count: number): Range =>
  from <= to ? { from, to } : { from: 0, to: count - 1 };

/** Output cells at which the tap reads a cell. */
export function placesOfTap(axis: Axis, tap: number, { rotated, mode }: Reading): Range {
  if (mode !== 'zeros') return { from: 0, to: axis.output - 1 };
  const { from, to } = tapsOf(axis, rotated);
  return orAll(from[tap]!, to[tap]!, axis.output);
}

/** Output cells whose windows can cover the cell; with another padding than zeros, those that read it. */
export function placesOfCell(axis: Axis, cell: number, reading: Reading): Range {
  if (reading.mode === 'zeros') {
    const { from, to } = coverOf(axis);
    return orAll(from[cell]!, to[cell]!, axis.output);
  }
  const places = axisReads(axis, reading).filter((read) => read.cell === cell);
  return orAll(places[0]?.at ?? 0, places.at(-1)?.at ?? -1, axis.output);
}

/** A place that may lie in the padding, as a subscript: `x−1`, or `reflect(x−1)` where the padding is not zeros. */
const padded = (text: string, { before, after }: Axis, mode: PaddingMode): string =>
  mode === 'zeros' || before + after === 0 ? text : `${mode}(${text})`;

/** Input cell that tap `name` reads for output `at`: `p+3`, with dilation 2 `2p+3`; rotated `5−p`. */
export function cellOfTap(axis: Axis, name: string, at: number, { rotated, mode }: Reading): string {
  const first = at * axis.stride + tapsOf(axis, rotated).offset[0]!;
  return padded(affine(rotated ? -axis.dilation : axis.dilation, name, first), axis, mode);
}

/** Input cell that a tap reads for output `name`: `2x−1`. */
export function cellOfPlace(axis: Axis, name: string, tap: number, { rotated, mode }: Reading): string {
  return padded(affine(axis.stride, name, tapsOf(axis, rotated).offset[tap]!), axis, mode);
}

/** Tap with which output `name` reads a cell: `3−x`; with stride 2 `3−2x`; with dilation 2 `(3−x)/2`; rotated `x−1`. */
export function tapOfPlace(axis: Axis, name: string, cell: number, rotated: boolean): string {
  const start = cell + axis.before;
  const [coefficient, constant] = rotated
    ? [axis.stride, axis.dilation * (axis.kernel - 1) - start]
    : [-axis.stride, start];
  return over(affine(coefficient, name, constant), axis.dilation);
}
