/** Single outputs of a convolution, gathered from the tensors as they are: independent of the passes. */
import type { Probe } from '../../layer';
import type { Tensor } from '../../tensor';
import { coverOf, tapAt, windowsOf } from './axis';
import type { ConvolutionGeometry, ConvolutionParameters } from './convolutionPasses';

export function convolutionProbe(input: Tensor, parameters: ConvolutionParameters, g: ConvolutionGeometry): Probe {
  const { rows, columns, rowTaps, columnTaps } = g;
  const [kernelRows, kernelColumns] = [rows.kernel, columns.kernel];
  const [channels, filters] = [g.channels / g.groups, g.filters / g.groups];
  const [inputCells, outputCells] = [rows.input * columns.input, rows.output * columns.output];
  const kernelCells = kernelRows * kernelColumns;
  const [rowCover, columnCover] = [coverOf(rows), coverOf(columns)];
  const reached = new Int32Array(g.samples * g.filters * outputCells);

  const sumAt = weightedSums(input, parameters, g);

  function output(flat: number): number {
    const cell = flat % outputCells;
    const plane = (flat - cell) / outputCells;
    const o = plane % g.filters;
    const n = (plane - o) / g.filters;
    const y = cell % columns.output;
    const x = (cell - y) / columns.output;
    return sumAt(n, o, x, y);
  }

  /** Outputs of filter o, in all samples, at which tap (p, q) lies inside the input. */
  function ofWeight(flat: number): Int32Array {
    const q = flat % kernelColumns;
    const p = Math.floor(flat / kernelColumns) % kernelRows;
    const o = Math.floor(flat / (kernelCells * channels));
    let count = 0;
    for (let n = 0; n < g.samples; n++) {
      for (let x = rowTaps.from[p]!; x <= rowTaps.to[p]!; x++) {
        const base = ((n * g.filters + o) * rows.output + x) * columns.output;
        for (let y = columnTaps.from[q]!; y <= columnTaps.to[q]!; y++) reached[count++] = base + y;
      }
    }
    return reached.subarray(0, count);
  }

  function ofBias(o: number): Int32Array {
    let count = 0;
    for (let n = 0; n < g.samples; n++) {
      const base = (n * g.filters + o) * outputCells;
      for (let cell = 0; cell < outputCells; cell++) reached[count++] = base + cell;
    }
    return reached.subarray(0, count);
  }

  /** Outputs of the channel's group whose windows have a tap on the cell. */
  function ofInput(flat: number): Int32Array {
    const j = flat % columns.input;
    const i = Math.floor(flat / columns.input) % rows.input;
    const plane = Math.floor(flat / inputCells);
    const c = plane % g.channels;
    const firstFilter = Math.floor(plane / g.channels) * g.filters + Math.floor(c / channels) * filters;
    let count = 0;
    for (let o = firstFilter; o < firstFilter + filters; o++) {
      for (let x = rowCover.from[i]!; x <= rowCover.to[i]!; x++) {
        if (rows.dilation > 1 && tapAt(rows, x, i) < 0) continue;
        const base = (o * rows.output + x) * columns.output;
        for (let y = columnCover.from[j]!; y <= columnCover.to[j]!; y++) {
          if (columns.dilation === 1 || tapAt(columns, y, j) >= 0) reached[count++] = base + y;
        }
      }
    }
    return reached.subarray(0, count);
  }

  return {
    output,
    reach(source, flat) {
      if (source.kind === 'input') return ofInput(flat);
      return source.parameter === 'weight' ? ofWeight(flat) : ofBias(flat);
    },
  };
}

/**
 * z[n,o,x,y] of the tensors as they are at the call. Loops are written out, and everything is taken out of them: this is
 * where a gradcheck's time goes.
 */
function weightedSums(
  input: Tensor,
  { weight, bias }: ConvolutionParameters,
  g: ConvolutionGeometry,
): (n: number, o: number, x: number, y: number) => number {
  const w = weight.data;
  const a = input.data;
  const b = bias?.data;
  const { start: startX, from: fromP, to: toP } = windowsOf(g.rows);
  const { start: startY, from: fromQ, to: toQ } = windowsOf(g.columns);
  const { input: height, kernel: kernelRows } = g.rows;
  const { input: width, kernel: kernelColumns, dilation: stepY } = g.columns;
  const rowStep = g.rows.dilation * width;
  const kernelCells = kernelRows * kernelColumns;
  const inputCells = height * width;
  const channels = g.channels / g.groups;
  const filters = g.filters / g.groups;
  // A rotated kernel is read from its far end, tap by tap.
  const tapStep = g.rotated ? -1 : 1;
  const firstTap = g.rotated ? kernelCells - 1 : 0;

  // Where the taps of a window that lies inside the input read, counted from its first cell: one long loop.
  const taps = channels * kernelCells;
  const reads = new Int32Array(taps);
  for (let k = 0; k < taps; k++) {
    const cell = k % kernelCells;
    const place = g.rotated ? kernelCells - 1 - cell : cell;
    const p = Math.floor(place / kernelColumns);
    reads[k] = ((k - cell) / kernelCells) * inputCells + p * rowStep + (place % kernelColumns) * stepY;
  }

  return (n, o, x, y) => {
    const p0 = fromP[x]!;
    const p1 = toP[x]!;
    const q0 = fromQ[y]!;
    const q1 = toQ[y]!;
    const group = Math.floor(o / filters);
    let plane = (n * g.channels + group * channels) * inputCells + startX[x]! * width + startY[y]!;
    const whole = p0 === 0 && q0 === 0 && p1 === kernelRows - 1 && q1 === kernelColumns - 1;
    if (whole) return dot(w, o * taps, a, plane, reads) + (b ? b[o]! : 0);
    let kernel = o * taps + firstTap;
    let sum = 0;
    for (let c = 0; c < channels; c++, plane += inputCells, kernel += kernelCells) {
      for (let p = p0; p <= p1; p++) {
        let from = plane + p * rowStep + q0 * stepY;
        let tap = kernel + (p * kernelColumns + q0) * tapStep;
        for (let q = q0; q <= q1; q++) {
          sum += w[tap]! * a[from]!;
          tap += tapStep;
          from += stepY;
        }
      }
    }
    return b ? sum + b[o]! : sum;
  };
}

/** Σ_k w[kernel + k] · a[corner + reads[k]]. A function of its own: its arguments stay in registers. */
function dot(w: Float64Array, kernel: number, a: Float64Array, corner: number, reads: Int32Array): number {
  let sum = 0;
  for (let k = 0; k < reads.length; k++) sum += w[kernel + k]! * a[corner + reads[k]!]!;
  return sum;
}
