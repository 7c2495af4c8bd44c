/** Tensors turned, shifted and cut along their axes: what wrong indices do. */
import { sizeOf, stridesOf, unravel, ravel, type Shape, type Tensor } from '../tensor';

/** Entry `index` of the result is entry `from(index)` of the tensor; 0 where there is none. */
export function gather(
  shape: Shape,
  { shape: own, data }: Tensor,
  from: (index: number[]) => readonly number[] | undefined,
): Tensor {
  const result = new Float64Array(sizeOf(shape));
  for (let flat = 0; flat < result.length; flat++) {
    const source = from(unravel(flat, shape));
    if (source?.every((at, axis) => at >= 0 && at < own[axis]!)) result[flat] = data[ravel(source, own)]!;
  }
  return { shape, data: result };
}

/** Row-major over `shape`, entry by entry from `start` on, so many further for a step along each axis. */
function walked(shape: Shape, data: Float64Array, start: number, steps: readonly number[]): Tensor {
  const result = new Float64Array(sizeOf(shape));
  const index = shape.map(() => 0);
  let from = start;
  for (let flat = 0; flat < result.length; flat++) {
    result[flat] = data[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= steps[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return { shape, data: result };
}

/** The order along these axes reversed. */
export function flipped({ shape, data }: Tensor, axes: readonly number[]): Tensor {
  const own = stridesOf(shape);
  const start = axes.reduce((sum, axis) => sum + own[axis]! * last(shape, axis), 0);
  const steps = own.map((step, axis) => (axes.includes(axis) ? -step : step));
  return walked(shape, data, start, steps);
}

/** Axes a and b exchanged; undefined where they are of unlike extent. */
export function exchanged(tensor: Tensor, a: number, b: number): Tensor | undefined {
  return tensor.shape[a] === tensor.shape[b] ? misread(tensor, a, b) : undefined;
}

/** The numbers read as if axes a and b stood in the other order: right where both are equal, else scrambled. */
export function misread({ shape, data }: Tensor, a: number, b: number): Tensor {
  return walked(shape, data, 0, swapped(stridesOf(swapped(shape, a, b)), a, b));
}

function swapped(list: readonly number[], a: number, b: number): number[] {
  const other = [...list];
  [other[a], other[b]] = [list[b]!, list[a]!];
  return other;
}

/** Moved by some cells along an axis; 0 comes in. */
export const shifted = (tensor: Tensor, axis: number, by: number): Tensor =>
  gather(tensor.shape, tensor, (index) => index.map((at, own) => (own === axis ? at - by : at)));

/** Entries whose index along `axis` is not wanted become 0. */
export function only(tensor: Tensor, axis: number, wanted: (at: number) => boolean): Tensor {
  const { shape, data } = tensor;
  const step = stridesOf(shape)[axis]!;
  const extent = shape[axis]!;
  return { shape, data: data.map((value, flat) => (wanted(Math.floor(flat / step) % extent) ? value : 0)) };
}

export const last = (shape: Shape, axis: number): number => shape[axis]! - 1;
