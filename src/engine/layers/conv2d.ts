import { defineConvolution } from './shared/convolution';

export default defineConvolution({
  type: 'Conv2d',
  dims: 2,
  doc: 'Slides a kernel over the maps of all input channels; each filter o gives one output map of weighted sums, all positions sharing its weights.',

  samples: [
    {
      name: 'one sample, one channel, 2×2 on 3×3',
      inputs: [[1, 1, 3, 3]],
      options: { out_channels: 1, kernel_size: 2 },
    },
    {
      name: 'batch, H≠W, kh≠kw',
      inputs: [[2, 3, 6, 5]],
      options: { out_channels: 4, kernel_size: [3, 2], in_channels: 3 },
    },
    {
      name: 'stride with remainder rows and columns',
      inputs: [[2, 2, 8, 6]],
      options: { out_channels: 3, kernel_size: [3, 2], stride: [2, 3], bias: false },
    },
    {
      name: 'stride beyond the kernel: cells that no window reads',
      inputs: [[1, 2, 7, 8]],
      options: { out_channels: 3, kernel_size: [2, 1], stride: [3, 4] },
    },
    {
      name: 'padding, unlike per axis',
      inputs: [[2, 2, 4, 5]],
      options: { out_channels: 3, kernel_size: 3, padding: [2, 1] },
    },
    {
      name: 'padding as wide as the kernel: outputs of padding alone',
      inputs: [[1, 2, 3, 2]],
      options: { out_channels: 2, kernel_size: 2, padding: 2 },
    },
    {
      name: 'same with an even kernel',
      inputs: [[2, 2, 5, 4]],
      options: { out_channels: 3, kernel_size: [4, 2], padding: 'same' },
    },
    {
      name: 'same with dilation',
      inputs: [[1, 2, 6, 7]],
      options: { out_channels: 2, kernel_size: [2, 3], dilation: [3, 2], padding: 'same' },
    },
    {
      name: 'valid, dilated',
      inputs: [[2, 2, 7, 8]],
      options: { out_channels: 3, kernel_size: [3, 2], dilation: [2, 3], padding: 'valid' },
    },
    {
      name: 'dilation, stride and padding at once',
      inputs: [[2, 2, 7, 6]],
      options: { out_channels: 2, kernel_size: [2, 3], stride: [2, 3], dilation: [3, 2], padding: [1, 2] },
    },
    { name: 'groups', inputs: [[2, 4, 4, 5]], options: { out_channels: 6, kernel_size: [2, 3], groups: 2 } },
    {
      name: 'depthwise, stride 2',
      inputs: [[2, 3, 5, 6]],
      options: { out_channels: 6, kernel_size: 3, groups: 3, stride: 2, padding: 1 },
    },
    {
      name: 'a true convolution',
      inputs: [[2, 2, 5, 4]],
      options: { out_channels: 3, kernel_size: [2, 3], operation: 'convolution' },
    },
    {
      name: 'a true convolution with stride, dilation, padding and groups',
      inputs: [[2, 4, 6, 7]],
      options: {
        out_channels: 2,
        kernel_size: [3, 2],
        stride: [1, 2],
        dilation: [1, 2],
        padding: [2, 1],
        groups: 2,
        operation: 'convolution',
      },
    },
    {
      name: 'reflected padding, unlike per axis',
      inputs: [[2, 2, 4, 5]],
      options: { out_channels: 3, kernel_size: [3, 2], padding: [2, 1], padding_mode: 'reflect' },
    },
    {
      name: 'reflected padding with stride, dilation and groups',
      inputs: [[2, 4, 5, 6]],
      options: {
        out_channels: 2,
        kernel_size: [2, 3],
        stride: [2, 3],
        dilation: [3, 2],
        padding: [3, 2],
        groups: 2,
        padding_mode: 'reflect',
      },
    },
    {
      name: 'replicated padding wider than the map',
      inputs: [[2, 2, 2, 3]],
      options: { out_channels: 3, kernel_size: [3, 2], stride: [1, 2], padding: [3, 4], padding_mode: 'replicate' },
    },
    {
      name: 'circular padding, all the way round',
      inputs: [[2, 2, 3, 4]],
      options: { out_channels: 3, kernel_size: [2, 3], padding: [3, 2], padding_mode: 'circular' },
    },
    {
      name: 'circular padding that keeps the size, an even kernel',
      inputs: [[1, 3, 5, 4]],
      options: { out_channels: 6, kernel_size: [4, 3], padding: 'same', groups: 3, padding_mode: 'circular' },
    },
    {
      name: 'a true convolution with reflected padding',
      inputs: [[2, 2, 4, 3]],
      options: {
        out_channels: 2,
        kernel_size: [2, 3],
        padding: [1, 2],
        padding_mode: 'reflect',
        operation: 'convolution',
      },
    },
    { name: '1×1 kernel', inputs: [[2, 3, 2, 3]], options: { out_channels: 2, kernel_size: 1 } },
  ],
  rejects: [
    {
      name: 'kernel larger than the input',
      inputs: [[1, 16, 4, 4]],
      options: { out_channels: 120, kernel_size: 5 },
      option: 'kernel_size',
      message:
        '5×5 kernel on 4×4 input: ⌊(4 + 0 − 5)/1⌋ + 1 = 0. It fits with "kernel_size" 4 or less, or with "padding" 1 or more.',
    },
    {
      name: 'one axis too small, stride, dilation and padding',
      inputs: [[1, 1, 9, 3]],
      options: { out_channels: 1, kernel_size: [3, 4], dilation: 2, stride: 2, padding: [0, 1] },
      option: 'kernel_size',
      message:
        'W: ⌊(3 + 2·1 − 2·(4 − 1) − 1)/2⌋ + 1 = 0. It fits with "kernel_size" 3 or less, or with "padding" [0, 2] or more.',
    },
    {
      name: 'a vector',
      inputs: [[2, 10]],
      options: { out_channels: 1, kernel_size: 1 },
      message: 'needs an input N×C×H×W, but gets 2×10',
    },
    {
      name: 'an image without its batch',
      inputs: [[3, 8, 8]],
      options: { out_channels: 1, kernel_size: 1 },
      message: 'needs its batch axis too: 1×3×8×8',
    },
    {
      name: 'other input channels',
      inputs: [[1, 1, 5, 5]],
      options: { in_channels: 3, out_channels: 2, kernel_size: 3 },
      option: 'in_channels',
      message: 'the input has 1 channel, not 3. Write "in_channels": 1, or leave it out.',
    },
    {
      name: 'groups that do not divide',
      inputs: [[1, 4, 5, 5]],
      options: { out_channels: 5, kernel_size: 3, groups: 2 },
      option: 'groups',
      message: '5 out_channels do not divide into 2 groups: 5 = 2·2 + 1.',
    },
    {
      name: 'a mirror image wider than the map',
      inputs: [[1, 1, 5, 3]],
      options: { out_channels: 1, kernel_size: 3, padding: 3, padding_mode: 'reflect' },
      option: 'padding',
      message: 'a mirror image of 3 columns needs 3 + 1 = 4 of them, but the map has 3.',
    },
    {
      name: 'padding that goes round more than once',
      inputs: [[1, 1, 3, 5]],
      options: { out_channels: 1, kernel_size: 3, padding: 4, padding_mode: 'circular' },
      option: 'padding',
      message: '4 rows of padding would go round more than once: the map has 3.',
    },
    {
      name: 'a padding mode of another library',
      inputs: [[1, 1, 5, 5]],
      options: { out_channels: 1, kernel_size: 3, padding: 1, padding_mode: 'symmetric' },
      option: 'padding_mode',
      message: 'must be "zeros" or "reflect" or "replicate" or "circular", but is "symmetric".',
    },
    {
      name: 'same with a stride',
      inputs: [[1, 1, 5, 5]],
      options: { out_channels: 1, kernel_size: 3, stride: [1, 2], padding: 'same' },
      option: 'padding',
      message: '"same" needs stride 1, but the stride is 1×2.',
    },
  ],
});
