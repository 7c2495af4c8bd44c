/**
 * The three products of a cross-correlation with stride, padding, dilation and groups, over any number of axes; here
 * for two:
 *
 *   z[n,o,x,y] = Σ_c Σ_p Σ_q W[o,c,p,q] · a[n, c, x·s + p·d − padding, y·s + q·d − padding] + b[o]
 *
 * A convolution in the strict sense reads the kernel rotated by 180°, a padding mode reads other cells beyond the edge:
 * only the table of reads differs. Windows are unfolded into rows, so that the inner loops run over a filter's weights,
 * which lie side by side. A transposed convolution is made of the same products, with a and z exchanged.
 */
import { zeros, type Shape, type Tensor } from '../../tensor';
import type { PaddingMode } from './paddingModes';
import { BLOCK, fold, unfold, type Block } from './patches';
import { readsOf, type Reads } from './reads';
import { addRows, dot } from './rows';
import { outputExtents, type Spatial } from './spatial';

export interface ConvolutionParameters {
  /** filters × channels per group × taps of each axis */
  readonly weight: Tensor;
  readonly bias: Tensor | undefined;
}

/** All that the passes need to know about where the taps are. */
export interface ConvolutionGeometry extends Spatial {
  readonly filters: number;
  readonly groups: number;
  readonly rotated: boolean;
  readonly mode: PaddingMode;
  readonly reads: Reads;
}

/** What forward keeps for backward, probe and terms. */
export interface ConvolutionSaved {
  readonly input: Tensor;
  readonly geometry: ConvolutionGeometry;
}

export interface Wiring {
  readonly filters: number;
  readonly groups: number;
  readonly rotated?: boolean;
  readonly mode?: PaddingMode;
}

export function convolutionGeometry(
  spatial: Spatial,
  { filters, groups, rotated = false, mode = 'zeros' }: Wiring,
): ConvolutionGeometry {
  return { ...spatial, filters, groups, rotated, mode, reads: readsOf(spatial.axes, { rotated, mode }) };
}

export const mapsOf = ({ samples, filters, axes }: ConvolutionGeometry): Shape => [
  samples,
  filters,
  ...outputExtents(axes),
];

/** z from a: each output is the dot product of a filter and an unfolded window. */
export function correlate(input: Tensor, weight: Tensor, bias: Tensor | undefined, g: ConvolutionGeometry): Tensor {
  const output = zeros(mapsOf(g));
  const [z, w] = [output.data, weight.data];
  const patches = new Float64Array(patchSize(g));
  forEachBlock(g, (block, plane, firstFilter, filters) => {
    unfold(input.data, g.reads.table, block, patches);
    const length = block.channels * block.taps;
    for (let filter = firstFilter; filter < firstFilter + filters; filter++, plane += g.reads.windows) {
      const start = bias ? bias.data[filter]! : 0;
      for (let window = 0; window < block.count; window++) {
        z[plane + block.first + window] = start + dot(w, filter * length, patches, window * length, length);
      }
    }
  });
  return output;
}

/**
 * ∂C/∂a from δ = ∂C/∂z: a window's gradient sums the filters, weighted by δ, and is added back to the cells that the
 * window was read from.
 */
export function spread(delta: Tensor, weight: Tensor, inputShape: Shape, g: ConvolutionGeometry): Tensor {
  const dInput = zeros(inputShape);
  const dPatches = new Float64Array(patchSize(g));
  forEachBlock(g, (block, plane, firstFilter, filters) => {
    dPatches.fill(0);
    const length = block.channels * block.taps;
    for (let window = 0; window < block.count; window++) {
      addRows(dPatches, window * length, length, {
        data: weight.data,
        start: firstFilter * length,
        count: filters,
        coefficients: delta.data,
        firstCoefficient: plane + block.first + window,
        coefficientStep: g.reads.windows,
      });
    }
    fold(dPatches, g.reads.table, block, dInput.data);
  });
  return dInput;
}

/** ∂C/∂W from δ: a filter's gradient sums its windows, weighted by δ. */
export function weightGradient(delta: Tensor, input: Tensor, weightShape: Shape, g: ConvolutionGeometry): Tensor {
  const dWeight = zeros(weightShape);
  const patches = new Float64Array(patchSize(g));
  forEachBlock(g, (block, plane, firstFilter, filters) => {
    unfold(input.data, g.reads.table, block, patches);
    const length = block.channels * block.taps;
    for (let filter = 0; filter < filters; filter++) {
      addRows(dWeight.data, (firstFilter + filter) * length, length, {
        data: patches,
        start: 0,
        count: block.count,
        coefficients: delta.data,
        firstCoefficient: plane + block.first + filter * g.reads.windows,
        coefficientStep: 1,
      });
    }
  });
  return dWeight;
}

/** ∂C/∂b[c] = Σ_n Σ_x Σ_y δ[n,c,x,y] of a tensor N×C×…; `shape` is the bias's. */
export function biasGradient({ shape, data }: Tensor, bias: Shape): Tensor {
  const gradient = zeros(bias);
  const planes = shape[0]! * shape[1]!;
  const cells = data.length / planes;
  for (let plane = 0, at = 0; plane < planes; plane++) {
    let sum = 0;
    for (const end = at + cells; at < end; at++) sum += data[at]!;
    gradient.data[plane % shape[1]!]! += sum;
  }
  return gradient;
}

const patchSize = ({ channels, groups, reads }: ConvolutionGeometry): number =>
  (Math.min(BLOCK, reads.windows) * channels * reads.taps) / groups;

/**
 * Visits the windows of every sample and group, a block at a time: the block, the flat start of its first output map,
 * its first filter and its number of filters.
 */
function forEachBlock(
  g: ConvolutionGeometry,
  visit: (block: Block, plane: number, firstFilter: number, filters: number) => void,
): void {
  const [channels, filters] = [g.channels / g.groups, g.filters / g.groups];
  const { cells, windows, taps } = g.reads;
  for (let n = 0; n < g.samples; n++) {
    for (let group = 0; group < g.groups; group++) {
      const start = (n * g.channels + group * channels) * cells;
      const plane = (n * g.filters + group * filters) * windows;
      for (let first = 0; first < windows; first += BLOCK) {
        const count = Math.min(BLOCK, windows - first);
        visit({ first, count, start, cells, channels, taps }, plane, group * filters, filters);
      }
    }
  }
}
