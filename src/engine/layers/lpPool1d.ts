import { definePowerPool } from './shared/powerPool';

export default definePowerPool({
  type: 'LPPool1d',
  dims: 1,
  samples: [
    { name: 'Euclidean norm', inputs: [[2, 3, 6]], options: { norm_type: 2, kernel_size: 2 } },
    { name: 'a sum', inputs: [[2, 2, 5]], options: { norm_type: 1, kernel_size: 3, stride: 1 } },
    {
      name: 'overlapping windows, a remainder',
      inputs: [[2, 2, 8]],
      options: { norm_type: 2, kernel_size: [3], stride: 2 },
    },
    { name: 'cubes', inputs: [[2, 2, 5]], options: { norm_type: 3, kernel_size: 3, stride: 2 }, range: [0.25, 2] },
    {
      name: 'a broken power',
      inputs: [[1, 2, 5]],
      options: { norm_type: 1.5, kernel_size: 2, stride: 1 },
      range: [0.5, 2],
    },
    {
      name: 'ceil_mode, the last window sticks out',
      inputs: [[2, 1, 6]],
      options: { norm_type: 2, kernel_size: 4, stride: 3, ceil_mode: true },
    },
    { name: 'stride beyond the kernel', inputs: [[1, 2, 8]], options: { norm_type: 4, kernel_size: 2, stride: 3 } },
  ],
  rejects: [
    {
      name: 'window longer than the input',
      inputs: [[1, 1, 2]],
      options: { norm_type: 2, kernel_size: 3 },
      option: 'kernel_size',
      message: '3 kernel on 2 input: ⌊(2 + 0 − 3)/3⌋ + 1 = 0. It fits with "kernel_size" 2 or less.',
    },
    {
      name: 'a power below 0',
      inputs: [[1, 1, 4]],
      options: { norm_type: -1, kernel_size: 2 },
      option: 'norm_type',
      message: 'the power must be above 0, but is -1.',
    },
    {
      name: 'a batch of images',
      inputs: [[1, 2, 4, 4]],
      options: { norm_type: 2, kernel_size: 2 },
      message: 'LPPool1d needs an input N×C×L, but gets 1×2×4×4.',
    },
  ],
});
