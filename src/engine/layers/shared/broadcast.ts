/** Broadcasting: axes are lined up from the last; an axis of one entry, or none, is repeated. As NumPy and PyTorch do. */
import { sizeOf, stridesOf, type Shape } from '../../tensor';

/** The common shape, or the axis (of the longer shape) that does not go together. */
export function broadcastShape(shapes: readonly Shape[]): { readonly shape: Shape } | { readonly axis: number } {
  const rank = Math.max(...shapes.map(({ length }) => length));
  const output = new Array<number>(rank);
  for (let axis = 0; axis < rank; axis++) {
    const extents = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    output[axis] = extents.find((extent) => extent !== 1) ?? 1;
    if (extents.some((extent) => extent !== 1 && extent !== output[axis])) return { axis };
  }
  return { shape: output };
}

/** By axis of `output`: how far apart neighbours stand in a tensor of `shape`, 0 where it is repeated. */
export function broadcastStrides(shape: Shape, output: Shape): number[] {
  const strides = stridesOf(shape);
  const added = output.length - shape.length;
  return output.map((_, axis) => (axis < added || shape[axis - added] === 1 ? 0 : strides[axis - added]!));
}

/** Flat positions that walking over `extents` with these strides comes past, in row-major order. */
export function walk(extents: Shape, strides: readonly number[]): Int32Array {
  const flats = new Int32Array(sizeOf(extents));
  const index = extents.map(() => 0);
  for (let at = 0, flat = 0; at < flats.length; at++) {
    flats[at] = flat;
    for (let axis = extents.length - 1; axis >= 0; axis--) {
      flat += strides[axis]!;
      if (++index[axis]! < extents[axis]!) break;
      flat -= strides[axis]! * extents[axis]!;
      index[axis] = 0;
    }
  }
  return flats;
}

/** The index in a tensor of `shape` that an output index reads. */
export const sourceIndex = (index: readonly number[], shape: Shape): number[] =>
  shape.map((extent, axis) => (extent === 1 ? 0 : index[axis + index.length - shape.length]!));
