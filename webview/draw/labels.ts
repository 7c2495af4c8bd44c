/** The numbers that stand in the cells of a map, where the cells are large enough to hold them. */
import { textOn } from './contrast';
import { boxOf, type Grid } from './geometry';
import type { Rgb } from './palette';
import { colourOf, mix, valueFrom, type RasterInput } from './raster';

export interface CellLabel {
  /** Middle of the cell in device pixels. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly colour: Rgb;
}

export function hasLabels({ cell, ratio }: Grid): boolean {
  return cell / ratio >= valueFrom;
}

/** Size of the numbers in CSS pixels: 10, and 12 in cells from 48 px. */
export function labelSize({ cell, ratio }: Grid): number {
  return cell / ratio >= 48 ? 12 : 10;
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
