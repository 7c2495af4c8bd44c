import { defineMaxPool } from './shared/maxPool';

export default defineMaxPool({
  type: 'MaxPool1d',
  dims: 1,
  samples: [
    { name: 'a remainder', inputs: [[2, 3, 7]], options: { kernel_size: 2 } },
    { name: 'overlapping windows', inputs: [[2, 2, 8]], options: { kernel_size: 3, stride: 2 } },
    { name: 'overlap and ties', inputs: [[2, 2, 7]], options: { kernel_size: [3], stride: 1 }, integers: true },
    { name: 'padding', inputs: [[2, 2, 6]], options: { kernel_size: 4, stride: 3, padding: 2 } },
    { name: 'dilation', inputs: [[2, 2, 8]], options: { kernel_size: 3, stride: 2, dilation: 3, padding: 1 } },
    {
      name: 'ceil_mode, the last window sticks out',
      inputs: [[2, 1, 8]],
      options: { kernel_size: 3, stride: 2, ceil_mode: true },
    },
    {
      name: 'ceil_mode, a last window would start in the padding',
      inputs: [[1, 2, 5]],
      options: { kernel_size: 2, stride: 3, padding: 1, ceil_mode: true },
    },
    { name: 'stride beyond the kernel', inputs: [[1, 2, 8]], options: { kernel_size: 2, stride: 3 } },
  ],
  rejects: [
    {
      name: 'window longer than the input',
      inputs: [[1, 2, 2]],
      options: { kernel_size: 5 },
      option: 'kernel_size',
      message:
        '5 kernel on 2 input: ⌊(2 + 0 − 5)/5⌋ + 1 = 0. It fits with "kernel_size" 2 or less, or with "padding" 2 or more.',
    },
    {
      name: 'padding beyond half the kernel',
      inputs: [[1, 2, 8]],
      options: { kernel_size: 3, padding: 2 },
      option: 'padding',
      message: 'padding 2 is more than half of the 3 kernel: at most ⌊3/2⌋ = 1.',
    },
    {
      name: 'a batch of images',
      inputs: [[1, 2, 4, 4]],
      options: { kernel_size: 2 },
      message: 'MaxPool1d needs an input N×C×L, but gets 1×2×4×4.',
    },
  ],
});
