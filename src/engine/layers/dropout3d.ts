import { defineMapDropout } from './shared/mapDropout';

export default defineMapDropout({
  type: 'Dropout3d',
  dims: 3,
  samples: [
    { name: 'half of the maps', inputs: [[2, 5, 3, 2, 2]], options: {} },
    { name: 'few of the maps', inputs: [[3, 4, 1, 2, 2]], options: { p: 0.3 } },
    { name: 'outside training', inputs: [[2, 3, 2, 2, 1]], options: { p: 0.7 }, training: false },
    { name: 'everything', inputs: [[2, 2, 1, 3, 2]], options: { p: 1 } },
  ],
});
