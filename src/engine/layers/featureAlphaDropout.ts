import { formatShape } from '../tensor';
import { defineDropping } from './shared/dropping';
import { alphaDrawn, keepMaps } from './shared/dropMask';

export default defineDropping({
  type: 'FeatureAlphaDropout',
  doc: 'AlphaDropout of whole maps: in training, puts α′ ≈ −1.7581 for maps with probability p, then scales and shifts all; else it passes all. The mask follows from the seed. Klambauer et al., NeurIPS 2017.',
  formula: {
    forward:
      'z = s (m_{n,c} a + (1 − m_{n,c}) α′) + t, m = 0 with probability p, else 1; s = 1/√((1 − p)(1 + p α′²)), t = −s p α′',
    backward: '∂C/∂a = δ · s · m_{n,c}',
  },
  torch: 'F.feature_alpha_dropout(x, p, training)',
  draw: (shape, p, rng) => alphaDrawn(keepMaps(shape, p, rng), p),
  misfit: (input) =>
    input.length < 2
      ? { message: `FeatureAlphaDropout needs an input N×C×…, but gets ${formatShape(input)}.` }
      : undefined,
  samples: [
    { name: 'half of the maps', inputs: [[2, 5, 3, 2]], options: {} },
    { name: 'few of the maps', inputs: [[3, 4, 1, 2, 2]], options: { p: 0.3 } },
    { name: 'outside training', inputs: [[2, 3, 4]], options: { p: 0.7 }, training: false },
    { name: 'everything', inputs: [[2, 2, 1, 3]], options: { p: 1 } },
  ],
  rejects: [{ name: 'no channels', inputs: [[3]], options: {}, message: 'needs an input N×C×…, but gets 3' }],
});
