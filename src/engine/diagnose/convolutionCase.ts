/** A convolution, or its transpose, as the products that it adds up: for mistakes in where they are taken from. */
import { sizeOf, stridesOf, unravel, zeros, type Tensor } from '../tensor';
import { isInput, isOutput, type Bench } from './bench';

export interface ConvolutionCase {
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: readonly number[];
  readonly groups: number;
  /** Which group a filter is taken to be of; by neighbouring filters when left out. */
  groupOf?(filter: number, filters: number, groups: number): number;
  /** Of the windows that cover a cell only the last one counts: = for +=. */
  readonly lastWindowOnly?: true;
}

const types = ['Conv1d', 'Conv2d', 'Conv3d'];
const transposed = ['ConvTranspose1d', 'ConvTranspose2d', 'ConvTranspose3d'];
export const isConvolution = ({ type }: Bench): boolean => types.includes(type);
export const isTransposed = ({ type }: Bench): boolean => transposed.includes(type);
export const hasKernel = (bench: Bench): boolean => isConvolution(bench) || isTransposed(bench);

/** Axes of the kernel in its weight, and of a map in its tensor: the same, from 2 on. */
export const spatialAxes = (tensor: Tensor): number[] =>
  Array.from({ length: tensor.shape.length - 2 }, (_, axis) => axis + 2);

/** Undefined for other layers, and where the padding is not of zeros: those mistakes are of another kind. */
export function caseOf(bench: Bench): ConvolutionCase | undefined {
  if (!hasKernel(bench) || isOutput(bench)) return undefined;
  const fit = bench.layer.shape(
    bench.inputs.map(({ shape }) => shape),
    bench.options,
  );
  const window = fit.ok ? (fit.spread ?? fit.window) : undefined;
  if (!window) return undefined;
  const { stride, dilation, padding } = window;
  const isPadded = padding.some((cells) => cells > 0);
  if (isPadded && bench.options.padding_mode !== 'zeros') return undefined;
  return { stride, dilation, padding, groups: Number(bench.options.groups) };
}

/**
 * A convolution leads from a large map L to a small one S, its transpose from S to L. Both add up
 * S[n,s,u] · W[s,l,p] · L[n,l,i] over all u and p with i = u·stride + p·dilation − padding inside L; a gradient is that
 * sum without the factor in question. This is ∂C/∂x or ∂C/∂W.
 */
export function addUp(bench: Bench, own: ConvolutionCase): Tensor {
  const { stride, dilation, padding, groups, groupOf = ofNeighbours } = own;
  const [x, { weight }, { delta }] = [bench.inputs[0]!, bench.parameters, bench];
  const [small, large] = isTransposed(bench) ? [x, delta] : [delta, x];
  const result = zeros(isInput(bench) ? x.shape : weight!.shape);
  const sought = isInput(bench) ? (isTransposed(bench) ? 'small' : 'large') : 'weight';
  const [steps, wSteps] = [stridesOf(large.shape), stridesOf(weight!.shape)];
  const [filters, channels] = weight!.shape as [number, number];
  const kernel = weight!.shape.slice(2);
  const taps = Array.from({ length: sizeOf(kernel) }, (_, flat) => unravel(flat, kernel));
  const isRotated = bench.options.operation === 'convolution';
  const last = own.lastWindowOnly && lastWindows(kernel, small, large, own);
  const [s, l, w, out] = [small.data, large.data, weight!.data, result.data];
  for (let at = 0; at < s.length; at++) {
    const [n, filter, ...place] = unravel(at, small.shape) as [number, number, ...number[]];
    const group = groupOf(filter, filters, groups);
    for (const tap of taps) {
      let [largeAt, wAt, inside] = [n * steps[0]!, filter * wSteps[0]!, true];
      for (let axis = 0; axis < tap.length; axis++) {
        const cell = place[axis]! * stride[axis]! + tap[axis]! * dilation[axis]! - padding[axis]!;
        inside &&= cell >= 0 && cell < large.shape[axis + 2]! && (!last || last[axis]![cell] === place[axis]);
        largeAt += cell * steps[axis + 2]!;
        wAt += (isRotated ? kernel[axis]! - 1 - tap[axis]! : tap[axis]!) * wSteps[axis + 2]!;
      }
      if (!inside) continue;
      for (let c = 0; c < channels; c++) {
        const [there, by] = [largeAt + (group * channels + c) * steps[1]!, wAt + c * wSteps[1]!];
        if (sought === 'large') out[there]! += s[at]! * w[by]!;
        else if (sought === 'small') out[at]! += l[there]! * w[by]!;
        else out[by]! += s[at]! * l[there]!;
      }
    }
  }
  return result;
}

const ofNeighbours = (filter: number, filters: number, groups: number): number =>
  Math.floor((filter * groups) / filters);

/** By axis and cell of the large map: the last place of the small one whose window covers it. */
function lastWindows(
  kernel: readonly number[],
  small: Tensor,
  large: Tensor,
  { stride, dilation, padding }: ConvolutionCase,
): Int32Array[] {
  return kernel.map((taps, axis) => {
    const last = new Int32Array(large.shape[axis + 2]!).fill(-1);
    for (let place = 0; place < small.shape[axis + 2]!; place++) {
      for (let tap = 0; tap < taps; tap++) {
        const cell = place * stride[axis]! + tap * dilation[axis]! - padding[axis]!;
        if (cell >= 0 && cell < last.length) last[cell] = place;
      }
    }
    return last;
  });
}
