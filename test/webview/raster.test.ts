import { describe, expect, it } from 'vitest';
import { contrast } from '../../webview/draw/contrast';
import { fitGrid, type Grid } from '../../webview/draw/geometry';
import { kernelAt, kernelGridSize, kernelOrigin, rasterizeKernels } from '../../webview/draw/kernelRaster';
import { labelsOf } from '../../webview/draw/labels';
import { divergingTable, errorTable, firstWrongEntry, greyTable, zeroEntry } from '../../webview/draw/palette';
import { colourOf, mix, rasterize, type Ink, type Raster, type RasterInput } from '../../webview/draw/raster';
import { pictureColours } from '../../webview/draw/picture';
import { reducePlane } from '../../webview/draw/reduce';
import { clippedCount, defaultBound, entryOf, errorPlace, rangeOf } from '../../webview/draw/scale';

const ink: Ink = { background: [31, 31, 31], foreground: [204, 204, 204], track: [40, 40, 40] };
const signed = (max: number, log = false) => ({ kind: 'signed', max, log }) as const;

/** Cells of `side` device pixels at ratio 1, too small for grid lines unless `side` is at least 8. */
function input(values: readonly number[], columns: number, side: number, more: Partial<RasterInput> = {}): RasterInput {
  const rows = Math.ceil(values.length / columns);
  const grid: Grid = { ...fitGrid(rows, columns, 1, 1), cell: side, cellHeight: side };
  return { values, grid, scale: signed(2), table: divergingTable('dark'), ink, nan: 'hatched', ring: 'blank', ...more };
}

function pixel({ width, data }: Raster, x: number, y: number): number[] {
  return [...data.slice((y * width + x) * 4, (y * width + x) * 4 + 4)];
}

describe('rasterize', () => {
  it('fills one solid block for each cell, whole device pixels', () => {
    const values = [-2, 0, 1, 2, 0.5, -0.25];
    const scene = input(values, 3, 5);
    const raster = rasterize(scene);
    expect([raster.width, raster.height]).toEqual([15, 10]);
    for (let y = 0; y < 10; y++) {
      for (let x = 0; x < 15; x++) {
        const value = values[Math.floor(y / 5) * 3 + Math.floor(x / 5)]!;
        expect(pixel(raster, x, y)).toEqual([...colourOf(value, scene.scale, scene.table), 255]);
      }
    }
  });

  it('leaves the rest of a wrapped vector transparent', () => {
    const raster = rasterize(input([1, 1, 1, 1], 3, 4));
    expect(pixel(raster, 1, 5)[3]).toBe(255);
    expect(pixel(raster, 5, 5)).toEqual([0, 0, 0, 0]);
  });

  it('hatches NaN in foreground and background, and nothing else', () => {
    const raster = rasterize(input([NaN], 1, 12));
    const colours = new Set(Array.from({ length: 144 }, (_, at) => pixel(raster, at % 12, Math.floor(at / 12)).join()));
    expect(colours).toEqual(new Set(['31,31,31,255', '204,204,204,255']));
  });

  it('points up for +∞ and down for −∞, on solid foreground', () => {
    const raster = rasterize(input([Infinity, -Infinity], 2, 24));
    const darkInRow = (left: number, y: number): number =>
      Array.from({ length: 24 }, (_, x) => pixel(raster, left + x, y)).filter(([red]) => red === 31).length;
    expect(pixel(raster, 1, 1)).toEqual([204, 204, 204, 255]);
    const upper = Array.from({ length: 12 }, (_, y) => darkInRow(0, y)).reduce((a, b) => a + b);
    const lower = Array.from({ length: 12 }, (_, y) => darkInRow(0, 12 + y)).reduce((a, b) => a + b);
    expect(lower).toBeGreaterThan(upper);
    const upperOfDown = Array.from({ length: 12 }, (_, y) => darkInRow(24, y)).reduce((a, b) => a + b);
    expect(upperOfDown).toBe(lower);
  });

  it('shows what is not checked yet as track', () => {
    const error = {
      scale: { kind: 'error', bound: defaultBound },
      table: errorTable('dark'),
      nan: 'unchecked',
    } as const;
    expect(pixel(rasterize(input([NaN, 1], 2, 4, error)), 1, 1)).toEqual([40, 40, 40, 255]);
  });

  it('draws padding zeros in the colour of zero with a diagonal, other rings not at all', () => {
    const grid: Grid = { ...fitGrid(1, 1, 1, 1, { top: 1, left: 1, bottom: 0, right: 1 }), cell: 7, cellHeight: 7 };
    const scene = { ...input([2], 1, 7), grid };
    const zeros = rasterize({ ...scene, ring: 'zeros' });
    const zero = [...colourOf(0, scene.scale, scene.table), 255];
    expect(pixel(zeros, 1, 1)).toEqual(zero);
    expect(pixel(zeros, 3, 3)).not.toEqual(zero);
    expect(pixel(zeros, 8, 8)).toEqual([...colourOf(2, scene.scale, scene.table), 255]);
    expect(pixel(rasterize({ ...scene, ring: 'blank' }), 1, 1)[3]).toBe(0);
  });

  it('draws lines between cells from 8 px on, never around the map', () => {
    const scene = input([2, 2, 2, 2], 2, 8);
    const raster = rasterize(scene);
    const plain = [...colourOf(2, scene.scale, scene.table), 255];
    expect(pixel(raster, 8, 3)).not.toEqual(plain);
    expect(pixel(raster, 3, 8)).not.toEqual(plain);
    for (const [x, y] of [
      [0, 3],
      [15, 3],
      [3, 0],
      [3, 15],
    ] as const)
      expect(pixel(raster, x, y)).toEqual(plain);
    expect(pixel(rasterize(input([2, 2, 2, 2], 2, 7)), 7, 3)).toEqual(plain);
  });

  it('draws cells that take no part at 38 % strength', () => {
    const scene = input([2, 2], 2, 4, { takesPart: (_, column) => column === 0 });
    const raster = rasterize(scene);
    const full = colourOf(2, scene.scale, scene.table);
    expect(pixel(raster, 1, 1)).toEqual([...full, 255]);
    expect(pixel(raster, 5, 1)).toEqual([...mix(full, ink.background, 0.38), 255]);
  });
});

describe('scales', () => {
  it.each([false, true])('are symmetric about zero (log: %s)', (log) => {
    for (const value of [0, 1e-9, 0.001, 0.4, 1, 1.7, 2, 5]) {
      const [up, down] = [entryOf(value, signed(2, log)), entryOf(-value, signed(2, log))];
      expect(up - zeroEntry).toBe(zeroEntry - down);
    }
    expect(entryOf(0, signed(0, log))).toBe(zeroEntry);
    expect(entryOf(2, signed(2, log))).toBe(255);
    expect(entryOf(-7, signed(2, log))).toBe(1);
  });

  it('decide the side of the bound by the numbers, not by rounded colours', () => {
    const scale = { kind: 'error', bound: 1e-7 } as const;
    expect(entryOf(1e-7, scale)).toBeLessThan(firstWrongEntry);
    expect(entryOf(1e-7 * (1 + 1e-15 * 4), scale)).toBeGreaterThanOrEqual(firstWrongEntry);
    expect(entryOf(0, scale)).toBe(0);
    expect(entryOf(1e-30, scale)).toBe(0);
    expect(entryOf(1, scale)).toBe(255);
    expect(entryOf(Infinity, scale)).toBe(255);
    expect(errorPlace(1e-8)).toBeCloseTo(0.5, 12);
  });

  it('leave NaN and ±∞ out of the range and count them', () => {
    expect(rangeOf([NaN, 3, -Infinity, -4, Infinity])).toEqual({ min: -4, max: 3, largest: 4, nan: 1, infinite: 2 });
    expect(rangeOf([NaN])).toEqual({ min: 0, max: 0, largest: 0, nan: 1, infinite: 0 });
    expect(clippedCount([1, -3, 2.5, NaN, Infinity], 2)).toBe(2);
  });

  it('show a picture between its darkest and brightest entry', () => {
    const scale = { kind: 'grey', min: -1, max: 3 } as const;
    const table = greyTable([0, 0, 0], [255, 255, 255]);
    expect(colourOf(-1, scale, table)).toEqual([0, 0, 0]);
    expect(colourOf(3, scale, table)).toEqual([255, 255, 255]);
    expect(colourOf(1, scale, table)).toEqual([128, 128, 128]);
  });
});

it('writes numbers from 26 px on, readable on every cell', () => {
  const values = [-2, -1, 0, 1, 2, NaN];
  const scene = input(values, 3, 26);
  const labels = labelsOf(scene, String);
  expect(labels.map(({ text }) => text)).toEqual(['-2', '-1', '0', '1', '2']);
  expect(labels[1]).toMatchObject({ x: 39, y: 13 });
  labels.forEach(({ colour }, at) => {
    expect(contrast(colour, colourOf(values[at]!, scene.scale, scene.table))).toBeGreaterThanOrEqual(4.4);
  });
  expect(labelsOf(input(values, 3, 25), String)).toEqual([]);
});

describe('reducePlane', () => {
  const plane = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

  it('reduces to the pixels there are, with ragged last blocks', () => {
    expect(reducePlane(plane, 2, 5, 3, 'mean')).toEqual({
      values: Float64Array.of(1.5, 3.5, 5, 6.5, 8.5, 10),
      rows: 2,
      columns: 3,
      block: [1, 2],
    });
    expect([...reducePlane(plane, 5, 2, 3, 'max').values]).toEqual([3, 4, 7, 8, 9, 10]);
    expect([...reducePlane(plane, 5, 2, 3, 'min').values]).toEqual([1, 2, 5, 6, 9, 10]);
  });

  it('never hides a NaN', () => {
    for (const how of ['mean', 'min', 'max'] as const) {
      expect(reducePlane([1, NaN, 2, 3], 1, 4, 2, how).values[0]).toBeNaN();
    }
  });
});

it('shows three channels as colours between the darkest and the brightest entry', () => {
  const values = Float64Array.of(-1, 0, 1, 1, 3, -1); // 3 channels of 1×2
  expect([...pictureColours(values, 1, 2, 10)]).toEqual([0, 128, 255, 64, 128, 0]);
  expect([...pictureColours(values, 1, 2, 1)]).toEqual([32, 128, 128]);
  const raster = rasterize(input([0, 0], 2, 4, { colours: pictureColours(values, 1, 2, 10) }));
  expect(pixel(raster, 5, 1)).toEqual([64, 128, 0, 255]);
});

it('gives a picture the colours of its file back, from numbers that were normalised', () => {
  const [mean, std] = [
    [0.5, 0.25, 0],
    [0.25, 0.5, 2],
  ] as const;
  const file = [0.2, 0.6, 0, 1, 0.4, 0.8];
  const values = Float64Array.from(file, (x, at) => (2 * x - mean[at >> 1]!) / std[at >> 1]!);
  const colours = [51, 0, 102, 153, 255, 204];
  expect([...pictureColours(values, 1, 2, 10, { scale: 2, mean, std })]).toEqual(colours);
  // Values of a file as they are: 0 is black and 1 is white, even where neither occurs.
  expect([...pictureColours(Float64Array.from(file), 1, 2, 10)]).toEqual(colours);
});

describe('all kernels', () => {
  const shape = { filters: 3, channels: 2, rows: 2, columns: 4, cell: 3, gap: 2 };

  it('has filters to the right and channels downwards', () => {
    expect(kernelGridSize(shape)).toEqual({ width: 40, height: 14 });
    const values = Float64Array.from({ length: 48 }, (_, at) => at);
    const scale = signed(47);
    const table = divergingTable('light');
    const raster = rasterizeKernels(values, shape, scale, table, [1, 2, 3]);
    // Filter 2, channel 1, row 1, column 3 is the last entry.
    const { x, y } = kernelOrigin(shape, 2, 1);
    expect(pixel(raster, x + 11, y + 5)).toEqual([...colourOf(47, scale, table), 255]);
    expect(pixel(raster, x, y)).toEqual([...colourOf(40, scale, table), 255]);
    expect(pixel(raster, 12, 0)[3]).toBe(0);
  });

  it('finds the kernel under a point', () => {
    for (let filter = 0; filter < 3; filter++) {
      for (let channel = 0; channel < 2; channel++) {
        const { x, y } = kernelOrigin(shape, filter, channel);
        expect(kernelAt(shape, x + 5, y + 3)).toEqual({ filter, channel });
      }
    }
    expect(kernelAt(shape, 41, 3)).toEqual({ filter: 2, channel: 0 });
    expect(kernelAt(shape, 43, 3)).toBeUndefined();
  });
});
