/** A tensor seen as rows along one of its axes. */
import { sizeOf, type Shape } from '../../tensor';

/** Entries along an axis stand `step` apart; a row starts at every flat position whose index along the axis is 0. */
export interface Row {
  readonly length: number;
  readonly step: number;
}

export function rowAlong(shape: Shape, dim: number): Row {
  const axis = dim < 0 ? dim + shape.length : dim;
  return { length: shape[axis]!, step: sizeOf(shape.slice(axis + 1)) };
}

/** Flat start of the row that a flat position lies in. */
export const startOf = (flat: number, { length, step }: Row): number =>
  flat - (Math.floor(flat / step) % length) * step;

/** Calls `visit` with the start of every row. */
export function forEachRow(size: number, { length, step }: Row, visit: (start: number) => void): void {
  for (let block = 0; block < size; block += length * step) {
    for (let start = block; start < block + step; start++) visit(start);
  }
}
