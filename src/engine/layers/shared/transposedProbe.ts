/** Single outputs of a transposed convolution, gathered from the tensors as they are: independent of the passes. */
import type { Probe } from '../../layer';
import type { Tensor } from '../../tensor';
import type { ConvolutionGeometry, ConvolutionParameters } from './convolutionPasses';
import { turnedRound } from './reads';

/** `g` is the geometry of the convolution that leads from the output back to the input. */
export function transposedProbe(input: Tensor, { weight, bias }: ConvolutionParameters, g: ConvolutionGeometry): Probe {
  const { cells, windows, taps, table } = g.reads;
  const [outputs, inputs] = [g.channels / g.groups, g.filters / g.groups];
  const laid = turnedRound(g.reads);
  const reached = new Int32Array(g.samples * g.channels * cells);

  /** z[n,o,·] = Σ_c Σ_p a[n,c,·] · W[c,o,p] + b[o] over the input cells that lay a tap on the output cell */
  function output(flat: number): number {
    const cell = flat % cells;
    const plane = (flat - cell) / cells;
    const o = plane % g.channels;
    const n = (plane - o) / g.channels;
    const group = Math.floor(o / outputs);
    let sum = 0;
    for (let c = group * inputs; c < (group + 1) * inputs; c++) {
      const map = (n * g.filters + c) * windows;
      const kernel = (c * outputs + (o % outputs)) * taps;
      for (let k = laid.first[cell]!; k < laid.first[cell + 1]!; k++) {
        sum += input.data[map + laid.window[k]!]! * weight.data[kernel + laid.tap[k]!]!;
      }
    }
    return bias ? sum + bias.data[o]! : sum;
  }

  /** Output cells under the kernel that an input cell lays down, in all maps of its group. */
  function ofInput(flat: number): Int32Array {
    const window = flat % windows;
    const plane = (flat - window) / windows;
    const group = Math.floor((plane % g.filters) / inputs);
    const first = Math.floor(plane / g.filters) * g.channels + group * outputs;
    let count = 0;
    for (let map = first; map < first + outputs; map++) {
      for (let read = window * taps; read < (window + 1) * taps; read++) {
        if (table[read]! >= 0) reached[count++] = map * cells + table[read]!;
      }
    }
    return reached.subarray(0, count);
  }

  /** Output cells that the tap is laid on, by any input cell, in all samples. */
  function ofWeight(flat: number): Int32Array {
    const tap = flat % taps;
    const kernel = (flat - tap) / taps;
    const o = Math.floor(kernel / outputs / inputs) * outputs + (kernel % outputs);
    let count = 0;
    for (let n = 0; n < g.samples; n++) {
      for (let read = tap; read < table.length; read += taps) {
        if (table[read]! >= 0) reached[count++] = (n * g.channels + o) * cells + table[read]!;
      }
    }
    return reached.subarray(0, count);
  }

  function ofBias(o: number): Int32Array {
    let count = 0;
    for (let n = 0; n < g.samples; n++) {
      for (let cell = 0; cell < cells; cell++) reached[count++] = (n * g.channels + o) * cells + cell;
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
