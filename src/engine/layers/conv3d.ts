import { defineConvolution } from './shared/convolution';

export default defineConvolution({
  type: 'Conv3d',
  dims: 3,
  doc: 'Slides a kernel through the volumes of all input channels; each filter o gives one output volume of weighted sums, all positions sharing its weights.',
  samples: [
    { name: 'one sample, one channel', inputs: [[1, 1, 3, 3, 3]], options: { out_channels: 1, kernel_size: 2 } },
    {
      name: 'every extent its own',
      inputs: [[2, 3, 3, 4, 2]],
      options: { out_channels: 2, kernel_size: [2, 3, 1], in_channels: 3 },
    },
    {
      name: 'stride with remainders',
      inputs: [[2, 2, 4, 3, 5]],
      options: { out_channels: 3, kernel_size: [1, 2, 2], stride: [2, 2, 3], bias: false },
    },
    {
      name: 'dilation, stride and padding at once',
      inputs: [[1, 2, 3, 4, 3]],
      options: { out_channels: 2, kernel_size: [2, 2, 3], stride: [1, 2, 2], dilation: [2, 3, 1], padding: [1, 2, 1] },
    },
    {
      name: 'same with an even kernel',
      inputs: [[2, 1, 2, 3, 4]],
      options: { out_channels: 2, kernel_size: [2, 1, 4], padding: 'same' },
    },
    { name: 'groups', inputs: [[2, 4, 2, 3, 2]], options: { out_channels: 2, kernel_size: [1, 2, 2], groups: 2 } },
    {
      name: 'depthwise, stride 2',
      inputs: [[1, 2, 3, 4, 3]],
      options: { out_channels: 4, kernel_size: [3, 3, 2], groups: 2, stride: 2, padding: 1 },
    },
    {
      name: 'reflected padding',
      inputs: [[1, 2, 3, 2, 3]],
      options: { out_channels: 2, kernel_size: [2, 1, 3], padding: [2, 1, 1], stride: 2, padding_mode: 'reflect' },
    },
    {
      name: 'replicated padding',
      inputs: [[2, 1, 2, 3, 2]],
      options: { out_channels: 2, kernel_size: 2, padding: [1, 0, 2], stride: [1, 2, 2], padding_mode: 'replicate' },
    },
    {
      name: 'circular padding',
      inputs: [[1, 2, 2, 3, 2]],
      options: { out_channels: 2, kernel_size: [3, 2, 2], padding: [2, 1, 0], padding_mode: 'circular' },
    },
    {
      name: 'a true convolution',
      inputs: [[1, 2, 3, 2, 4]],
      options: { out_channels: 2, kernel_size: [2, 2, 3], padding: [0, 1, 0], operation: 'convolution' },
    },
  ],
  rejects: [
    {
      name: 'kernel larger than the input',
      inputs: [[1, 1, 2, 5, 5]],
      options: { out_channels: 1, kernel_size: 3 },
      option: 'kernel_size',
      message:
        '3×3×3 kernel on 2×5×5 input: D: ⌊(2 + 0 − 3)/1⌋ + 1 = 0. It fits with "kernel_size" [2, 3, 3] or less, or with "padding" [1, 0, 0] or more.',
    },
    {
      name: 'a volume without its batch',
      inputs: [[1, 4, 4, 4]],
      options: { out_channels: 1, kernel_size: 2 },
      message:
        'Conv3d needs an input N×C×D×H×W, but gets 1×4×4×4. A single volume needs its batch axis too: 1×1×4×4×4.',
    },
    {
      name: 'a pair',
      inputs: [[1, 1, 4, 4, 4]],
      options: { out_channels: 1, kernel_size: [2, 2] },
      option: 'kernel_size',
      message: 'must be an integer ≥ 1, or a triple [depth, height, width] of them, but is [2,2].',
    },
    {
      name: 'groups that do not divide',
      inputs: [[1, 3, 4, 4, 4]],
      options: { out_channels: 4, kernel_size: 2, groups: 2 },
      option: 'groups',
      message: '3 input channels do not divide into 2 groups: 3 = 2·1 + 1.',
    },
  ],
});
