/** What a panel asks of a tensor: a part of it, reduced to no more entries than it can show, with its range. */
import { contains, formatShape, sizeOf, type Tensor } from '../engine/tensor';
import type { TensorReply, TensorRequest } from '../protocol';

type Reduction = NonNullable<TensorRequest['reduce']>;

export interface ViewOptions extends Pick<TensorRequest, 'fixed' | 'maxEntries' | 'reduce'> {
  /** NaN means "no value here" (an entry not checked yet) rather than a value that must not be hidden. */
  readonly nanIsGap?: boolean;
}

/** Throws an Error for a user when `fixed` lies outside the tensor. */
export function viewTensor({ shape, data }: Tensor, options: ViewOptions): TensorReply {
  const { fixed, maxEntries = Infinity } = options;
  const held = shape.slice(0, fixed.length);
  if (fixed.length > shape.length || !contains(held, fixed)) {
    throw new Error(`[${fixed.join(', ')}] lies outside a tensor of shape ${formatShape(shape)}.`);
  }
  const rest = shape.slice(fixed.length);
  const entries = sizeOf(rest);
  const start = fixed.reduce((flat, at, axis) => flat * shape[axis]! + at, 0) * entries;
  const part = data.slice(start, start + entries);
  const range = rangeOf(part);
  if (entries <= maxEntries) return { shape: rest, data: part.buffer, ...range };

  const reduced = reducePlanes(part, rest, maxEntries, options.reduce ?? 'mean', options.nanIsGap ?? false);
  return { shape: rest, reduced: { shape: reduced.shape, block: reduced.block }, data: reduced.data.buffer, ...range };
}

/** Least and largest finite entry (0 where there is none), and how many are NaN or ±∞. */
function rangeOf(data: Float64Array): Pick<TensorReply, 'min' | 'max' | 'nan' | 'infinite'> {
  let [min, max, nan, infinite] = [Infinity, -Infinity, 0, 0];
  for (const value of data) {
    if (Number.isFinite(value)) {
      if (value < min) min = value;
      if (value > max) max = value;
    } else if (Number.isNaN(value)) nan++;
    else infinite++;
  }
  return min > max ? { min: 0, max: 0, nan, infinite } : { min, max, nan, infinite };
}

/**
 * Reduces the last two axes (a vector counts as one row) by square blocks, the smallest that keep the result within
 * `maxEntries`. Leading axes stay, so that planes are never mixed.
 */
function reducePlanes(
  data: Float64Array<ArrayBuffer>,
  shape: readonly number[],
  maxEntries: number,
  reduce: Reduction,
  nanIsGap: boolean,
): { shape: number[]; block: [number, number]; data: Float64Array<ArrayBuffer> } {
  const columns = shape.at(-1)!;
  const rows = shape.at(-2) ?? 1;
  const leading = shape.slice(0, -2);
  const planes = sizeOf(leading);
  const side = blockSide(planes, rows, columns, maxEntries);
  const block: [number, number] = [Math.min(side, rows), Math.min(side, columns)];
  const outRows = Math.ceil(rows / block[0]);
  const outColumns = Math.ceil(columns / block[1]);
  const out = new Float64Array(planes * outRows * outColumns);
  let to = 0;
  for (let plane = 0; plane < planes; plane++) {
    for (let top = 0; top < rows; top += block[0]) {
      for (let left = 0; left < columns; left += block[1]) {
        const bottom = Math.min(top + block[0], rows);
        const right = Math.min(left + block[1], columns);
        const values = blockValues(data, plane * rows * columns, columns, top, bottom, left, right, nanIsGap);
        out[to++] = reduceBlock(values, reduce);
      }
    }
  }
  const spatial = shape.length === 1 ? [outColumns] : [outRows, outColumns];
  return { shape: [...leading, ...spatial], block, data: out };
}

function blockSide(planes: number, rows: number, columns: number, maxEntries: number): number {
  const longest = Math.max(rows, columns);
  let side = Math.max(1, Math.floor(Math.sqrt((planes * rows * columns) / maxEntries)));
  while (side < longest && planes * Math.ceil(rows / side) * Math.ceil(columns / side) > maxEntries) side++;
  return side;
}

function blockValues(
  data: Float64Array,
  origin: number,
  columns: number,
  top: number,
  bottom: number,
  left: number,
  right: number,
  nanIsGap: boolean,
): number[] {
  const values: number[] = [];
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const value = data[origin + row * columns + column]!;
      if (!nanIsGap || !Number.isNaN(value)) values.push(value);
    }
  }
  return values;
}

/** A NaN in a block makes the block NaN: a reduction never hides one. So does a block of gaps only. */
function reduceBlock(values: readonly number[], reduce: Reduction): number {
  if (values.length === 0) return NaN;
  switch (reduce) {
    case 'mean':
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    case 'min':
      return values.reduce((least, value) => Math.min(least, value), Infinity);
    case 'max':
      return values.reduce((largest, value) => Math.max(largest, value), -Infinity);
  }
}
