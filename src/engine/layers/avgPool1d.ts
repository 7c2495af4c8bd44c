import { defineAveragePool } from './shared/averagePool';

export default defineAveragePool({
  type: 'AvgPool1d',
  dims: 1,
  samples: [
    { name: 'a remainder', inputs: [[2, 3, 7]], options: { kernel_size: 2 } },
    { name: 'overlapping windows', inputs: [[2, 2, 8]], options: { kernel_size: [3], stride: 2 } },
    { name: 'padding counts', inputs: [[2, 2, 6]], options: { kernel_size: 4, stride: 3, padding: 2 } },
    {
      name: 'padding does not count',
      inputs: [[2, 2, 6]],
      options: { kernel_size: 3, stride: 2, padding: 1, count_include_pad: false },
    },
    {
      name: 'ceil_mode, the last window sticks out',
      inputs: [[2, 1, 8]],
      options: { kernel_size: 3, stride: 2, ceil_mode: true },
    },
    {
      name: 'ceil_mode with padding that counts',
      inputs: [[1, 2, 7]],
      options: { kernel_size: 4, stride: 3, padding: 2, ceil_mode: true },
    },
    {
      name: 'ceil_mode with padding that does not count',
      inputs: [[1, 2, 7]],
      options: { kernel_size: 4, stride: 3, padding: 2, ceil_mode: true, count_include_pad: false },
    },
    { name: 'stride beyond the kernel', inputs: [[1, 2, 8]], options: { kernel_size: 2, stride: 3 } },
  ],
  rejects: [
    {
      name: 'window longer than the input',
      inputs: [[1, 2, 3]],
      options: { kernel_size: 4 },
      option: 'kernel_size',
      message:
        '4 kernel on 3 input: ⌊(3 + 0 − 4)/4⌋ + 1 = 0. It fits with "kernel_size" 3 or less, or with "padding" 1 or more.',
    },
    {
      name: 'a divisor, which PyTorch has for two and three axes only',
      inputs: [[1, 2, 8]],
      options: { kernel_size: 2, divisor_override: 3 },
      option: 'divisor_override',
      message: 'AvgPool1d has no option "divisor_override".',
    },
    {
      name: 'padding beyond half the kernel',
      inputs: [[1, 2, 8]],
      options: { kernel_size: 3, padding: 2 },
      option: 'padding',
      message: 'padding 2 is more than half of the 3 kernel: at most ⌊3/2⌋ = 1.',
    },
    { name: 'a vector', inputs: [[2, 10]], options: { kernel_size: 2 }, message: 'AvgPool1d needs an input N×C×L' },
  ],
});
