/** Single outputs of a convolution, gathered from the tensors as they are: independent of the passes. */
import type { Probe } from '../../layer';
import type { Tensor } from '../../tensor';
import type { ConvolutionGeometry, ConvolutionParameters } from './convolutionPasses';
import { insideTaps, turnedRound } from './reads';

export function convolutionProbe(input: Tensor, parameters: ConvolutionParameters, g: ConvolutionGeometry): Probe {
  const { cells, windows, taps, table } = g.reads;
  const [channels, filters] = [g.channels / g.groups, g.filters / g.groups];
  const readers = turnedRound(g.reads);
  const reached = new Int32Array(g.samples * g.filters * windows);

  /** Outputs of filter o, in all samples, at which the tap reads a cell. */
  function ofWeight(flat: number): Int32Array {
    const tap = flat % taps;
    const o = Math.floor(flat / (taps * channels));
    let count = 0;
    for (let n = 0; n < g.samples; n++) {
      const base = (n * g.filters + o) * windows;
      for (let window = 0; window < windows; window++) {
        if (table[window * taps + tap]! >= 0) reached[count++] = base + window;
      }
    }
    return reached.subarray(0, count);
  }

  function ofBias(o: number): Int32Array {
    let count = 0;
    for (let n = 0; n < g.samples; n++) {
      const base = (n * g.filters + o) * windows;
      for (let window = 0; window < windows; window++) reached[count++] = base + window;
    }
    return reached.subarray(0, count);
  }

  /** Outputs of the channel's group whose windows have a tap on the cell, or several where the padding repeats it. */
  function ofInput(flat: number): Int32Array {
    const cell = flat % cells;
    const plane = (flat - cell) / cells;
    const c = plane % g.channels;
    const first = Math.floor(plane / g.channels) * g.filters + Math.floor(c / channels) * filters;
    let count = 0;
    for (let o = first; o < first + filters; o++) {
      let before = -1;
      for (let at = readers.first[cell]!; at < readers.first[cell + 1]!; at++) {
        const window = readers.window[at]!;
        if (window !== before) reached[count++] = o * windows + window;
        before = window;
      }
    }
    return reached.subarray(0, count);
  }

  return {
    output: weightedSums(input, parameters, g),
    reach(source, flat) {
      if (source.kind === 'input') return ofInput(flat);
      return source.parameter === 'weight' ? ofWeight(flat) : ofBias(flat);
    },
  };
}

/**
 * z at a flat position, of the tensors as they are at the call. Loops are written out, and everything is taken out of
 * them: this is where a gradcheck's time goes.
 */
function weightedSums(
  input: Tensor,
  { weight, bias }: ConvolutionParameters,
  g: ConvolutionGeometry,
): (flat: number) => number {
  const [a, w, b] = [input.data, weight.data, bias?.data];
  const { cells, windows, taps } = g.reads;
  const [channels, filters] = [g.channels / g.groups, g.filters / g.groups];
  const length = channels * taps;
  const corner = corners(g);
  const offsets = offsetsFromCorner(g, channels);
  const inside = insideTaps(g.reads);

  return (flat) => {
    const window = flat % windows;
    const plane = (flat - window) / windows;
    const o = plane % g.filters;
    const n = (plane - o) / g.filters;
    const group = (o - (o % filters)) / filters;
    const start = (n * g.channels + group * channels) * cells;
    const kernel = o * length;
    const from = corner[window]!;
    const bias = b ? b[o]! : 0;
    if (from >= 0) return dot(w, kernel, a, start + from, offsets) + bias;
    let sum = 0;
    const [first, last] = [inside.first[window]!, inside.first[window + 1]!];
    for (let c = 0, map = start, filter = kernel; c < channels; c++, map += cells, filter += taps) {
      for (let at = first; at < last; at++) {
        sum += w[filter + inside.tap[at]!]! * a[map + inside.cell[at]!]!;
      }
    }
    return sum + bias;
  };
}

/** Σ_k w[kernel + k] · a[corner + offsets[k]]. A function of its own: its arguments stay in registers. */
function dot(w: Float64Array, kernel: number, a: Float64Array, corner: number, offsets: Int32Array): number {
  let sum = 0;
  for (let k = 0; k < offsets.length; k++) sum += w[kernel + k]! * a[corner + offsets[k]!]!;
  return sum;
}

/** By window that lies inside the input: its first cell; −1 for one that reads padding of any kind. */
function corners({ axes, reads, rotated }: ConvolutionGeometry): Int32Array {
  const { windows, taps, table } = reads;
  const corner = new Int32Array(windows);
  for (let window = 0; window < windows; window++) {
    let rest = window;
    let inside = true;
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      const { output, stride, before, input, kernel, dilation } = axes[axis]!;
      const start = (rest % output) * stride - before;
      inside &&= start >= 0 && start + (kernel - 1) * dilation < input;
      rest = Math.floor(rest / output);
    }
    corner[window] = inside ? table[window * taps + (rotated ? taps - 1 : 0)]! : -1;
  }
  return corner;
}

/** Where the taps of a window inside the input read, channel after channel, counted from its first cell. */
function offsetsFromCorner(
  { axes, reads: { cells, taps }, rotated }: ConvolutionGeometry,
  channels: number,
): Int32Array {
  const offsets = new Int32Array(channels * taps);
  for (let k = 0; k < offsets.length; k++) {
    const tap = k % taps;
    let rest = rotated ? taps - 1 - tap : tap;
    let offset = 0;
    for (let axis = axes.length - 1, step = 1; axis >= 0; axis--) {
      const { kernel, dilation, input } = axes[axis]!;
      offset += (rest % kernel) * dilation * step;
      rest = Math.floor(rest / kernel);
      step *= input;
    }
    offsets[k] = ((k - tap) / taps) * cells + offset;
  }
  return offsets;
}
