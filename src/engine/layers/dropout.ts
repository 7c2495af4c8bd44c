import { sizeOf } from '../tensor';
import { defineDropping } from './shared/dropping';
import { keepMask } from './shared/dropMask';

export default defineDropping({
  type: 'Dropout',
  doc: 'In training, drops every entry with probability p and scales the others by 1/(1 − p); else it passes all. The mask follows from the seed and is the same in every pass of a run. Srivastava et al., JMLR 15 (2014) 1929.',
  formula: {
    forward: 'z = m · a, m = 0 with probability p, else 1/(1 − p)',
    backward: '∂C/∂a = δ · m',
  },
  torch: 'F.dropout(x, p, training)',
  draw: (shape, p, rng) => ({
    slope: keepMask(sizeOf(shape), p, rng).map((kept) => (p === 1 ? 0 : kept / (1 - p))),
  }),
  samples: [
    { name: 'half of the maps', inputs: [[2, 3, 4, 5]], options: {} },
    { name: 'few of the features', inputs: [[3, 7]], options: { p: 0.2 } },
    { name: 'outside training', inputs: [[2, 3, 5]], options: { p: 0.7 }, training: false },
    { name: 'nothing', inputs: [[2, 6]], options: { p: 0 } },
    { name: 'everything', inputs: [[2, 6]], options: { p: 1 } },
  ],
});
