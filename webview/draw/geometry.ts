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
  /** Width and height of a cell in device pixels, whole and at least 1; the same but for flat matrices. */
  readonly cell: number;
  readonly cellHeight: number;
  /** Device pixels to a CSS pixel. */
  readonly ratio: number;
}

/**
 * The largest whole cell with which the plane and its ring fit into a square box of `box` CSS pixels.
 *
 * @param stretch how many times longer than wide (or wider than long) a cell may be, so that a flat matrix is seen
 */
export function fitGrid(
  rows: number,
  columns: number,
  box: number,
  ratio: number,
  ring: Ring = noRing,
  stretch = 1,
): Grid {
  const across = largestCell(columns + ring.left + ring.right, box * ratio);
  const down = largestCell(rows + ring.top + ring.bottom, box * ratio);
  const side = Math.min(across, down);
  const cell = Math.min(across, side * stretch);
  return { rows, columns, ring, cell, cellHeight: Math.min(down, side * stretch), ratio };
}

const largestCell = (cells: number, pixels: number): number =>
  Math.max(1, Math.floor((pixels + 1e-6) / Math.max(1, cells)));

/** Size of the drawing in device pixels. */
export function deviceSize({ rows, columns, ring, cell, cellHeight }: Grid): {
  readonly width: number;
  readonly height: number;
} {
  return { width: (columns + ring.left + ring.right) * cell, height: (rows + ring.top + ring.bottom) * cellHeight };
}

/** The drawing's size in CSS pixels. */
export function cssSize(grid: Grid): { readonly width: number; readonly height: number } {
  const { width, height } = deviceSize(grid);
  return { width: width / grid.ratio, height: height / grid.ratio };
}

/** Rectangle of a region of cells. */
export function boxOf({ ring, cell, cellHeight, ratio }: Grid, { row, column, rows, columns }: Region): Box {
  const [wide, high] = [cell / ratio, cellHeight / ratio];
  return { x: (column + ring.left) * wide, y: (row + ring.top) * high, width: columns * wide, height: rows * high };
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
  const row = Math.floor((y * grid.ratio) / grid.cellHeight) - grid.ring.top;
  const column = Math.floor((x * grid.ratio) / grid.cell) - grid.ring.left;
  return row >= 0 && column >= 0 && row < grid.rows && column < grid.columns ? { row, column } : undefined;
}

/** The shorter side of a cell in CSS pixels: what decides whether lines and numbers fit. */
export function cellSide({ cell, cellHeight, ratio }: Grid): number {
  return Math.min(cell, cellHeight) / ratio;
}

/** Rows and columns of a vector wrapped to about square; the last row may be short. */
export function wrapVector(length: number): { readonly rows: number; readonly columns: number } {
  const columns = Math.max(1, Math.ceil(Math.sqrt(length)));
  return { rows: Math.max(1, Math.ceil(length / columns)), columns };
}
