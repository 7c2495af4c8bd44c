import { defineMaxUnpool } from './shared/maxUnpool';

export default defineMaxUnpool({
  type: 'MaxUnpool2d',
  dims: 2,
  samples: [
    {
      name: '2×2 on even maps',
      inputs: [
        [2, 3, 2, 3],
        [2, 3, 4, 6],
      ],
      options: { kernel_size: 2 },
    },
    {
      name: 'remainder row and column',
      inputs: [
        [2, 2, 2, 2],
        [2, 2, 5, 7],
      ],
      options: { kernel_size: [2, 3] },
    },
    {
      name: 'stride beyond the kernel',
      inputs: [
        [1, 2, 2, 2],
        [1, 2, 6, 7],
      ],
      options: { kernel_size: [2, 1], stride: [3, 4] },
    },
    {
      name: 'padding, unlike per axis',
      inputs: [
        [2, 2, 2, 3],
        [2, 2, 6, 5],
      ],
      options: { kernel_size: [4, 2], padding: [2, 1] },
    },
    {
      name: 'ties',
      inputs: [
        [2, 2, 2, 2],
        [2, 2, 4, 6],
      ],
      options: { kernel_size: [2, 3] },
      integers: true,
    },
    {
      name: 'one window over all columns',
      inputs: [
        [2, 1, 3, 1],
        [2, 1, 6, 4],
      ],
      options: { kernel_size: [2, 4], stride: [2, 1] },
    },
  ],
  rejects: [
    {
      name: 'inputs in the wrong order',
      inputs: [
        [1, 2, 8, 8],
        [1, 2, 4, 4],
      ],
      options: { kernel_size: 2 },
      message: 'MaxPool2d of the second input, 1×2×4×4, gives 1×2×2×2, but the first input is 1×2×8×8.',
    },
    {
      name: 'another number of channels',
      inputs: [
        [1, 3, 4, 4],
        [1, 2, 8, 8],
      ],
      options: { kernel_size: 2 },
      message: 'gives 1×2×4×4, but the first input is 1×3×4×4.',
    },
    {
      name: 'windows that overlap',
      inputs: [
        [1, 2, 3, 2],
        [1, 2, 7, 4],
      ],
      options: { kernel_size: [3, 2], stride: 2 },
      option: 'stride',
      message: "stride 2 is below the kernel's 3, so windows overlap: two entries could go to one place.",
    },
    {
      name: 'window larger than what was pooled',
      inputs: [
        [1, 2, 1, 1],
        [1, 2, 2, 2],
      ],
      options: { kernel_size: 3 },
      option: 'kernel_size',
      message: '3×3 kernel on 2×2 input',
    },
  ],
});
