import { defineLayer } from '../layer';
import { bool, optionalPair, pair } from '../options';
import { zeros } from '../tensor';
import { maximumAt, maxPoolProbe } from './shared/maxPoolProbe';
import { maxPoolTerms } from './shared/poolTerms';
import { poolGeometry, poolOutputShape, poolShape } from './shared/poolWindows';

export default defineLayer({
  type: 'MaxPool2d',
  doc:
    'Keeps the largest entry of each window, map by map. Of equal entries the first in row-major order is the maximum, and NaN is larger than any number, as in PyTorch. ' +
    'Padding counts as −∞.',
  formula: {
    forward: 'a[c,x,y] = max_{p,q} z[c, x·s + p·d − padding, y·s + q·d − padding]',
    backward: '∂C/∂z[c,i,j] = Σ δ[c,x,y] over the windows (x,y) whose maximum is (i,j)',
  },
  options: {
    kernel_size: pair({ min: 1, doc: 'Rows and columns of the window.' }),
    stride: optionalPair({ min: 1, doc: 'Cells that the window moves; kernel_size when left out.' }),
    padding: pair({ min: 0, default: 0, doc: 'Cells of −∞ around the input, at most half the kernel.' }),
    dilation: pair({ min: 1, default: 1, doc: 'Distance between neighbouring cells of the window.' }),
    ceil_mode: bool({ default: false, doc: 'Round the output size up: the last window may stick out at the end.' }),
  },
  parameters: {},

  shape: ([input], o) => poolShape('MaxPool2d', input!, o, 0),

  forward([input], _parameters, o) {
    const geometry = poolGeometry(input!.shape, o);
    const output = zeros(poolOutputShape(geometry));
    const argmax = new Int32Array(output.data.length);
    const { rows, columns } = geometry;
    for (let plane = 0, at = 0; plane < geometry.samples * geometry.channels; plane++) {
      const first = plane * geometry.inputCells;
      for (let x = 0; x < rows.output; x++) {
        for (let y = 0; y < columns.output; y++, at++) {
          argmax[at] = maximumAt(input!.data, first, x, y, geometry);
          output.data[at] = input!.data[argmax[at]!]!;
        }
      }
    }
    return { output, saved: { shape: input!.shape, geometry, argmax } };
  },

  /** δ goes to the maximum of each window; where windows overlap, a cell collects from several. */
  backward(delta, { shape, argmax }) {
    const dx = zeros(shape);
    for (let at = 0; at < argmax.length; at++) dx.data[argmax[at]!]! += delta.data[at]!;
    return { inputs: [dx], parameters: {} };
  },

  branch: ({ argmax }) => argmax.slice(),
  probe: ([input], _parameters, _options, { geometry }) => maxPoolProbe(input!, geometry),
  terms: maxPoolTerms,

  torch: 'F.max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode)',

  samples: [
    { name: '2×2 on even maps', inputs: [[2, 2, 4, 6]], options: { kernel_size: 2 } },
    { name: 'remainder row and column', inputs: [[2, 3, 5, 7]], options: { kernel_size: [2, 3] } },
    { name: 'overlapping windows', inputs: [[2, 2, 5, 6]], options: { kernel_size: 3, stride: [1, 2] } },
    { name: 'overlap and ties', inputs: [[2, 2, 6, 5]], options: { kernel_size: 3, stride: 1 }, integers: true },
    {
      name: 'padding, unlike per axis',
      inputs: [[1, 2, 5, 4]],
      options: { kernel_size: [4, 3], stride: 2, padding: [2, 1] },
    },
    {
      name: 'ceil_mode, the last window sticks out',
      inputs: [[2, 1, 5, 6]],
      options: { kernel_size: [2, 3], stride: [2, 2], ceil_mode: true },
    },
    {
      name: 'ceil_mode, a last window would start in the padding',
      inputs: [[1, 2, 5, 7]],
      options: { kernel_size: 2, stride: [3, 2], padding: 1, ceil_mode: true },
    },
    {
      name: 'dilation',
      inputs: [[2, 2, 6, 7]],
      options: { kernel_size: [2, 3], stride: 1, dilation: [3, 2], padding: [1, 0] },
    },
    { name: 'stride beyond the kernel', inputs: [[1, 2, 7, 6]], options: { kernel_size: 2, stride: [3, 4] } },
  ],
  rejects: [
    {
      name: 'window larger than the input',
      inputs: [[1, 2, 2, 2]],
      options: { kernel_size: 5 },
      option: 'kernel_size',
      message:
        '5×5 kernel on 2×2 input: ⌊(2 + 0 − 5)/5⌋ + 1 = 0. It fits with "kernel_size" 2 or less, or with "padding" 2 or more.',
    },
    {
      name: 'window larger than the input, padding would not help',
      inputs: [[1, 2, 1, 1]],
      options: { kernel_size: 4, padding: 1 },
      option: 'kernel_size',
      message:
        'padded by 1: ⌊(1 + 2·1 − 4)/4⌋ + 1 = 0. It fits with "kernel_size" 3 or less, or with "padding" 2 or more.',
    },
    {
      name: 'padding beyond half the kernel',
      inputs: [[1, 2, 8, 8]],
      options: { kernel_size: [4, 3], padding: 2 },
      option: 'padding',
      message: 'padding 2 is more than half of the 4×3 kernel: at most ⌊3/2⌋ = 1.',
    },
    {
      name: 'a dilated window around a single cell',
      inputs: [[1, 1, 1, 4]],
      options: { kernel_size: 2, dilation: [2, 1], padding: [1, 0] },
      option: 'padding',
      message: 'some output would see padding alone',
    },
    { name: 'a vector', inputs: [[2, 10]], options: { kernel_size: 2 }, message: 'MaxPool2d needs an input N×C×H×W' },
  ],
});
