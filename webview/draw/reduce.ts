/** Planes with more cells than pixels: each drawn cell stands for a block. What is lost is written beside the map. */
export type Reduction = 'mean' | 'min' | 'max';

export interface ReducedPlane {
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** Entries of the plane that a drawn cell stands for. */
  readonly block: readonly [rows: number, columns: number];
}

/** Reduces a plane to at most `most` rows and columns. A NaN in a block makes the block NaN: it is never hidden. */
export function reducePlane(
  values: ArrayLike<number>,
  rows: number,
  columns: number,
  most: number,
  how: Reduction,
): ReducedPlane {
  const block: [number, number] = [Math.ceil(rows / most), Math.ceil(columns / most)];
  const outRows = Math.ceil(rows / block[0]);
  const outColumns = Math.ceil(columns / block[1]);
  const out = new Float64Array(outRows * outColumns);
  for (let row = 0; row < outRows; row++) {
    for (let column = 0; column < outColumns; column++) {
      out[row * outColumns + column] = blockValue(values, rows, columns, row * block[0], column * block[1], block, how);
    }
  }
  return { values: out, rows: outRows, columns: outColumns, block };
}

function blockValue(
  values: ArrayLike<number>,
  rows: number,
  columns: number,
  top: number,
  left: number,
  block: readonly [number, number],
  how: Reduction,
): number {
  const bottom = Math.min(rows, top + block[0]);
  const right = Math.min(columns, left + block[1]);
  let result = how === 'mean' ? 0 : how === 'min' ? Infinity : -Infinity;
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const value = values[row * columns + column]!;
      if (how === 'mean') result += value;
      else result = how === 'min' ? Math.min(result, value) : Math.max(result, value);
    }
  }
  return how === 'mean' ? result / ((bottom - top) * (right - left)) : result;
}
