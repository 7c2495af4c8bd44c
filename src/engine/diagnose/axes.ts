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

/** The order along these axes reversed. */
export function flipped(tensor: Tensor, axes: readonly number[]): Tensor {
  const { shape } = tensor;
  return gather(shape, tensor, (index) => index.map((at, axis) => (axes.includes(axis) ? shape[axis]! - 1 - at : at)));
}

/** Axes a and b exchanged; undefined where they are of unlike extent. */
export function exchanged(tensor: Tensor, a: number, b: number): Tensor | undefined {
  const { shape } = tensor;
  if (shape[a] !== shape[b]) return undefined;
  return gather(shape, tensor, (index) => {
    const turned = [...index];
    [turned[a], turned[b]] = [index[b]!, index[a]!];
    return turned;
  });
}

/** The numbers read as if axes a and b stood in the other order: right where both are equal, else scrambled. */
export function misread({ shape, data }: Tensor, a: number, b: number): Tensor {
  const other = [...shape];
  [other[a], other[b]] = [shape[b]!, shape[a]!];
  return gather(shape, { shape: other, data }, (index) => {
    const turned = [...index];
    [turned[a], turned[b]] = [index[b]!, index[a]!];
    return turned;
  });
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
