import { sizeOf } from '../tensor';
import { defineDropping } from './shared/dropping';
import { alphaDrawn, keepMask } from './shared/dropMask';

export default defineDropping({
  type: 'AlphaDropout',
  doc: 'In training, puts α′ ≈ −1.7581 (where SELU ends) for entries with probability p, then scales and shifts all so that mean 0 and variance 1 are kept; else it passes all. The mask follows from the seed. Klambauer et al., NeurIPS 2017.',
  formula: {
    forward: 'z = s (m a + (1 − m) α′) + t, m = 0 with probability p, else 1; s = 1/√((1 − p)(1 + p α′²)), t = −s p α′',
    backward: '∂C/∂a = δ · s · m',
  },
  torch: 'F.alpha_dropout(x, p, training)',
  draw: (shape, p, rng) => alphaDrawn(keepMask(sizeOf(shape), p, rng), p),
  samples: [
    { name: 'half of the maps', inputs: [[2, 3, 4, 5]], options: {} },
    { name: 'few of the features', inputs: [[3, 7]], options: { p: 0.2 } },
    { name: 'outside training', inputs: [[2, 3, 5]], options: { p: 0.7 }, training: false },
    { name: 'nothing', inputs: [[2, 6]], options: { p: 0 } },
    { name: 'everything', inputs: [[2, 6]], options: { p: 1 } },
  ],
});
