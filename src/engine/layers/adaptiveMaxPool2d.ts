import { defineAdaptiveMaxPool } from './shared/maxPool';

export default defineAdaptiveMaxPool({
  type: 'AdaptiveMaxPool2d',
  dims: 2,
  samples: [
    { name: 'rows and columns that divide', inputs: [[2, 3, 4, 6]], options: { output_size: [2, 3] } },
    { name: 'windows that overlap', inputs: [[2, 2, 5, 7]], options: { output_size: [3, 4] } },
    { name: 'a cell per map', inputs: [[2, 3, 3, 5]], options: { output_size: 1 } },
    { name: 'rows kept', inputs: [[2, 2, 3, 5]], options: { output_size: [null, 2] } },
    { name: 'larger than the input', inputs: [[1, 2, 2, 3]], options: { output_size: [3, 5] } },
    { name: 'one size for both', inputs: [[2, 1, 7, 4]], options: { output_size: 3 } },
    { name: 'ties', inputs: [[2, 2, 5, 4]], options: { output_size: [2, 3] }, integers: true },
  ],
  rejects: [
    {
      name: 'a size below 1',
      inputs: [[1, 1, 4, 4]],
      options: { output_size: [2, 0] },
      option: 'output_size',
      message: 'must be an integer ≥ 1 or null, or a pair [height, width] of them, but is [2,0].',
    },
    {
      name: 'a vector',
      inputs: [[2, 10]],
      options: { output_size: 2 },
      message: 'AdaptiveMaxPool2d needs an input N×C×H×W',
    },
  ],
});
