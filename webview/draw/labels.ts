/** The numbers that stand in the cells of a map, where the cells are large enough to hold them. */
import { textOn } from './contrast';
import { boxOf, cellSide, type Grid } from './geometry';
import type { Rgb } from './palette';
import { colourOf, mix, valueFrom, type RasterInput } from './raster';

export interface CellLabel {
  /** Middle of the cell in device pixels. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly colour: Rgb;
}

export function hasLabels(grid: Grid): boolean {
  return cellSide(grid) >= valueFrom;
}

/** Sizes of the numbers in CSS pixels, the first that fits: 12 in cells from 48 px, 10 else, 9 where those touch. */
export function labelSizes(grid: Grid): readonly number[] {
  return cellSide(grid) >= 48 ? [12, 10, 9] : [10, 9];
}

/** @param format how the map's cells are written, `numbers.cells(largest).format` */
export function labelsOf(input: RasterInput, format: (value: number) => string): CellLabel[] {
  const { grid, values, takesPart, ink } = input;
  if (!hasLabels(grid) || input.colours !== undefined) return [];
  const labels: CellLabel[] = [];
  for (let at = 0; at < Math.min(values.length, grid.rows * grid.columns); at++) {
    const value = values[at]!;
    if (!Number.isFinite(value)) continue;
    const [row, column] = [Math.floor(at / grid.columns), at % grid.columns];
    const { x, y, width, height } = boxOf(grid, { row, column, rows: 1, columns: 1 });
    const ground = colourOf(value, input.scale, input.table);
    const shown = takesPart === undefined || takesPart(row, column) ? ground : mix(ground, ink.background, 0.38);
    const [middleX, middleY] = [(x + width / 2) * grid.ratio, (y + height / 2) * grid.ratio];
    labels.push({ x: middleX, y: middleY, text: format(value), colour: textOn(shown) });
  }
  return labels;
}
