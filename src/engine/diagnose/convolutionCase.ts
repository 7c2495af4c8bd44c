/** A convolution, or its transpose, as the products that it adds up: for mistakes in where they are taken from. */
import { ravel, sizeOf, stridesOf, unravel, zeros, type Tensor } from '../tensor';
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
  const { groups, groupOf = ofNeighbours } = own;
  const [x, { weight }, { delta }] = [bench.inputs[0]!, bench.parameters, bench];
  const [small, large] = isTransposed(bench) ? [x, delta] : [delta, x];
  const result = zeros(isInput(bench) ? x.shape : weight!.shape);
  const sought = isInput(bench) ? (isTransposed(bench) ? 'small' : 'large') : 'weight';
  const [sSteps, lSteps, wSteps] = [stridesOf(small.shape), stridesOf(large.shape), stridesOf(weight!.shape)];
  const [filters, channels] = weight!.shape as [number, number];
  const kernel = weight!.shape.slice(2);
  const isRotated = bench.options.operation === 'convolution';
  const [s, l, w, out] = [small.data, large.data, weight!.data, result.data];
  for (let flat = 0; flat < sizeOf(kernel); flat++) {
    const tap = unravel(flat, kernel);
    const tapAt = tap.reduce((sum, at, axis) => sum + (isRotated ? kernel[axis]! - 1 - at : at) * wSteps[axis + 2]!, 0);
    const meetings = meetingsAt(tap, kernel, small, large, own);
    for (let n = 0; n < small.shape[0]!; n++) {
      for (let filter = 0; filter < filters; filter++) {
        const group = groupOf(filter, filters, groups);
        const sMap = n * sSteps[0]! + filter * sSteps[1]!;
        for (let c = 0; c < channels; c++) {
          const lMap = n * lSteps[0]! + (group * channels + c) * lSteps[1]!;
          const wAt = filter * wSteps[0]! + c * wSteps[1]! + tapAt;
          if (sought === 'large') spread(out, lMap, s, sMap, w[wAt]!, meetings, 1);
          else if (sought === 'small') spread(out, sMap, l, lMap, w[wAt]!, meetings, 0);
          else out[wAt]! += sumOver(s, sMap, l, lMap, meetings);
        }
      }
    }
  }
  return result;
}

/** What one tap hands from the cells of a map to those that they meet; `to` is 0 for the small map and 1 for the large. */
function spread(
  out: Float64Array,
  outAt: number,
  given: Float64Array,
  givenAt: number,
  weight: number,
  meetings: Int32Array,
  to: 0 | 1,
): void {
  for (let k = 0; k < meetings.length; k += 2) {
    out[outAt + meetings[k + to]!]! += given[givenAt + meetings[k + 1 - to]!]! * weight;
  }
}

function sumOver(s: Float64Array, sAt: number, l: Float64Array, lAt: number, meetings: Int32Array): number {
  let sum = 0;
  for (let k = 0; k < meetings.length; k += 2) sum += s[sAt + meetings[k]!]! * l[lAt + meetings[k + 1]!]!;
  return sum;
}

/** Cells of a small map and of a large one that meet at this tap, in turn: the same for all maps. */
function meetingsAt(
  tap: readonly number[],
  kernel: readonly number[],
  small: Tensor,
  large: Tensor,
  own: ConvolutionCase,
): Int32Array {
  const { stride, dilation, padding } = own;
  const [from, to] = [small.shape.slice(2), large.shape.slice(2)];
  const last = own.lastWindowOnly && lastWindows(kernel, small, large, own);
  const found: number[] = [];
  for (let flat = 0; flat < sizeOf(from); flat++) {
    const place = unravel(flat, from);
    const cells = place.map((at, axis) => at * stride[axis]! + tap[axis]! * dilation[axis]! - padding[axis]!);
    const isInside = cells.every((cell, axis) => cell >= 0 && cell < to[axis]!);
    if (isInside && (!last || cells.every((cell, axis) => last[axis]![cell] === place[axis]))) {
      found.push(flat, ravel(cells, to));
    }
  }
  return Int32Array.from(found);
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
