/** A convolution as the products that it adds up, for mistakes in where they are taken from. */
import { sizeOf, stridesOf, unravel, zeros, type Tensor } from '../tensor';
import { isInput, type Bench } from './bench';

export interface ConvolutionCase {
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: readonly number[];
  readonly groups: number;
}

const types = ['Conv1d', 'Conv2d', 'Conv3d'];
export const isConvolution = ({ type }: Bench): boolean => types.includes(type);

/** Axes of the kernel in its weight, and of a map in its tensor: the same, from 2 on. */
export const spatialAxes = (tensor: Tensor): number[] =>
  Array.from({ length: tensor.shape.length - 2 }, (_, axis) => axis + 2);

/** Undefined for other layers, and where the padding is not of zeros: those mistakes are of another kind. */
export function caseOf(bench: Bench): ConvolutionCase | undefined {
  if (!isConvolution(bench)) return undefined;
  const fit = bench.layer.shape(
    bench.inputs.map(({ shape }) => shape),
    bench.options,
  );
  if (!fit.ok || !fit.window) return undefined;
  const { stride, dilation, padding } = fit.window;
  const isPadded = padding.some((cells) => cells > 0);
  if (isPadded && bench.options.padding_mode !== 'zeros') return undefined;
  return { stride, dilation, padding, groups: Number(bench.options.groups) };
}

/**
 * ∂C/∂x or ∂C/∂W as Σ δ[n,o,u] · W[o,c,p] · x[n,c,i] without the factor in question, over all u and p with
 * i = u·stride + p·dilation − padding inside the input. `at` may read another place.
 */
export function addUp(bench: Bench, { stride, dilation, padding, groups }: ConvolutionCase): Tensor {
  const [x, { weight }, { delta }] = [bench.inputs[0]!, bench.parameters, bench];
  const ofInput = isInput(bench);
  const result = zeros(ofInput ? x.shape : weight!.shape);
  const [xSteps, wSteps] = [stridesOf(x.shape), stridesOf(weight!.shape)];
  const [filters, channels] = weight!.shape as [number, number];
  const kernel = weight!.shape.slice(2);
  const taps = Array.from({ length: sizeOf(kernel) }, (_, flat) => unravel(flat, kernel));
  const isRotated = bench.options.operation === 'convolution';
  const dense = { x: x.data, w: weight!.data, d: delta.data, out: result.data };
  for (let at = 0; at < dense.d.length; at++) {
    const d = dense.d[at]!;
    if (d === 0) continue;
    const [n, o, ...place] = unravel(at, delta.shape) as [number, number, ...number[]];
    const group = Math.floor((o * groups) / filters);
    for (const tap of taps) {
      let [xAt, wAt, inside] = [n * xSteps[0]!, o * wSteps[0]!, true];
      for (let axis = 0; axis < tap.length; axis++) {
        const cell = place[axis]! * stride[axis]! + tap[axis]! * dilation[axis]! - padding[axis]!;
        inside &&= cell >= 0 && cell < x.shape[axis + 2]!;
        xAt += cell * xSteps[axis + 2]!;
        wAt += (isRotated ? kernel[axis]! - 1 - tap[axis]! : tap[axis]!) * wSteps[axis + 2]!;
      }
      if (!inside) continue;
      for (let c = 0; c < channels; c++) {
        const [from, by] = [xAt + (group * channels + c) * xSteps[1]!, wAt + c * wSteps[1]!];
        if (ofInput) dense.out[from]! += d * dense.w[by]!;
        else dense.out[by]! += d * dense.x[from]!;
      }
    }
  }
  return result;
}
