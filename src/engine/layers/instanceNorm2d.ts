import { defineInstanceNorm } from './shared/instanceNorm';

export default defineInstanceNorm({
  type: 'InstanceNorm2d',
  dims: 2,
  samples: [
    { name: 'maps of a batch', inputs: [[2, 3, 4, 5]], options: { num_features: 3 } },
    { name: 'with γ and β', inputs: [[2, 3, 3, 2]], options: { affine: true } },
    {
      name: 'running statistics are kept',
      inputs: [[3, 2, 3, 2]],
      options: { affine: true, track_running_stats: true, momentum: 0.3 },
    },
    {
      name: 'running statistics are used',
      inputs: [[2, 3, 2, 4]],
      options: { affine: true, track_running_stats: true },
      training: false,
    },
    { name: 'outside training, a large ε', inputs: [[2, 2, 1, 4]], options: { eps: 0.5 }, training: false },
    { name: 'one sample, numbers far from 0', inputs: [[1, 3, 3, 4]], options: { affine: true }, range: [8, 12] },
  ],
  rejects: [
    {
      name: 'another number of channels',
      inputs: [[2, 3, 2, 2]],
      options: { num_features: 4 },
      option: 'num_features',
      message: 'the input has 3 channels, not 4.',
    },
    { name: 'maps of one cell', inputs: [[2, 3, 1, 1]], options: {}, message: 'a map of 1×1 has no variance' },
  ],
});
