/** Single outputs of a convolution, gathered from the tensors as they are: independent of the passes. */
import type { Probe } from '../../layer';
import type { Tensor } from '../../tensor';
import { coverOf, tapAt } from './axis';
import type { ConvolutionGeometry, ConvolutionParameters } from './convolutionPasses';

export function convolutionProbe(
  input: Tensor,
  { weight, bias }: ConvolutionParameters,
  g: ConvolutionGeometry,
): Probe {
  const { rows, columns, rowTaps, columnTaps } = g;
  const [kernelRows, kernelColumns] = [rows.kernel, columns.kernel];
  const [channels, filters] = [g.channels / g.groups, g.filters / g.groups];
  const [inputCells, outputCells] = [rows.input * columns.input, rows.output * columns.output];
  const kernelCells = kernelRows * kernelColumns;
  const [rowCover, columnCover] = [coverOf(rows), coverOf(columns)];
  const reached = new Int32Array(g.samples * g.filters * outputCells);

  function output(flat: number): number {
    const cell = flat % outputCells;
    const plane = (flat - cell) / outputCells;
    const o = plane % g.filters;
    const n = (plane - o) / g.filters;
    const y = cell % columns.output;
    const x = (cell - y) / columns.output;
    const firstChannel = n * g.channels + Math.floor(o / filters) * channels;
    let sum = 0;
    let tap = o * channels * kernelCells;
    for (let c = 0; c < channels; c++) {
      const inputPlane = (firstChannel + c) * inputCells;
      for (let p = 0; p < kernelRows; p++, tap += kernelColumns) {
        const row = x * rows.stride + rowTaps.offset[p]!;
        if (row < 0 || row >= rows.input) continue;
        const base = inputPlane + row * columns.input;
        for (let q = 0; q < kernelColumns; q++) {
          const column = y * columns.stride + columnTaps.offset[q]!;
          if (column >= 0 && column < columns.input) sum += weight.data[tap + q]! * input.data[base + column]!;
        }
      }
    }
    return bias ? sum + bias.data[o]! : sum;
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
