import { exponentialUnitChange } from './shared/carried';
import { defineActivation, side } from './shared/elementwise';
import { SELU_ALPHA, SELU_SCALE } from './shared/selu';

export default defineActivation({
  type: 'SELU',
  doc: 'ELU scaled so that, layer after layer, mean 0 and variance 1 are kept: α ≈ 1.6733, λ ≈ 1.0507. Klambauer et al., NeurIPS 2017.',
  torch: 'F.selu(x)',
  formula: {
    forward: 'a = λ · z where z > 0, else λ · α · (e^z − 1)',
    backward: '∂C/∂z = λ · δ where z > 0, else δ · λ · α · e^z',
  },
  options: {},
  symbol: 'SELU',
  multiplications: 1,
  value: (z) => SELU_SCALE * (z > 0 ? z : SELU_ALPHA * Math.expm1(z)),
  slope: (z) => SELU_SCALE * (z > 0 ? 1 : SELU_ALPHA * Math.exp(z)),
  difference: (z, by) => SELU_SCALE * exponentialUnitChange(z, by, SELU_ALPHA),
  steepest: SELU_SCALE * SELU_ALPHA,
  piece: side,
  samples: [{ name: 'zeros, where the slope breaks', inputs: [[2, 2, 3, 5]], options: {}, integers: true }],
});
