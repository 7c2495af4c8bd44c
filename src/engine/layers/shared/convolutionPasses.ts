/**
 * Forward and backward pass of a two-dimensional cross-correlation with stride, padding, dilation and groups:
 *
 *   z[n,o,x,y] = Σ_c Σ_p Σ_q W[o,c,p,q] · a[n, c, x·s + p·d − padding, y·s + q·d − padding] + b[o]
 *
 * A convolution in the strict sense reads the kernel rotated by 180°; only the offsets of the taps differ. The outer
 * loops run over taps, so that the inner one is a row of the output times one weight.
 */
import { zeros, type Tensor } from '../../tensor';
import { tapsOf, type Taps } from './axis';
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
  return { ...planes, filters, groups, rotated, rowTaps, columnTaps };
}

export function correlate(input: Tensor, { weight, bias }: ConvolutionParameters, g: ConvolutionGeometry): Tensor {
  const output = zeros([g.samples, g.filters, g.rows.output, g.columns.output]);
  const [a, w, z] = [input.data, weight.data, output.data];
  const cells = g.rows.output * g.columns.output;
  if (bias) {
    for (let plane = 0; plane < g.samples * g.filters; plane++) {
      z.fill(bias.data[plane % g.filters]!, plane * cells, (plane + 1) * cells);
    }
  }
  const [width, stepX, stepY] = [g.columns.input, g.rows.stride, g.columns.stride];
  forEachTap(g, (tap, inputPlane, outputPlane, p, q) => {
    const value = w[tap]!;
    const [lastX, firstY, lastY] = [g.rowTaps.to[p]!, g.columnTaps.from[q]!, g.columnTaps.to[q]!];
    const rowOffset = g.rowTaps.offset[p]!;
    const columnStart = g.columnTaps.offset[q]! + firstY * stepY;
    for (let x = g.rowTaps.from[p]!; x <= lastX; x++) {
      let from = inputPlane + (x * stepX + rowOffset) * width + columnStart;
      let to = outputPlane + x * g.columns.output + firstY;
      for (let y = firstY; y <= lastY; y++, from += stepY) z[to++]! += value * a[from]!;
    }
  });
  return output;
}

/** ∂C/∂a, ∂C/∂W and ∂C/∂b from δ = ∂C/∂z, in one walk over the same pairs of cells as forward. */
export function correlateBackward(
  delta: Tensor,
  input: Tensor,
  { weight, bias }: ConvolutionParameters,
  g: ConvolutionGeometry,
): { input: Tensor; weight: Tensor; bias: Tensor | undefined } {
  const [dInput, dWeight] = [zeros(input.shape), zeros(weight.shape)];
  const [a, w, d, da, dw] = [input.data, weight.data, delta.data, dInput.data, dWeight.data];
  const [width, stepX, stepY] = [g.columns.input, g.rows.stride, g.columns.stride];
  forEachTap(g, (tap, inputPlane, outputPlane, p, q) => {
    const value = w[tap]!;
    const [lastX, firstY, lastY] = [g.rowTaps.to[p]!, g.columnTaps.from[q]!, g.columnTaps.to[q]!];
    const rowOffset = g.rowTaps.offset[p]!;
    const columnStart = g.columnTaps.offset[q]! + firstY * stepY;
    let sum = 0;
    for (let x = g.rowTaps.from[p]!; x <= lastX; x++) {
      let from = inputPlane + (x * stepX + rowOffset) * width + columnStart;
      let to = outputPlane + x * g.columns.output + firstY;
      for (let y = firstY; y <= lastY; y++, from += stepY) {
        const dz = d[to++]!;
        sum += dz * a[from]!;
        da[from]! += dz * value;
      }
    }
    dw[tap]! += sum;
  });
  return { input: dInput, weight: dWeight, bias: bias && biasGradient(delta, bias, g) };
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

/** Visits every weight with every sample: flat place of the weight, starts of the two planes that it joins, its tap. */
function forEachTap(
  g: ConvolutionGeometry,
  visit: (tap: number, inputPlane: number, outputPlane: number, p: number, q: number) => void,
): void {
  const [channels, filters] = [g.channels / g.groups, g.filters / g.groups];
  const inputCells = g.rows.input * g.columns.input;
  const outputCells = g.rows.output * g.columns.output;
  for (let n = 0; n < g.samples; n++) {
    for (let o = 0, tap = 0; o < g.filters; o++) {
      const outputPlane = (n * g.filters + o) * outputCells;
      const firstChannel = n * g.channels + Math.floor(o / filters) * channels;
      for (let c = 0; c < channels; c++) {
        const inputPlane = (firstChannel + c) * inputCells;
        for (let p = 0; p < g.rows.kernel; p++) {
          for (let q = 0; q < g.columns.kernel; q++) visit(tap++, inputPlane, outputPlane, p, q);
        }
      }
    }
  }
}
