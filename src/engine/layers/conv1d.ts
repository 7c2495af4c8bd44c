import { defineConvolution } from './shared/convolution';

export default defineConvolution({
  type: 'Conv1d',
  dims: 1,
  doc: 'Slides a kernel along the sequences of all input channels; each filter o gives one output sequence of weighted sums, all positions sharing its weights.',
  samples: [
    { name: 'one sample, one channel', inputs: [[1, 1, 5]], options: { out_channels: 1, kernel_size: 2 } },
    {
      name: 'a batch of several channels',
      inputs: [[2, 3, 7]],
      options: { out_channels: 4, kernel_size: 3, in_channels: 3 },
    },
    {
      name: 'stride with a remainder',
      inputs: [[2, 2, 9]],
      options: { out_channels: 3, kernel_size: [3], stride: 4, bias: false },
    },
    { name: 'stride beyond the kernel', inputs: [[2, 2, 8]], options: { out_channels: 3, kernel_size: 2, stride: 3 } },
    {
      name: 'dilation, stride and padding at once',
      inputs: [[2, 2, 8]],
      options: { out_channels: 3, kernel_size: 3, stride: 2, dilation: 3, padding: 2 },
    },
    {
      name: 'same with an even kernel',
      inputs: [[2, 2, 6]],
      options: { out_channels: 3, kernel_size: 4, padding: 'same' },
    },
    {
      name: 'padding as wide as the kernel',
      inputs: [[1, 2, 3]],
      options: { out_channels: 2, kernel_size: 2, padding: 2 },
    },
    { name: 'groups', inputs: [[2, 4, 6]], options: { out_channels: 6, kernel_size: 3, groups: 2 } },
    {
      name: 'depthwise, stride 2',
      inputs: [[2, 3, 6]],
      options: { out_channels: 6, kernel_size: 3, groups: 3, stride: 2, padding: 1 },
    },
    {
      name: 'reflected padding',
      inputs: [[2, 2, 4]],
      options: { out_channels: 3, kernel_size: 3, padding: 3, stride: 2, padding_mode: 'reflect' },
    },
    {
      name: 'replicated padding, dilated',
      inputs: [[2, 2, 4]],
      options: { out_channels: 3, kernel_size: 2, padding: 3, dilation: 3, padding_mode: 'replicate' },
    },
    {
      name: 'circular padding that keeps the size',
      inputs: [[2, 2, 5]],
      options: { out_channels: 3, kernel_size: 4, padding: 'same', padding_mode: 'circular' },
    },
    {
      name: 'a true convolution',
      inputs: [[2, 2, 6]],
      options: { out_channels: 3, kernel_size: 3, padding: 1, stride: 2, operation: 'convolution' },
    },
  ],
  rejects: [
    {
      name: 'kernel longer than the input',
      inputs: [[1, 2, 4]],
      options: { out_channels: 3, kernel_size: 6 },
      option: 'kernel_size',
      message:
        '6 kernel on 4 input: ⌊(4 + 0 − 6)/1⌋ + 1 = −1. It fits with "kernel_size" 4 or less, or with "padding" 1 or more.',
    },
    {
      name: 'a batch of images',
      inputs: [[1, 2, 4, 4]],
      options: { out_channels: 3, kernel_size: 2 },
      message: 'Conv1d needs an input N×C×L, but gets 1×2×4×4.',
    },
    {
      name: 'a sequence without its batch',
      inputs: [[2, 4]],
      options: { out_channels: 3, kernel_size: 2 },
      message: 'A single sequence needs its batch axis too: 1×2×4.',
    },
    {
      name: 'a pair',
      inputs: [[1, 2, 4]],
      options: { out_channels: 3, kernel_size: [2, 2] },
      option: 'kernel_size',
      message: 'must be an integer ≥ 1, or an array [length] of one, but is [2,2].',
    },
    {
      name: 'a mirror image longer than the sequence',
      inputs: [[1, 2, 3]],
      options: { out_channels: 3, kernel_size: 2, padding: 3, padding_mode: 'reflect' },
      option: 'padding',
      message: 'a mirror image of 3 cells needs 3 + 1 = 4 of them, but the sequence has 3.',
    },
  ],
});
