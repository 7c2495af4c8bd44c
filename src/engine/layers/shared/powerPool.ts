/** Norms of windows: a = (Σ z^P · cells/cells inside)^(1/P). */
import type { PoolGeometry } from './poolWindows';
import { side } from './elementwise';

interface Cells {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
  /** All cells of a window over those that lie inside the input. */
  readonly scale: number;
}

function cellsOf(cell: number, { rows, columns, rowWindows, columnWindows }: PoolGeometry): Cells {
  const [x, y] = [Math.floor(cell / columns.output), cell % columns.output];
  const [top, bottom] = [rowWindows.start[x]! + rowWindows.from[x]!, rowWindows.start[x]! + rowWindows.to[x]!];
  const [left, right] = [
    columnWindows.start[y]! + columnWindows.from[y]!,
    columnWindows.start[y]! + columnWindows.to[y]!,
  ];
  const scale = (rows.kernel * columns.kernel) / ((bottom - top + 1) * (right - left + 1));
  return { top, bottom, left, right, scale };
}

/** Σ z^P of the window of output `flat`, scaled to a full window. */
export function powerSum(data: Float64Array, flat: number, g: PoolGeometry, power: number): number {
  const cell = flat % g.outputCells;
  const { top, bottom, left, right, scale } = cellsOf(cell, g);
  const first = ((flat - cell) / g.outputCells) * g.inputCells;
  let sum = 0;
  for (let i = top; i <= bottom; i++) {
    for (let j = left; j <= right; j++) sum += data[first + i * g.columns.input + j]! ** power;
  }
  return sum * scale;
}

export const powerValue = (sum: number, power: number): number => (power === 1 ? sum : sum ** (1 / power));

/** ∂a/∂z = a^(1−P) · z^(P−1), scaled as the sum is; 0 where a is 0. */
export function powerSlope(z: number, a: number, flat: number, g: PoolGeometry, power: number): number {
  const { scale } = cellsOf(flat % g.outputCells, g);
  if (power === 1) return scale;
  return a === 0 ? 0 : (z / a) ** (power - 1) * scale;
}

/** A root breaks at 0; a plain sum does not. */
export const powerPiece = (sum: number, power: number): number => (power === 1 ? 0 : side(sum));
