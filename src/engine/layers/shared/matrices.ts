/** The matrices of a batched product: where each one starts. */
import { sizeOf, type Shape } from '../../tensor';
import { broadcastShape, broadcastStrides, walk } from './broadcast';

export interface Products {
  readonly output: Shape;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** By matrix of the output: where its left and its right factor start. */
  readonly ofA: Int32Array;
  readonly ofB: Int32Array;
}

/** Shapes that fit. */
export function productsOf(a: Shape, b: Shape): Products {
  const [rows, inner, columns] = [a.at(-2)!, a.at(-1)!, b.at(-1)!];
  const { shape: batch } = broadcastShape([a.slice(0, -2), b.slice(0, -2)]) as { shape: Shape };
  const starts = (shape: Shape): Int32Array => {
    const size = sizeOf(shape.slice(-2));
    return walk(batch, broadcastStrides(shape.slice(0, -2), batch)).map((matrix) => matrix * size);
  };
  return { output: [...batch, rows, columns], rows, inner, columns, ofA: starts(a), ofB: starts(b) };
}
