import { definePowerPool } from './shared/powerPool';

export default definePowerPool({
  type: 'LPPool2d',
  dims: 2,
  samples: [
    { name: 'Euclidean norm', inputs: [[2, 3, 4, 6]], options: { norm_type: 2, kernel_size: 2 } },
    { name: 'a sum', inputs: [[2, 2, 5, 4]], options: { norm_type: 1, kernel_size: [2, 3], stride: 1 } },
    {
      name: 'overlapping windows, a remainder',
      inputs: [[2, 2, 6, 6]],
      options: { norm_type: 2, kernel_size: 3, stride: [2, 1] },
    },
    {
      name: 'cubes',
      inputs: [[2, 2, 4, 5]],
      options: { norm_type: 3, kernel_size: [3, 2], stride: [1, 2] },
      range: [0.25, 2],
    },
    {
      name: 'a broken power',
      inputs: [[1, 2, 5, 4]],
      options: { norm_type: 1.5, kernel_size: 2, stride: 1 },
      range: [0.5, 2],
    },
    {
      name: 'ceil_mode, the last window sticks out',
      inputs: [[2, 1, 5, 6]],
      options: { norm_type: 2, kernel_size: [2, 4], stride: [2, 3], ceil_mode: true },
    },
    {
      name: 'stride beyond the kernel',
      inputs: [[1, 2, 7, 6]],
      options: { norm_type: 4, kernel_size: 2, stride: [3, 4] },
    },
  ],
  rejects: [
    {
      name: 'window larger than the input',
      inputs: [[1, 1, 2, 3]],
      options: { norm_type: 2, kernel_size: 3 },
      option: 'kernel_size',
      message: '3×3 kernel on 2×3 input: H: ⌊(2 + 0 − 3)/3⌋ + 1 = 0. It fits with "kernel_size" [2, 3] or less.',
    },
    {
      name: 'power 0',
      inputs: [[1, 1, 4, 4]],
      options: { norm_type: 0, kernel_size: 2 },
      option: 'norm_type',
      message: 'the power must be above 0, but is 0.',
    },
    {
      name: 'a vector',
      inputs: [[2, 10]],
      options: { norm_type: 2, kernel_size: 2 },
      message: 'LPPool2d needs an input N×C×H×W',
    },
  ],
});
