import { defineMaxPool } from './shared/maxPool';

export default defineMaxPool({
  type: 'MaxPool2d',
  dims: 2,
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
