import { defineLayer } from '../layer';
import { bool, optionalInt, optionalPair, pair } from '../options';
import { zeros } from '../tensor';
import { averageProbe } from './shared/averageProbe';
import { divisors } from './shared/divisors';
import { avgPoolTerms } from './shared/poolTerms';
import { poolGeometry, poolOutputShape, poolShape } from './shared/poolWindows';

export default defineLayer({
  type: 'AvgPool2d',
  doc:
    'Averages each window, map by map. Zeros in the padding count as cells unless count_include_pad is false; ' +
    'cells beyond the padding, which ceil_mode reaches, never count.',
  formula: {
    forward: 'a[c,x,y] = 1/n · Σ_p Σ_q z[c, x·s + p − padding, y·s + q − padding]',
    backward: '∂C/∂z[c,i,j] = Σ δ[c,x,y]/n over the windows (x,y) that cover (i,j)',
  },
  options: {
    kernel_size: pair({ min: 1, doc: 'Rows and columns of the window.' }),
    stride: optionalPair({ min: 1, doc: 'Cells that the window moves; kernel_size when left out.' }),
    padding: pair({ min: 0, default: 0, doc: 'Zeros around the input, at most half the kernel.' }),
    ceil_mode: bool({ default: false, doc: 'Round the output size up: the last window may stick out at the end.' }),
    count_include_pad: bool({ default: true, doc: 'Count the zeros of the padding in n.' }),
    divisor_override: optionalInt({ min: 1, doc: 'Divide by this number instead of the count n.' }),
  },
  parameters: {},
  affine: true,

  shape: ([input], o) => poolShape('AvgPool2d', input!, o, 1),

  forward([input], _parameters, o) {
    const geometry = poolGeometry(input!.shape, o);
    const divisor = divisors(geometry, o);
    const output = zeros(poolOutputShape(geometry));
    const { rows, columns, rowWindows, columnWindows } = geometry;
    for (let plane = 0, at = 0; plane < geometry.samples * geometry.channels; plane++) {
      const first = plane * geometry.inputCells;
      for (let x = 0, cell = 0; x < rows.output; x++) {
        const [start, lastRow] = [rowWindows.start[x]!, rowWindows.to[x]!];
        for (let y = 0; y < columns.output; y++, cell++) {
          const [from, to] = [columnWindows.from[y]!, columnWindows.to[y]!];
          let sum = 0;
          for (let p = rowWindows.from[x]!; p <= lastRow; p++) {
            const row = first + (start + p) * columns.input + columnWindows.start[y]!;
            for (let q = from; q <= to; q++) sum += input!.data[row + q]!;
          }
          output.data[at++] = sum / divisor[cell]!;
        }
      }
    }
    return { output, saved: { shape: input!.shape, geometry, divisor } };
  },

  /** Each cell of a window gets an equal part of its δ; where windows overlap the parts add up. */
  backward(delta, { shape, geometry, divisor }) {
    const dx = zeros(shape);
    const { rows, columns, rowWindows, columnWindows } = geometry;
    for (let plane = 0, at = 0; plane < geometry.samples * geometry.channels; plane++) {
      const first = plane * geometry.inputCells;
      for (let x = 0, cell = 0; x < rows.output; x++) {
        const [start, lastRow] = [rowWindows.start[x]!, rowWindows.to[x]!];
        for (let y = 0; y < columns.output; y++, cell++) {
          const [from, to] = [columnWindows.from[y]!, columnWindows.to[y]!];
          const part = delta.data[at++]! / divisor[cell]!;
          for (let p = rowWindows.from[x]!; p <= lastRow; p++) {
            const row = first + (start + p) * columns.input + columnWindows.start[y]!;
            for (let q = from; q <= to; q++) dx.data[row + q]! += part;
          }
        }
      }
    }
    return { inputs: [dx], parameters: {} };
  },

  probe: ([input], _parameters, _options, { geometry, divisor }) => averageProbe(input!, geometry, divisor),
  terms: avgPoolTerms,

  torch: 'F.avg_pool2d(x, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)',

  samples: [
    { name: '2×2 on even maps', inputs: [[2, 2, 4, 6]], options: { kernel_size: 2 } },
    { name: 'remainder row and column', inputs: [[2, 3, 5, 7]], options: { kernel_size: [2, 3] } },
    { name: 'overlapping windows', inputs: [[2, 2, 5, 6]], options: { kernel_size: 3, stride: [1, 2] } },
    { name: 'padding counts', inputs: [[1, 2, 5, 4]], options: { kernel_size: [4, 3], stride: 2, padding: [2, 1] } },
    {
      name: 'padding does not count',
      inputs: [[2, 2, 4, 5]],
      options: { kernel_size: [3, 2], stride: [1, 2], padding: 1, count_include_pad: false },
    },
    {
      name: 'ceil_mode, the last window sticks out',
      inputs: [[2, 1, 5, 6]],
      options: { kernel_size: [2, 3], stride: [2, 2], ceil_mode: true },
    },
    {
      name: 'ceil_mode with padding that counts',
      inputs: [[1, 2, 6, 7]],
      options: { kernel_size: [3, 4], stride: [2, 3], padding: [1, 2], ceil_mode: true },
    },
    {
      name: 'ceil_mode with padding that does not count',
      inputs: [[1, 2, 6, 7]],
      options: { kernel_size: [3, 4], stride: [2, 3], padding: [1, 2], ceil_mode: true, count_include_pad: false },
    },
    {
      name: 'ceil_mode, a last window would start in the padding',
      inputs: [[1, 2, 5, 7]],
      options: { kernel_size: 2, stride: [3, 2], padding: 1, ceil_mode: true },
    },
    {
      name: 'divisor_override',
      inputs: [[2, 2, 4, 5]],
      options: { kernel_size: 2, stride: 1, padding: 1, divisor_override: 3 },
    },
    { name: 'stride beyond the kernel', inputs: [[1, 2, 7, 6]], options: { kernel_size: 2, stride: [3, 4] } },
  ],
  rejects: [
    {
      name: 'window larger than the input',
      inputs: [[1, 2, 3, 2]],
      options: { kernel_size: 3 },
      option: 'kernel_size',
      message:
        '3×3 kernel on 3×2 input: W: ⌊(2 + 0 − 3)/3⌋ + 1 = 0. It fits with "kernel_size" [3, 2] or less, or with "padding" [0, 1] or more.',
    },
    {
      name: 'padding beyond half the kernel',
      inputs: [[1, 2, 8, 8]],
      options: { kernel_size: 3, padding: [1, 2] },
      option: 'padding',
      message: 'padding 2 is more than half of the 3×3 kernel: at most ⌊3/2⌋ = 1.',
    },
    { name: 'a vector', inputs: [[2, 10]], options: { kernel_size: 2 }, message: 'AvgPool2d needs an input N×C×H×W' },
  ],
});
