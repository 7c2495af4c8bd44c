/** All kernels of a convolution in one picture: filters run to the right, channels downwards, on one scale. */
import type { Region } from './geometry';
import type { ColourTable } from './palette';
import type { Raster } from './raster';
import { entryOf, type Scale } from './scale';

export interface KernelGridShape {
  /** Filters and channels that are shown. */
  readonly filters: number;
  readonly channels: number;
  /** Of one kernel. */
  readonly rows: number;
  readonly columns: number;
  /** Device pixels: side of a cell, and space between kernels. */
  readonly cell: number;
  readonly gap: number;
}

export function kernelGridSize(shape: KernelGridShape): { readonly width: number; readonly height: number } {
  const { filters, channels, rows, columns, cell, gap } = shape;
  return {
    width: Math.max(1, filters * columns * cell + Math.max(0, filters - 1) * gap),
    height: Math.max(1, channels * rows * cell + Math.max(0, channels - 1) * gap),
  };
}

/** @param values filters × channels × rows × columns, row-major */
export function rasterizeKernels(
  values: ArrayLike<number>,
  shape: KernelGridShape,
  scale: Scale,
  table: ColourTable,
  nan: readonly [number, number, number],
): Raster {
  const { filters, channels, rows, columns, cell } = shape;
  const { width, height } = kernelGridSize(shape);
  const data = new Uint8ClampedArray(width * height * 4);
  let at = 0;
  for (let filter = 0; filter < filters; filter++) {
    for (let channel = 0; channel < channels; channel++) {
      const { x, y } = kernelOrigin(shape, filter, channel);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const value = values[at++]!;
          const entry = Number.isNaN(value) ? undefined : entryOf(value, scale) * 3;
          const colour = entry === undefined ? nan : [table[entry]!, table[entry + 1]!, table[entry + 2]!];
          fillBlock(data, width, x + column * cell, y + row * cell, cell, colour);
        }
      }
    }
  }
  return { width, height, data };
}

function fillBlock(
  data: Uint8ClampedArray,
  width: number,
  x: number,
  y: number,
  cell: number,
  colour: readonly number[],
): void {
  for (let row = y; row < y + cell; row++) {
    for (let column = x; column < x + cell; column++) {
      const to = (row * width + column) * 4;
      data[to] = colour[0]!;
      data[to + 1] = colour[1]!;
      data[to + 2] = colour[2]!;
      data[to + 3] = 255;
    }
  }
}

/** Top left corner of a kernel in device pixels. */
export function kernelOrigin(
  { rows, columns, cell, gap }: KernelGridShape,
  filter: number,
  channel: number,
): { readonly x: number; readonly y: number } {
  return { x: filter * (columns * cell + gap), y: channel * (rows * cell + gap) };
}

/** Kernel under a point in device pixels; the gap belongs to the kernel before it. */
export function kernelAt(
  shape: KernelGridShape,
  x: number,
  y: number,
): { readonly filter: number; readonly channel: number } | undefined {
  const filter = Math.floor(x / (shape.columns * shape.cell + shape.gap));
  const channel = Math.floor(y / (shape.rows * shape.cell + shape.gap));
  const inside = filter >= 0 && channel >= 0 && filter < shape.filters && channel < shape.channels;
  return inside ? { filter, channel } : undefined;
}

/** How many filters of this width fit side by side, at most 64 to a page. */
export function filtersToAPage(width: number, { columns, cell, gap }: Omit<KernelGridShape, 'filters'>): number {
  return Math.max(1, Math.min(64, Math.floor((width + gap) / (columns * cell + gap))));
}

/** The filters, as a region of one page. */
export function pageOf(filter: number, perPage: number, filters: number): Pick<Region, 'column' | 'columns'> {
  const first = Math.floor(filter / perPage) * perPage;
  return { column: first, columns: Math.min(perPage, filters - first) };
}
