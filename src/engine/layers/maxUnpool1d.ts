import { defineMaxUnpool } from './shared/maxUnpool';

export default defineMaxUnpool({
  type: 'MaxUnpool1d',
  dims: 1,
  samples: [
    {
      name: 'pairs',
      inputs: [
        [2, 3, 3],
        [2, 3, 6],
      ],
      options: { kernel_size: 2 },
    },
    {
      name: 'a remainder',
      inputs: [
        [2, 2, 2],
        [2, 2, 8],
      ],
      options: { kernel_size: [3] },
    },
    {
      name: 'stride beyond the kernel',
      inputs: [
        [1, 2, 3],
        [1, 2, 8],
      ],
      options: { kernel_size: 2, stride: 3 },
    },
    {
      name: 'padding',
      inputs: [
        [2, 2, 3],
        [2, 2, 7],
      ],
      options: { kernel_size: 3, padding: 1 },
    },
    {
      name: 'ties',
      inputs: [
        [2, 2, 3],
        [2, 2, 9],
      ],
      options: { kernel_size: 3 },
      integers: true,
    },
    {
      name: 'one window',
      inputs: [
        [2, 1, 1],
        [2, 1, 4],
      ],
      options: { kernel_size: 4, stride: 1 },
    },
  ],
  rejects: [
    {
      name: 'inputs in the wrong order',
      inputs: [
        [1, 2, 8],
        [1, 2, 4],
      ],
      options: { kernel_size: 2 },
      message: 'MaxPool1d of the second input, 1×2×4, gives 1×2×2, but the first input is 1×2×8.',
    },
    {
      name: 'windows that overlap',
      inputs: [
        [1, 2, 3],
        [1, 2, 7],
      ],
      options: { kernel_size: 3, stride: 2 },
      option: 'stride',
      message: "stride 2 is below the kernel's 3, so windows overlap: two entries could go to one place.",
    },
  ],
});
