/**
 * Gradients as somebody else's training loop may have written them: float32, kernels with their axes as H,W,I,O, dense
 * weights transposed, names of their own, one δ that is wrong, and something that is no gradient.
 */
import type { NetworkSummary, TensorReply, TensorRequest } from '../../../src/protocol';

type Ask = (request: TensorRequest) => Promise<TensorReply>;
type Nested = number | Nested[];

/** @param faulty a convolution of stride 1, the δ of whose input is computed with its kernel not rotated */
export async function dumpOf(network: NetworkSummary, faulty: number, ask: Ask): Promise<string> {
  const of = async (ref: TensorRequest['ref']) => {
    const { shape, data } = await ask({ ref, fixed: [] });
    return { shape, data: new Float64Array(data) };
  };
  const dump: { [name: string]: Nested } = { step: 1200 };
  // What lies before the wrong δ would follow from it, and is left out.
  for (const { index, name, parameters } of network.layers.slice(faulty)) {
    for (const { name: parameter } of parameters) {
      const { shape, data } = await of({ layer: index, kind: 'gradient', parameter });
      const order = shape.length === 4 ? [2, 3, 1, 0] : shape.length === 2 ? [1, 0] : [0];
      dump[`${name}/${parameter === 'weight' ? 'kernel' : parameter}`] = nested(data, shape, order);
    }
  }
  const right = await of({ layer: faulty, kind: 'inputDelta', input: 0 });
  const delta = await of({ layer: faulty, kind: 'delta' });
  const weight = await of({ layer: faulty, kind: 'parameter', parameter: 'weight' });
  const wrong = unrotated(delta.data, delta.shape, weight.data, weight.shape, right.shape);
  dump[`${network.layers[faulty - 1]!.name}.delta`] = nested(wrong, right.shape, [0, 1, 2, 3]);
  dump[`${network.layers[faulty]!.name}.delta`] = nested(delta.data, delta.shape, [0, 1, 2, 3]);
  return JSON.stringify(dump);
}

/** @param order which of the tensor's axes each axis of the result is */
function nested(data: Float64Array, shape: readonly number[], order: readonly number[]): Nested {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((all, extent) => all * extent, 1));
  const at = (depth: number, from: number): Nested => {
    const axis = order[depth];
    if (axis === undefined) return Math.fround(data[from]!);
    return Array.from({ length: shape[axis]! }, (_, k) => at(depth + 1, from + k * strides[axis]!));
  };
  return at(0, 0);
}

/** dx[c,i,j] = Σ δ[o,i−p,j−q] · W[o,c,K−1−p,K−1−q]: the full convolution with W in place of rot180(W). */
function unrotated(
  delta: Float64Array,
  [, , dRows = 1, dColumns = 1]: readonly number[],
  weight: Float64Array,
  [filters = 1, channels = 1, kh = 1, kw = 1]: readonly number[],
  [, , rows = 1, columns = 1]: readonly number[],
): Float64Array {
  const dx = new Float64Array(channels * rows * columns);
  for (let o = 0; o < filters; o++)
    for (let c = 0; c < channels; c++)
      for (let u = 0; u < dRows; u++)
        for (let v = 0; v < dColumns; v++)
          for (let p = 0; p < kh; p++)
            for (let q = 0; q < kw; q++)
              dx[(c * rows + u + p) * columns + v + q]! +=
                delta[(o * dRows + u) * dColumns + v]! *
                weight[((o * channels + c) * kh + kh - 1 - p) * kw + kw - 1 - q]!;
  return dx;
}
