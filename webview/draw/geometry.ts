/** Where the cells of a map lie: whole device pixels in a box of constant size. */

/** Cells before and after a plane: the zeros that a padded layer reads. */
export interface Ring {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export const noRing: Ring = { top: 0, left: 0, bottom: 0, right: 0 };

export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** A rectangle of cells; it may reach into the ring, where rows and columns are negative or beyond the plane. */
export interface Region extends CellPlace {
  readonly rows: number;
  readonly columns: number;
}

/** In CSS pixels from the map's top left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Grid {
  /** Of the plane itself, without the ring. */
  readonly rows: number;
  readonly columns: number;
  readonly ring: Ring;
  /** Side of a cell in device pixels, whole and at least 1. */
  readonly cell: number;
  /** Device pixels to a CSS pixel. */
  readonly ratio: number;
}

/** The largest whole cell with which the plane and its ring fit into a square box of `box` CSS pixels. */
export function fitGrid(rows: number, columns: number, box: number, ratio: number, ring: Ring = noRing): Grid {
  const across = columns + ring.left + ring.right;
  const down = rows + ring.top + ring.bottom;
  const cell = Math.max(1, Math.floor((box * ratio + 1e-6) / Math.max(across, down, 1)));
  return { rows, columns, ring, cell, ratio };
}

/** Size of the drawing in device pixels. */
export function deviceSize({ rows, columns, ring, cell }: Grid): { readonly width: number; readonly height: number } {
  return { width: (columns + ring.left + ring.right) * cell, height: (rows + ring.top + ring.bottom) * cell };
}

/** The drawing's size in CSS pixels. */
export function cssSize(grid: Grid): { readonly width: number; readonly height: number } {
  const { width, height } = deviceSize(grid);
  return { width: width / grid.ratio, height: height / grid.ratio };
}

/** Rectangle of a region of cells. */
export function boxOf({ ring, cell, ratio }: Grid, { row, column, rows, columns }: Region): Box {
  const unit = cell / ratio;
  return {
    x: (column + ring.left) * unit,
    y: (row + ring.top) * unit,
    width: columns * unit,
    height: rows * unit,
  };
}

/** The part of a region that the map shows, ring included; undefined when nothing of it does. */
export function clipRegion(grid: Pick<Grid, 'rows' | 'columns' | 'ring'>, region: Region): Region | undefined {
  const { rows, columns, ring } = grid;
  const top = Math.max(region.row, -ring.top);
  const left = Math.max(region.column, -ring.left);
  const bottom = Math.min(region.row + region.rows, rows + ring.bottom);
  const right = Math.min(region.column + region.columns, columns + ring.right);
  if (bottom <= top || right <= left) return undefined;
  return { row: top, column: left, rows: bottom - top, columns: right - left };
}

/** Cell under a point in CSS pixels, or undefined outside the plane (the ring has no entries). */
export function cellAt(grid: Grid, x: number, y: number): CellPlace | undefined {
  const unit = grid.cell / grid.ratio;
  const row = Math.floor(y / unit) - grid.ring.top;
  const column = Math.floor(x / unit) - grid.ring.left;
  return row >= 0 && column >= 0 && row < grid.rows && column < grid.columns ? { row, column } : undefined;
}

/** Rows and columns of a vector wrapped to about square; the last row may be short. */
export function wrapVector(length: number): { readonly rows: number; readonly columns: number } {
  const columns = Math.max(1, Math.ceil(Math.sqrt(length)));
  return { rows: Math.max(1, Math.ceil(length / columns)), columns };
}
