import { defineTransposedConvolution } from './shared/transposedConvolution';

export default defineTransposedConvolution({
  type: 'ConvTranspose2d',
  dims: 2,
  doc: 'Lays the kernel down at every cell of the input maps, weighted by that cell, and adds up where they overlap.',
  samples: [
    { name: 'one sample, one channel', inputs: [[1, 1, 2, 3]], options: { out_channels: 1, kernel_size: 2 } },
    {
      name: 'batch, H≠W, kh≠kw, overlapping',
      inputs: [[2, 3, 3, 4]],
      options: { out_channels: 2, kernel_size: [3, 2], stride: [2, 1], in_channels: 3 },
    },
    {
      name: 'stride beyond the kernel: cells that stay empty',
      inputs: [[2, 2, 3, 2]],
      options: { out_channels: 3, kernel_size: [2, 1], stride: [3, 4], bias: false },
    },
    {
      name: 'padding and output padding, unlike per axis',
      inputs: [[2, 2, 3, 4]],
      options: { out_channels: 3, kernel_size: [4, 3], stride: [3, 2], padding: [2, 1], output_padding: [2, 1] },
    },
    {
      name: 'twice the size, as in decoders',
      inputs: [[2, 4, 3, 2]],
      options: { out_channels: 2, kernel_size: 4, stride: 2, padding: 1 },
    },
    {
      name: 'dilation, stride and padding at once',
      inputs: [[2, 2, 3, 4]],
      options: { out_channels: 2, kernel_size: [2, 3], stride: [2, 3], dilation: [3, 2], padding: [1, 2] },
    },
    {
      name: 'output padding beyond the stride, below the dilation',
      inputs: [[1, 2, 3, 2]],
      options: { out_channels: 2, kernel_size: [2, 3], stride: [1, 2], dilation: [3, 1], output_padding: [2, 1] },
    },
    {
      name: 'padding as wide as the kernel',
      inputs: [[1, 2, 4, 5]],
      options: { out_channels: 2, kernel_size: 2, padding: [1, 2] },
    },
    {
      name: 'groups',
      inputs: [[2, 4, 3, 2]],
      options: { out_channels: 6, kernel_size: [2, 3], groups: 2, stride: [1, 2] },
    },
    {
      name: 'depthwise, stride 2',
      inputs: [[2, 3, 3, 4]],
      options: { out_channels: 6, kernel_size: 3, groups: 3, stride: 2, padding: 1, output_padding: [1, 0] },
    },
    { name: '1×1 kernel', inputs: [[2, 3, 2, 3]], options: { out_channels: 2, kernel_size: 1 } },
  ],
  rejects: [
    {
      name: 'nothing left of the output',
      inputs: [[1, 2, 1, 4]],
      options: { out_channels: 2, kernel_size: 3, padding: [2, 1] },
      option: 'padding',
      message: 'H: (1 − 1)·1 − 2·2 + 3 = −1: no output is left. It fits with "padding" 1 or less.',
    },
    {
      name: 'output padding of a whole stride',
      inputs: [[1, 4, 3, 3]],
      options: { out_channels: 2, kernel_size: 3, stride: 2, output_padding: [0, 2] },
      option: 'output_padding',
      message: 'output_padding 2 must be below the stride 2 or the dilation 1 of its axis.',
    },
    {
      name: 'a padding mode',
      inputs: [[1, 4, 3, 3]],
      options: { out_channels: 2, kernel_size: 3, padding_mode: 'circular' },
      option: 'padding_mode',
      message: 'must be "zeros", but is "circular".',
    },
    {
      name: 'padding by a word',
      inputs: [[1, 4, 3, 3]],
      options: { out_channels: 2, kernel_size: 3, padding: 'same' },
      option: 'padding',
      message: 'but is "same".',
    },
    {
      name: 'groups that do not divide',
      inputs: [[1, 4, 3, 3]],
      options: { out_channels: 3, kernel_size: 3, groups: 2 },
      option: 'groups',
      message: '3 out_channels do not divide into 2 groups: 3 = 2·1 + 1.',
    },
    {
      name: 'other input channels',
      inputs: [[1, 4, 3, 3]],
      options: { out_channels: 3, kernel_size: 3, in_channels: 8 },
      option: 'in_channels',
      message: 'the input has 4 channels, not 8.',
    },
    {
      name: 'a vector',
      inputs: [[2, 10]],
      options: { out_channels: 1, kernel_size: 1 },
      message: 'ConvTranspose2d needs an input N×C×',
    },
  ],
});
