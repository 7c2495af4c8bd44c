import { defineMapDropout } from './shared/mapDropout';

export default defineMapDropout({
  type: 'Dropout1d',
  dims: 1,
  samples: [
    { name: 'half of the maps', inputs: [[2, 5, 3]], options: {} },
    { name: 'few of the maps', inputs: [[3, 4, 2]], options: { p: 0.3 } },
    { name: 'outside training', inputs: [[2, 3, 4]], options: { p: 0.7 }, training: false },
    { name: 'everything', inputs: [[2, 2, 3]], options: { p: 1 } },
  ],
});
