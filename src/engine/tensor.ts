/** Dense float64 tensors, row-major; images are N,C,H,W. */
export type Shape = readonly number[];

export interface Tensor {
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** A nested array of numbers, as it stands in a network definition file. */
export type Nested = number | readonly Nested[];

/** Number of entries of a shape; the empty shape is a scalar with one entry. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Wraps data in a shape. Throws when they do not fit: that is a programming error, never a user's. */
export function tensor(shape: Shape, data: ArrayLike<number>): Tensor {
  if (data.length !== sizeOf(shape)) {
    throw new RangeError(`${data.length} entries do not fill a tensor of shape ${formatShape(shape)}`);
  }
  return { shape, data: data instanceof Float64Array ? data : Float64Array.from(data) };
}

export function zeros(shape: Shape): Tensor {
  return { shape, data: new Float64Array(sizeOf(shape)) };
}

/** Row-major strides, in entries. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= shape[axis]!;
  }
  return strides;
}

/** Flat position of an index. */
export function ravel(index: readonly number[], shape: Shape): number {
  let flat = 0;
  for (let axis = 0; axis < shape.length; axis++) flat = flat * shape[axis]! + index[axis]!;
  return flat;
}

/** Index of a flat position. */
export function unravel(flat: number, shape: Shape): number[] {
  const index = new Array<number>(shape.length);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const extent = shape[axis]!;
    index[axis] = flat % extent;
    flat = Math.floor(flat / extent);
  }
  return index;
}

/** Is `index` a legal index of `shape`? */
export function contains(shape: Shape, index: readonly number[]): boolean {
  return (
    index.length === shape.length && index.every((at, axis) => Number.isInteger(at) && at >= 0 && at < shape[axis]!)
  );
}

/** `6×28×28`; a scalar is `1`. */
export function formatShape(shape: Shape): string {
  return shape.length === 0 ? '1' : shape.join('×');
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}
