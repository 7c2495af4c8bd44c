import { defineAveragePool } from './shared/averagePool';

export default defineAveragePool({
  type: 'AvgPool2d',
  dims: 2,
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
