import { defineAdaptiveMaxPool } from './shared/maxPool';

export default defineAdaptiveMaxPool({
  type: 'AdaptiveMaxPool1d',
  dims: 1,
  samples: [
    { name: 'a length that divides', inputs: [[2, 3, 6]], options: { output_size: 3 } },
    { name: 'windows that overlap', inputs: [[2, 2, 7]], options: { output_size: 4 } },
    { name: 'a cell per sequence', inputs: [[2, 3, 5]], options: { output_size: 1 } },
    { name: 'the length kept', inputs: [[2, 2, 4]], options: { output_size: [null] } },
    { name: 'longer than the input', inputs: [[1, 2, 3]], options: { output_size: 5 } },
    { name: 'one cell more', inputs: [[2, 1, 4]], options: { output_size: [5] } },
    { name: 'ties', inputs: [[2, 2, 7]], options: { output_size: 3 }, integers: true },
  ],
  rejects: [
    {
      name: 'a size below 1',
      inputs: [[1, 1, 4]],
      options: { output_size: 0 },
      option: 'output_size',
      message: 'must be an integer ≥ 1 or null, or an array [length] of one, but is 0.',
    },
    {
      name: 'a vector',
      inputs: [[2, 10]],
      options: { output_size: 2 },
      message: 'AdaptiveMaxPool1d needs an input N×C×L',
    },
  ],
});
