/** A tensor's part made ready to be drawn: wrapped, reduced to the pixels there are, with the way back to its entries. */
import { fitGrid, noRing, wrapVector, type CellPlace, type Grid, type Region, type Ring } from '../../draw/geometry';
import { reducePlane, type Reduction } from '../../draw/reduce';
import { rangeOf, type Range } from '../../draw/scale';
import { rowHeight } from './layout';
import type { Loaded } from './useTensors';

export interface MapData {
  /** Of the shown cells, row-major; a wrapped vector may end before the last row does. */
  readonly values: Float64Array;
  readonly grid: Grid;
  /** Entries of the tensor's plane (a vector is one row) that a shown cell stands for. */
  readonly block: readonly [rows: number, columns: number];
  /** Over all entries, also those that a reduction hides. */
  readonly range: Range;
  /** Extents of what the map shows; a vector is one row. */
  readonly plane: readonly [rows: number, columns: number];
  readonly wrapped: boolean;
}

/** How the cells lie. */
interface MapShape {
  /** How much longer than wide a cell may be. */
  readonly stretch?: number;
  /** A vector is one row, not wrapped: its neighbours are neighbours. */
  readonly row?: boolean;
}

/**
 * @param rest two axes, one or none
 * @param box side of the map in CSS pixels, which the cells must fit
 */
export function mapData(
  tensor: Loaded,
  rest: readonly number[],
  box: number,
  ratio: number,
  ring: Ring,
  how: Reduction,
  { stretch = 1, row = false }: MapShape = {},
): MapData {
  const plane = planeExtents(rest);
  const given = tensor.reduced === undefined ? plane : planeExtents(tensor.reduced.shape);
  const before: readonly [number, number] = tensor.reduced?.block ?? [1, 1];
  const wrapped = rest.length === 1 && rest[0]! > 1 && !row;
  const { rows, columns } = wrapped ? wrapVector(given[1]) : { rows: given[0], columns: given[1] };
  const most = Math.max(1, Math.floor(box * ratio));
  const fits = rows + ring.top + ring.bottom <= most && columns + ring.left + ring.right <= most;
  const shown = fits
    ? { values: tensor.values, rows, columns, block: [1, 1] as const }
    : reducePlane(padTo(tensor.values, rows * columns), rows, columns, most, how);
  const reach = fits ? ring : { top: 0, left: 0, bottom: 0, right: 0 };
  return {
    values: shown.values,
    grid: row
      ? rowGrid(shown.columns, box, ratio, reach)
      : fitGrid(shown.rows, shown.columns, box, ratio, reach, stretch),
    block: [before[0] * shown.block[0], before[1] * shown.block[1]],
    range: fullRange(tensor),
    plane,
    wrapped,
  };
}

/** One row of cells as wide as they can be, all of one height. */
function rowGrid(columns: number, box: number, ratio: number, ring: Ring): Grid {
  const { cell } = fitGrid(1, columns, box, ratio, ring);
  return { rows: 1, columns, ring, cell, cellHeight: Math.floor(rowHeight * ratio), ratio };
}

/** A vector as a strip of cells of at most 14 CSS pixels, in as many rows as the width asks for. */
export function stripData(tensor: Loaded, width: number, ratio: number): MapData {
  const length = tensor.values.length;
  const cell = Math.max(3, Math.min(14, Math.floor(width / Math.max(1, length))));
  const device = Math.max(1, Math.floor(cell * ratio));
  const columns = Math.max(1, Math.min(length, Math.floor((width * ratio) / device)));
  const rows = Math.ceil(length / columns);
  const grid: Grid = { rows, columns, ring: noRing, cell: device, cellHeight: device, ratio };
  const block = tensor.reduced?.block ?? ([1, 1] as const);
  const plane = [1, tensor.shape.at(-1) ?? 1] as const;
  return { values: tensor.values, grid, block, range: fullRange(tensor), plane, wrapped: true };
}

function planeExtents(rest: readonly number[]): readonly [number, number] {
  return [rest.length > 1 ? rest.at(-2)! : 1, rest.at(-1) ?? 1];
}

/** A wrapped vector that is reduced as well needs the cells of its last row. */
function padTo(values: Float64Array, length: number): Float64Array {
  if (values.length === length) return values;
  const padded = new Float64Array(length);
  padded.set(values);
  return padded;
}

function fullRange({ min, max, nan, infinite }: Loaded): Range {
  return { min, max, largest: Math.max(-min, max, 0), nan, infinite };
}

/** Largest magnitude among the shown cells: the scale of a map that is reduced to means. */
export function shownLargest({ values, block, range }: MapData): number {
  return block[0] * block[1] === 1 ? range.largest : rangeOf(values).largest;
}

/** Shown cell → the first entry that it stands for, in the plane's own rows and columns. */
export function entryPlace({ grid, block, wrapped }: MapData, { row, column }: CellPlace): CellPlace {
  if (wrapped) return { row: 0, column: (row * grid.columns + column) * block[1] };
  return { row: row * block[0], column: column * block[1] };
}

/** Is there an entry at a shown cell? The last row of a wrapped vector may be short. */
export function hasEntry({ grid, values }: MapData, { row, column }: CellPlace): boolean {
  const at = row * grid.columns + column;
  return row >= 0 && column >= 0 && row < grid.rows && column < grid.columns && at < values.length;
}

/** A region of the plane in shown cells; undefined for a stretch of a wrapped vector, which is no rectangle. */
export function shownRegion({ grid, block, wrapped }: MapData, region: Region): Region | undefined {
  if (!wrapped) {
    return {
      row: region.row / block[0],
      column: region.column / block[1],
      rows: region.rows / block[0],
      columns: region.columns / block[1],
    };
  }
  if (region.columns !== 1 || region.rows !== 1) return undefined;
  const at = Math.floor(region.column / block[1]);
  return { row: Math.floor(at / grid.columns), column: at % grid.columns, rows: 1, columns: 1 };
}

/** Index of the entry in its tensor. */
export function fullIndex(fixed: readonly number[], rest: readonly number[], { row, column }: CellPlace): number[] {
  if (rest.length === 0) return [...fixed];
  return rest.length === 1 ? [...fixed, column] : [...fixed, row, column];
}
