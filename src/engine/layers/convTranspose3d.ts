import { defineTransposedConvolution } from './shared/transposedConvolution';

export default defineTransposedConvolution({
  type: 'ConvTranspose3d',
  dims: 3,
  doc: 'Lays the kernel down at every cell of the input volumes, weighted by that cell, and adds up where they overlap.',
  samples: [
    { name: 'one sample, one channel', inputs: [[1, 1, 2, 2, 2]], options: { out_channels: 1, kernel_size: 2 } },
    {
      name: 'every extent its own, overlapping',
      inputs: [[2, 3, 2, 3, 2]],
      options: { out_channels: 2, kernel_size: [2, 3, 1], stride: [1, 2, 1], in_channels: 3 },
    },
    {
      name: 'stride beyond the kernel: cells that stay empty',
      inputs: [[1, 2, 2, 1, 3]],
      options: { out_channels: 3, kernel_size: [1, 2, 1], stride: [2, 3, 2], bias: false },
    },
    {
      name: 'padding and output padding',
      inputs: [[1, 2, 2, 3, 2]],
      options: { out_channels: 2, kernel_size: [2, 3, 3], stride: 2, padding: [0, 1, 2], output_padding: [1, 0, 1] },
    },
    {
      name: 'dilation, stride and padding at once',
      inputs: [[1, 2, 2, 2, 3]],
      options: { out_channels: 2, kernel_size: [2, 2, 3], stride: [1, 2, 2], dilation: [2, 3, 1], padding: [1, 2, 1] },
    },
    { name: 'groups', inputs: [[2, 4, 2, 1, 2]], options: { out_channels: 2, kernel_size: [1, 2, 2], groups: 2 } },
    {
      name: 'depthwise',
      inputs: [[1, 2, 2, 3, 2]],
      options: { out_channels: 4, kernel_size: [2, 1, 3], groups: 2, stride: 2 },
    },
  ],
  rejects: [
    {
      name: 'nothing left of the output',
      inputs: [[1, 2, 1, 4, 4]],
      options: { out_channels: 2, kernel_size: 3, padding: [2, 1, 1] },
      option: 'padding',
      message: 'D: (1 − 1)·1 − 2·2 + 3 = −1: no output is left. It fits with "padding" 1 or less.',
    },
    {
      name: 'output padding of a whole stride',
      inputs: [[1, 4, 3, 3, 3]],
      options: { out_channels: 2, kernel_size: 3, stride: 2, output_padding: [0, 0, 2] },
      option: 'output_padding',
      message: 'output_padding 2 must be below the stride 2 or the dilation 1 of its axis.',
    },
    {
      name: 'a padding mode',
      inputs: [[1, 4, 3, 3, 3]],
      options: { out_channels: 2, kernel_size: 3, padding_mode: 'circular' },
      option: 'padding_mode',
      message: 'must be "zeros", but is "circular".',
    },
    {
      name: 'padding by a word',
      inputs: [[1, 4, 3, 3, 3]],
      options: { out_channels: 2, kernel_size: 3, padding: 'same' },
      option: 'padding',
      message: 'but is "same".',
    },
    {
      name: 'groups that do not divide',
      inputs: [[1, 4, 3, 3, 3]],
      options: { out_channels: 3, kernel_size: 3, groups: 2 },
      option: 'groups',
      message: '3 out_channels do not divide into 2 groups: 3 = 2·1 + 1.',
    },
    {
      name: 'other input channels',
      inputs: [[1, 4, 3, 3, 3]],
      options: { out_channels: 3, kernel_size: 3, in_channels: 8 },
      option: 'in_channels',
      message: 'the input has 4 channels, not 8.',
    },
    {
      name: 'a vector',
      inputs: [[2, 10]],
      options: { out_channels: 1, kernel_size: 1 },
      message: 'ConvTranspose3d needs an input N×C×',
    },
  ],
});
