import { defineBatchNorm } from './shared/batchNorm';

export default defineBatchNorm({
  type: 'BatchNorm2d',
  input: 'N×C×H×W',
  ranks: [4],
  samples: [
    { name: 'statistics of the batch', inputs: [[2, 3, 4, 5]], options: { num_features: 3 } },
    { name: 'running statistics', inputs: [[2, 3, 3, 2]], options: {}, training: false },
    { name: 'neither γ nor β', inputs: [[3, 2, 3, 2]], options: { affine: false } },
    { name: 'the mean of all passes', inputs: [[4, 3, 1, 1]], options: { momentum: null, eps: 0.5 } },
    {
      name: 'no running statistics, outside training',
      inputs: [[2, 3, 4, 5]],
      options: { track_running_stats: false },
      training: false,
    },
    { name: 'numbers far from 0', inputs: [[3, 2, 1, 4]], options: { momentum: 0.7 }, range: [8, 12] },
    {
      name: 'running statistics, neither γ nor β',
      inputs: [[3, 2, 1, 4]],
      options: { affine: false },
      training: false,
    },
    { name: 'one sample', inputs: [[1, 2, 1, 4]], options: { track_running_stats: false, affine: false } },
  ],
  rejects: [
    {
      name: 'an input of another rank',
      inputs: [[2, 3]],
      options: {},
      message: 'BatchNorm2d needs an input N×C×H×W, but gets 2×3.',
    },
  ],
});
