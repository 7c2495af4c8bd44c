/** Tensors with their axes in another order. */
import { stridesOf, type Shape, type Tensor } from '../../engine/tensor';

/** Axis k of the result is axis `axes[k]` of the tensor. */
export function permuted({ shape, data }: Tensor, axes: readonly number[]): Tensor {
  const strides = stridesOf(shape);
  const turned = axes.map((axis) => shape[axis]!);
  const steps = axes.map((axis) => strides[axis]!);
  const result = new Float64Array(data.length);
  const index = turned.map(() => 0);
  let source = 0;
  for (let flat = 0; flat < result.length; flat++) {
    result[flat] = data[source]!;
    for (let axis = turned.length - 1; axis >= 0; axis--) {
      source += steps[axis]!;
      if (++index[axis]! < turned[axis]!) break;
      source -= steps[axis]! * turned[axis]!;
      index[axis] = 0;
    }
  }
  return { shape: turned, data: result };
}

/** The order that undoes `axes`. */
export const inverse = (axes: readonly number[]): number[] => axes.map((_, axis) => axes.indexOf(axis));

export const permutedShape = (shape: Shape, axes: readonly number[]): Shape => axes.map((axis) => shape[axis]!);
