/**
 * Forward and backward pass of a two-dimensional cross-correlation with stride, padding, dilation and groups:
 *
 *   z[n,o,x,y] = Σ_c Σ_p Σ_q W[o,c,p,q] · a[n, c, x·s + p·d − padding, y·s + q·d − padding] + b[o]
 *
 * A convolution in the strict sense reads the kernel rotated by 180°; only the offsets of the taps differ. Windows are
 * unfolded into rows, so that the inner loops run over a filter's weights, which lie side by side.
 */
import { zeros, type Tensor } from '../../tensor';
import { tapsOf, type Taps } from './axis';
import { BLOCK, fold, readingTable, unfold, type Block } from './patches';
import { addRows, dot } from './rows';
import type { Planes } from './planes';

export interface ConvolutionParameters {
  /** filters × channels per group × kernel rows × kernel columns */
  readonly weight: Tensor;
  readonly bias: Tensor | undefined;
}

/** All that the passes need to know about where the taps are. */
export interface ConvolutionGeometry extends Planes {
  readonly filters: number;
  readonly groups: number;
  readonly rotated: boolean;
  readonly rowTaps: Taps;
  readonly columnTaps: Taps;
  /** See `readingTable`. */
  readonly table: Int32Array;
}

/** What forward keeps for backward, probe and terms. */
export interface ConvolutionSaved {
  readonly input: Tensor;
  readonly geometry: ConvolutionGeometry;
}

export function convolutionGeometry(
  planes: Planes,
  filters: number,
  groups: number,
  rotated: boolean,
): ConvolutionGeometry {
  const [rowTaps, columnTaps] = [tapsOf(planes.rows, rotated), tapsOf(planes.columns, rotated)];
  const table = readingTable(planes, rowTaps, columnTaps);
  return { ...planes, filters, groups, rotated, rowTaps, columnTaps, table };
}

/** z from a: each output is the dot product of a filter and an unfolded window. */
export function correlate(input: Tensor, { weight, bias }: ConvolutionParameters, g: ConvolutionGeometry): Tensor {
  const output = zeros([g.samples, g.filters, g.rows.output, g.columns.output]);
  const [z, w] = [output.data, weight.data];
  forEachBlock(g, (block, plane, o, filters, patches) => {
    unfold(input.data, g.table, block, patches);
    const length = block.channels * block.taps;
    for (let filter = o; filter < o + filters; filter++, plane += g.rows.output * g.columns.output) {
      const start = bias ? bias.data[filter]! : 0;
      for (let window = 0; window < block.count; window++) {
        z[plane + block.first + window] = start + dot(w, filter * length, patches, window * length, length);
      }
    }
  });
  return output;
}

/**
 * ∂C/∂a, ∂C/∂W and ∂C/∂b from δ = ∂C/∂z: a filter's gradient sums its windows, weighted by δ; a window's gradient sums
 * the filters, weighted by δ, and is added back to the cells that the window was read from.
 */
export function correlateBackward(
  delta: Tensor,
  input: Tensor,
  { weight, bias }: ConvolutionParameters,
  g: ConvolutionGeometry,
): { input: Tensor; weight: Tensor; bias: Tensor | undefined } {
  const [dInput, dWeight] = [zeros(input.shape), zeros(weight.shape)];
  const dPatches = new Float64Array(patchSize(g));
  const windows = g.rows.output * g.columns.output;
  const coefficients = delta.data;
  forEachBlock(g, (block, plane, firstFilter, filters, patches) => {
    unfold(input.data, g.table, block, patches);
    dPatches.fill(0);
    const length = block.channels * block.taps;
    const firstCoefficient = plane + block.first;
    for (let filter = 0; filter < filters; filter++) {
      addRows(dWeight.data, (firstFilter + filter) * length, length, {
        data: patches,
        start: 0,
        count: block.count,
        coefficients,
        firstCoefficient: firstCoefficient + filter * windows,
        coefficientStep: 1,
      });
    }
    for (let window = 0; window < block.count; window++) {
      addRows(dPatches, window * length, length, {
        data: weight.data,
        start: firstFilter * length,
        count: filters,
        coefficients,
        firstCoefficient: firstCoefficient + window,
        coefficientStep: windows,
      });
    }
    fold(dPatches, g.table, block, dInput.data);
  });
  return { input: dInput, weight: dWeight, bias: bias && biasGradient(delta, bias, g) };
}

const patchSize = (g: ConvolutionGeometry): number => {
  const windows = Math.min(BLOCK, g.rows.output * g.columns.output);
  return (windows * g.channels * g.rows.kernel * g.columns.kernel) / g.groups;
};

/**
 * Visits the windows of every sample and group, a block at a time: the block, the flat start of its first output map,
 * its first filter, its number of filters, and room for the block's rows.
 */
function forEachBlock(
  g: ConvolutionGeometry,
  visit: (block: Block, plane: number, filter: number, filters: number, patches: Float64Array) => void,
): void {
  const patches = new Float64Array(patchSize(g));
  const [channels, filters] = [g.channels / g.groups, g.filters / g.groups];
  const [cells, windows] = [g.rows.input * g.columns.input, g.rows.output * g.columns.output];
  const taps = g.rows.kernel * g.columns.kernel;
  for (let n = 0; n < g.samples; n++) {
    for (let group = 0; group < g.groups; group++) {
      const start = (n * g.channels + group * channels) * cells;
      const plane = (n * g.filters + group * filters) * windows;
      for (let first = 0; first < windows; first += BLOCK) {
        const count = Math.min(BLOCK, windows - first);
        visit({ first, count, start, cells, channels, taps }, plane, group * filters, filters, patches);
      }
    }
  }
}

/** ∂C/∂b[o] = Σ_n Σ_x Σ_y δ[n,o,x,y] */
function biasGradient(delta: Tensor, bias: Tensor, g: ConvolutionGeometry): Tensor {
  const gradient = zeros(bias.shape);
  const cells = g.rows.output * g.columns.output;
  for (let plane = 0, at = 0; plane < g.samples * g.filters; plane++) {
    let sum = 0;
    for (const end = at + cells; at < end; at++) sum += delta.data[at]!;
    gradient.data[plane % g.filters]! += sum;
  }
  return gradient;
}
