import { defineMaxUnpool } from './shared/maxUnpool';

export default defineMaxUnpool({
  type: 'MaxUnpool3d',
  dims: 3,
  samples: [
    {
      name: '2×2×2 on even volumes',
      inputs: [
        [2, 2, 1, 2, 1],
        [2, 2, 2, 4, 2],
      ],
      options: { kernel_size: 2 },
    },
    {
      name: 'remainders',
      inputs: [
        [1, 2, 1, 2, 1],
        [1, 2, 3, 5, 5],
      ],
      options: { kernel_size: [2, 2, 3] },
    },
    {
      name: 'stride beyond the kernel',
      inputs: [
        [2, 1, 2, 1, 2],
        [2, 1, 3, 2, 4],
      ],
      options: { kernel_size: [1, 2, 1], stride: [2, 3, 2] },
    },
    {
      name: 'padding, unlike per axis',
      inputs: [
        [1, 2, 2, 1, 2],
        [1, 2, 4, 3, 3],
      ],
      options: { kernel_size: [3, 3, 2], padding: [1, 0, 1] },
    },
    {
      name: 'ties',
      inputs: [
        [1, 2, 2, 1, 2],
        [1, 2, 4, 2, 4],
      ],
      options: { kernel_size: 2 },
      integers: true,
    },
    {
      name: 'one window',
      inputs: [
        [2, 1, 1, 1, 1],
        [2, 1, 2, 3, 2],
      ],
      options: { kernel_size: [2, 3, 2] },
    },
  ],
  rejects: [
    {
      name: 'inputs in the wrong order',
      inputs: [
        [1, 2, 4, 4, 4],
        [1, 2, 2, 2, 2],
      ],
      options: { kernel_size: 2 },
      message: 'MaxPool3d of the second input, 1×2×2×2×2, gives 1×2×1×1×1, but the first input is 1×2×4×4×4.',
    },
    {
      name: 'windows that overlap',
      inputs: [
        [1, 1, 3, 2, 2],
        [1, 1, 4, 4, 4],
      ],
      options: { kernel_size: 2, stride: [1, 2, 2] },
      option: 'stride',
      message: "stride 1 is below the kernel's 2, so windows overlap: two entries could go to one place.",
    },
  ],
});
