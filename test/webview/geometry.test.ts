import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boxOf,
  cellAt,
  clipRegion,
  cssSize,
  deviceSize,
  fitGrid,
  noRing,
  wrapVector,
} from '../../webview/draw/geometry';

describe('fitGrid', () => {
  it('takes the largest whole cell that fits, in device pixels', () => {
    expect(fitGrid(14, 14, 182, 1).cell).toBe(13);
    expect(fitGrid(10, 10, 182, 1).cell).toBe(18);
    expect(fitGrid(10, 10, 182, 1.5).cell).toBe(27);
    expect(fitGrid(5, 28, 182, 2).cell).toBe(13);
    expect(fitGrid(1000, 3, 182, 1).cell).toBe(1);
  });

  it('counts the ring of padding zeros', () => {
    const grid = fitGrid(28, 28, 182, 1, { top: 2, left: 2, bottom: 2, right: 2 });
    expect(grid.cell).toBe(5);
    expect(deviceSize(grid)).toEqual({ width: 160, height: 160 });
  });

  it('stretches the cells of a flat matrix only as far as it is allowed to', () => {
    const flat = fitGrid(5, 120, 182, 1, noRing, 8);
    expect([flat.cell, flat.cellHeight]).toEqual([1, 8]);
    const tall = fitGrid(84, 10, 182, 1, noRing, 8);
    expect([tall.cell, tall.cellHeight]).toEqual([16, 2]);
    expect(fitGrid(3, 4, 182, 1, noRing, 8)).toMatchObject({ cell: 45, cellHeight: 60 });
  });

  it('never leaves the box while a cell is larger than a pixel', () => {
    const sizes = fc.integer({ min: 1, max: 180 });
    fc.assert(
      fc.property(sizes, sizes, fc.constantFrom(1, 1.25, 1.5, 2), (rows, columns, ratio) => {
        const { width, height } = cssSize(fitGrid(rows, columns, 182, ratio, noRing, 6));
        expect(Math.max(width, height)).toBeLessThanOrEqual(182 + 1e-9);
      }),
    );
  });
});

describe('cells and boxes', () => {
  const ring = { top: 1, left: 2, bottom: 0, right: 3 };

  it('finds the cell whose box holds a point', () => {
    const grid = fitGrid(7, 11, 182, 1.5, ring);
    for (let row = 0; row < 7; row++) {
      for (let column = 0; column < 11; column++) {
        const { x, y, width, height } = boxOf(grid, { row, column, rows: 1, columns: 1 });
        expect(cellAt(grid, x + 0.01, y + 0.01)).toEqual({ row, column });
        expect(cellAt(grid, x + width - 0.01, y + height - 0.01)).toEqual({ row, column });
      }
    }
  });

  it('finds none in the ring and outside', () => {
    const grid = fitGrid(7, 11, 182, 1, ring);
    const unit = grid.cell;
    expect(cellAt(grid, 0.5 * unit, 3 * unit)).toBeUndefined();
    expect(cellAt(grid, 4 * unit, 0.5 * unit)).toBeUndefined();
    expect(cellAt(grid, 4 * unit, 8.5 * unit)).toBeUndefined();
  });

  it('clips a window at the ring, not at the plane', () => {
    const grid = { rows: 7, columns: 11, ring };
    expect(clipRegion(grid, { row: -2, column: -2, rows: 5, columns: 5 })).toEqual({
      row: -1,
      column: -2,
      rows: 4,
      columns: 5,
    });
    expect(clipRegion(grid, { row: 5, column: 12, rows: 4, columns: 4 })).toEqual({
      row: 5,
      column: 12,
      rows: 2,
      columns: 2,
    });
    expect(clipRegion(grid, { row: 7, column: 0, rows: 2, columns: 2 })).toBeUndefined();
  });
});

it('wraps a vector to about square', () => {
  expect(wrapVector(84)).toEqual({ rows: 9, columns: 10 });
  expect(wrapVector(10)).toEqual({ rows: 3, columns: 4 });
  expect(wrapVector(1)).toEqual({ rows: 1, columns: 1 });
});
