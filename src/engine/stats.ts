/** Statistics and thumbnails of tensors: what the layer list, the chart and the titles show. */
import { sizeOf, type Tensor } from './tensor';
import type { Stats, Thumb } from './summary';

/** Above this many entries the percentiles look at every k-th entry; everything else is exact. */
const PERCENTILE_ENTRIES = 1 << 17;
const THUMB = 26;

/** NaN and ±∞ are counted and left out of everything else. */
export function statsOf({ data }: Tensor): Stats {
  let sum = 0;
  let maxAbs = 0;
  let min = Infinity;
  let max = -Infinity;
  let zeros = 0;
  let nan = 0;
  let infinite = 0;
  for (const value of data) {
    if (!Number.isFinite(value)) {
      if (Number.isNaN(value)) nan++;
      else infinite++;
      continue;
    }
    const magnitude = Math.abs(value);
    sum += magnitude;
    if (magnitude > maxAbs) maxAbs = magnitude;
    if (value < min) min = value;
    if (value > max) max = value;
    if (value === 0) zeros++;
  }
  const finite = data.length - nan - infinite;
  const [p25, p95] = percentiles(data, [0.25, 0.95]);
  const meanAbs = finite ? sum / finite : NaN;
  return { entries: data.length, meanAbs, maxAbs, min, max, zeros, nan, infinite, p25: p25!, p95: p95! };
}

function percentiles(data: Float64Array, shares: readonly number[]): number[] {
  const every = Math.ceil(data.length / PERCENTILE_ENTRIES);
  const magnitudes: number[] = [];
  for (let at = 0; at < data.length; at += every) {
    if (Number.isFinite(data[at]!)) magnitudes.push(Math.abs(data[at]!));
  }
  const sorted = Float64Array.from(magnitudes).sort();
  return shares.map((share) => sorted[Math.floor(share * (sorted.length - 1))] ?? NaN);
}

/** The strongest plane of sample 0, reduced to at most 26×26 by means of blocks; a vector, or maps of one cell, wrapped to about square. */
export function thumbOf(tensor: Tensor): Thumb {
  const { rows, columns, data } = planeOf(tensor);
  const blockRows = Math.ceil(rows / THUMB);
  const blockColumns = Math.ceil(columns / THUMB);
  const outRows = Math.ceil(rows / blockRows);
  const outColumns = Math.ceil(columns / blockColumns);
  const out = new Float64Array(outRows * outColumns);
  const counts = new Float64Array(out.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = data[row * columns + column] ?? 0;
      const to = Math.floor(row / blockRows) * outColumns + Math.floor(column / blockColumns);
      out[to]! += value;
      counts[to]! += 1;
    }
  }
  let max = 0;
  for (let at = 0; at < out.length; at++) {
    out[at]! /= counts[at]!;
    if (Math.abs(out[at]!) > max && Number.isFinite(out[at]!)) max = Math.abs(out[at]!);
  }
  return { rows: outRows, columns: outColumns, data: out, max };
}

function planeOf({ shape, data }: Tensor): { rows: number; columns: number; data: Float64Array } {
  if (shape.length >= 3 && shape.at(-1)! * shape.at(-2)! > 1) {
    const rows = shape.at(-2)!;
    const columns = shape.at(-1)!;
    const planes = sizeOf(shape.slice(1, -2));
    const strongest = strongestPlane(data, planes, rows * columns);
    return { rows, columns, data: data.subarray(strongest * rows * columns, (strongest + 1) * rows * columns) };
  }
  const entries = sizeOf(shape.slice(1));
  const columns = Math.ceil(Math.sqrt(entries));
  return { rows: Math.ceil(entries / columns), columns, data: data.subarray(0, entries) };
}

function strongestPlane(data: Float64Array, planes: number, size: number): number {
  let strongest = 0;
  let most = -1;
  for (let plane = 0; plane < planes; plane++) {
    let sum = 0;
    for (let at = plane * size; at < (plane + 1) * size; at++) sum += Math.abs(data[at]!);
    if (sum > most) {
      most = sum;
      strongest = plane;
    }
  }
  return strongest;
}
