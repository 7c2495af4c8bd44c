/** Pictures at another size: bilinear with antialiasing, the numbers of torch's `interpolate(antialias=True)`. */
import { zeros, type Tensor } from '../../engine/tensor';

/** For one new cell: its first source cell and the weights from there on. */
interface Share {
  readonly from: number;
  readonly weights: readonly number[];
}

/**
 * A triangle as wide as two source cells when enlarging, and as two new cells when shrinking, so that each source cell
 * is seen; the weights add up to 1. (Pillow's `BILINEAR`, without its rounding to 8 bits.)
 */
function triangles(input: number, output: number): Share[] {
  const scale = input / output;
  const support = Math.max(scale, 1);
  return Array.from({ length: output }, (_, at): Share => {
    const centre = scale * (at + 0.5);
    const from = Math.max(Math.trunc(centre - support + 0.5), 0);
    const to = Math.min(Math.trunc(centre + support + 0.5), input);
    const raw = Array.from({ length: to - from }, (_, k) =>
      Math.max(0, 1 - Math.abs((from + k - centre + 0.5) / support)),
    );
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    return { from, weights: raw.map((weight) => weight / total) };
  });
}

/** The last two axes become H×W. */
export function resize(tensor: Tensor, [height, width]: readonly [number, number]): Tensor {
  const [rows, columns] = [tensor.shape.at(-2)!, tensor.shape.at(-1)!];
  if (rows === height && columns === width) return tensor;
  const leading = tensor.shape.slice(0, -2);
  const wide = zeros([...leading, rows, width]);
  const across = triangles(columns, width);
  for (let row = 0; row * columns < tensor.data.length; row++) {
    for (const [x, { from, weights }] of across.entries()) {
      wide.data[row * width + x] = weights.reduce(
        (sum, weight, k) => sum + weight * tensor.data[row * columns + from + k]!,
        0,
      );
    }
  }
  const result = zeros([...leading, height, width]);
  const down = triangles(rows, height);
  for (let plane = 0; plane * rows * width < wide.data.length; plane++) {
    for (const [y, { from, weights }] of down.entries()) {
      for (let x = 0; x < width; x++) {
        const at = plane * rows * width + x;
        result.data[plane * height * width + y * width + x] = weights.reduce(
          (sum, weight, k) => sum + weight * wide.data[at + (from + k) * width]!,
          0,
        );
      }
    }
  }
  return result;
}
