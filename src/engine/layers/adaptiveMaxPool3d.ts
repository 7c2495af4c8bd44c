import { defineAdaptiveMaxPool } from './shared/maxPool';

export default defineAdaptiveMaxPool({
  type: 'AdaptiveMaxPool3d',
  dims: 3,
  samples: [
    { name: 'extents that divide', inputs: [[2, 2, 2, 4, 3]], options: { output_size: [1, 2, 3] } },
    { name: 'windows that overlap', inputs: [[1, 2, 3, 4, 5]], options: { output_size: [2, 3, 4] } },
    { name: 'a cell per volume', inputs: [[2, 3, 2, 3, 2]], options: { output_size: 1 } },
    { name: 'slices kept', inputs: [[2, 1, 2, 3, 5]], options: { output_size: [null, 2, 3] } },
    { name: 'larger than the input', inputs: [[1, 2, 1, 2, 3]], options: { output_size: [2, 3, 4] } },
    { name: 'one size for all', inputs: [[1, 2, 3, 4, 2]], options: { output_size: 2 } },
    { name: 'ties', inputs: [[1, 2, 3, 4, 3]], options: { output_size: 2 }, integers: true },
  ],
  rejects: [
    {
      name: 'a size below 1',
      inputs: [[1, 1, 4, 4, 4]],
      options: { output_size: [2, 0, 1] },
      option: 'output_size',
      message: 'must be an integer ≥ 1 or null, or a triple [depth, height, width] of them, but is [2,0,1].',
    },
    {
      name: 'a vector',
      inputs: [[2, 10]],
      options: { output_size: 2 },
      message: 'AdaptiveMaxPool3d needs an input N×C×D×H×W',
    },
  ],
});
