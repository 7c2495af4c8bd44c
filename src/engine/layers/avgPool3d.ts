import { defineAveragePool } from './shared/averagePool';

export default defineAveragePool({
  type: 'AvgPool3d',
  dims: 3,
  samples: [
    { name: 'remainders', inputs: [[2, 2, 3, 4, 5]], options: { kernel_size: [2, 3, 2] } },
    { name: 'overlapping windows', inputs: [[2, 2, 3, 3, 4]], options: { kernel_size: [2, 2, 3], stride: [1, 1, 2] } },
    {
      name: 'padding counts',
      inputs: [[1, 2, 4, 3, 3]],
      options: { kernel_size: [4, 3, 2], stride: 2, padding: [2, 1, 0] },
    },
    {
      name: 'padding does not count',
      inputs: [[1, 2, 3, 4, 3]],
      options: { kernel_size: [2, 3, 2], stride: [1, 2, 2], padding: 1, count_include_pad: false },
    },
    {
      name: 'ceil_mode, the last window sticks out',
      inputs: [[1, 2, 3, 4, 5]],
      options: { kernel_size: [2, 3, 2], stride: 2, ceil_mode: true },
    },
    {
      name: 'ceil_mode with padding that counts',
      inputs: [[1, 1, 4, 5, 3]],
      options: { kernel_size: [3, 4, 2], stride: [2, 3, 2], padding: [1, 2, 1], ceil_mode: true },
    },
    {
      name: 'ceil_mode with padding that does not count',
      inputs: [[1, 1, 4, 5, 3]],
      options: {
        kernel_size: [3, 4, 2],
        stride: [2, 3, 2],
        padding: [1, 2, 1],
        ceil_mode: true,
        count_include_pad: false,
      },
    },
    {
      name: 'divisor_override',
      inputs: [[1, 2, 3, 2, 4]],
      options: { kernel_size: 2, stride: 1, padding: 1, divisor_override: 3 },
    },
    {
      name: 'stride beyond the kernel',
      inputs: [[2, 1, 3, 4, 5]],
      options: { kernel_size: [1, 2, 1], stride: [2, 3, 4] },
    },
  ],
  rejects: [
    {
      name: 'window wider than the input',
      inputs: [[1, 1, 4, 4, 2]],
      options: { kernel_size: [2, 2, 3] },
      option: 'kernel_size',
      message: 'the 2×2×3 window is larger than the 4×4×2 input.',
    },
    {
      name: 'window wider than the input, but not than the padded input',
      inputs: [[1, 1, 4, 1, 6]],
      options: { kernel_size: 2, padding: 1 },
      option: 'kernel_size',
      message: 'PyTorch takes none that is, even with padding; it fits with "kernel_size" [2, 1, 2] or less.',
    },
    {
      name: 'padding beyond half the kernel',
      inputs: [[1, 1, 4, 4, 4]],
      options: { kernel_size: 2, padding: [0, 0, 2] },
      option: 'padding',
      message: 'padding 2 is more than half of the 2×2×2 kernel: at most ⌊2/2⌋ = 1.',
    },
    { name: 'a vector', inputs: [[2, 10]], options: { kernel_size: 2 }, message: 'AvgPool3d needs an input N×C×D×H×W' },
  ],
});
