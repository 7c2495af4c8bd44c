import { defineMaxPool } from './shared/maxPool';

export default defineMaxPool({
  type: 'MaxPool3d',
  dims: 3,
  samples: [
    { name: 'remainders', inputs: [[2, 2, 3, 4, 5]], options: { kernel_size: [2, 3, 2] } },
    { name: 'overlapping windows', inputs: [[2, 2, 3, 3, 4]], options: { kernel_size: [2, 2, 3], stride: [1, 1, 2] } },
    { name: 'overlap and ties', inputs: [[1, 2, 3, 3, 3]], options: { kernel_size: 2, stride: 1 }, integers: true },
    {
      name: 'padding, unlike per axis',
      inputs: [[1, 2, 4, 3, 3]],
      options: { kernel_size: [4, 3, 2], stride: 2, padding: [2, 1, 0] },
    },
    {
      name: 'dilation',
      inputs: [[1, 2, 4, 3, 5]],
      options: { kernel_size: [2, 1, 3], stride: [1, 2, 1], dilation: [3, 1, 2], padding: [0, 0, 1] },
    },
    {
      name: 'ceil_mode, the last window sticks out',
      inputs: [[1, 2, 3, 4, 5]],
      options: { kernel_size: [2, 3, 2], stride: 2, ceil_mode: true },
    },
    {
      name: 'ceil_mode, a last window would start in the padding',
      inputs: [[1, 1, 5, 3, 3]],
      options: { kernel_size: 2, stride: [3, 2, 2], padding: 1, ceil_mode: true },
    },
    {
      name: 'stride beyond the kernel',
      inputs: [[2, 1, 3, 4, 5]],
      options: { kernel_size: [1, 2, 1], stride: [2, 3, 4] },
    },
  ],
  rejects: [
    {
      name: 'window deeper than the input',
      inputs: [[1, 1, 1, 4, 4]],
      options: { kernel_size: 2 },
      option: 'kernel_size',
      message:
        '2×2×2 kernel on 1×4×4 input: D: ⌊(1 + 0 − 2)/2⌋ + 1 = 0. It fits with "kernel_size" [1, 2, 2] or less, or with "padding" [1, 0, 0] or more.',
    },
    {
      name: 'padding beyond half the kernel',
      inputs: [[1, 1, 4, 4, 4]],
      options: { kernel_size: [2, 2, 3], padding: [0, 0, 2] },
      option: 'padding',
      message: 'padding 2 is more than half of the 2×2×3 kernel: at most ⌊3/2⌋ = 1.',
    },
    {
      name: 'a batch of images',
      inputs: [[1, 2, 4, 4]],
      options: { kernel_size: 2 },
      message: 'MaxPool3d needs an input N×C×D×H×W, but gets 1×2×4×4.',
    },
  ],
});
