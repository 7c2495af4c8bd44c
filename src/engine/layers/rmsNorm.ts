import { defineLayer } from '../layer';
import { bool, numberOrNull } from '../options';
import { sizeOf } from '../tensor';
import { scaleAndShiftSpecs } from './shared/channels';
import { lastAxesProblem, normalizedShape, tooFewAxes, wrongEnd } from './shared/normalizedShape';
import { lastAxes } from './shared/normLayout';
import { meanSquare, normalise, normaliseBackward } from './shared/normPasses';
import { normProbe } from './shared/normProbe';
import { normTerms } from './shared/normTerms';

/** torch.finfo(torch.float32).eps, which PyTorch takes where no eps is given. */
const FLOAT32_EPSILON = 2 ** -23;

export default defineLayer({
  type: 'RMSNorm',
  doc: 'Divides the last axes of every sample by the root of their mean square, then scales every entry of them by its own γ. Zhang and Sennrich, arXiv:1910.07467.',
  formula: {
    forward: 'y_i = γ_i x̂_i, x̂ = x/√(mean(x²) + ε)',
    backward: '∂C/∂x = (g − x̂ · mean(g x̂))/√(mean(x²) + ε), g = δ γ   ∂C/∂γ_i = Σ_n δ_{n,i} x̂_{n,i}',
  },
  options: {
    normalized_shape: normalizedShape,
    eps: numberOrNull({
      min: 0,
      default: null,
      doc: 'ε, which keeps the root away from 0; null is 2⁻²³, the precision of float32.',
    }),
    elementwise_affine: bool({ default: true, doc: 'Learn γ; without it γ = 1.' }),
  },
  parameters: { weight: { doc: 'γ, normalized_shape', optional: true } },

  shape([input], o) {
    const misfit = lastAxesProblem(input!, o.normalized_shape);
    if (misfit) return misfit;
    const { weight } = scaleAndShiftSpecs(o.normalized_shape);
    const parameters = { ...(o.elementwise_affine && { weight }) };
    return { ok: true, output: input!, parameters, arithmetic: [], multiplyAdds: 2 * sizeOf(input!) };
  },

  forward([input], { weight }, o) {
    const layout = lastAxes(input!.shape, o.normalized_shape.length);
    const statistics = Array.from({ length: layout.groups }, (_, group) => meanSquare(input!, layout, group));
    const epsilon = o.eps ?? FLOAT32_EPSILON;
    return normalise(input!, { weight }, { layout, feedback: 'mean square', epsilon, statistics });
  },

  backward(delta, saved, { weight }) {
    const { inputs, parameters } = normaliseBackward(delta, saved, { weight });
    return { inputs, parameters: { weight: parameters.weight } };
  },
  probe: ([input], { weight }, _options, saved) => normProbe(input!, { weight }, saved),
  terms: normTerms,

  // PyTorch before 2.4 has no RMSNorm.
  torch:
    'x * torch.rsqrt(x.pow(2).mean(tuple(range(-len(normalized_shape), 0)), keepdim=True) + (2 ** -23 if eps is None else eps)) ' +
    '* (1 if weight is None else weight)',
  samples: [
    { name: 'features of a batch', inputs: [[3, 5]], options: { normalized_shape: 5 } },
    { name: 'rows and columns of maps', inputs: [[2, 3, 4, 2]], options: { normalized_shape: [4, 2] } },
    { name: 'whole samples', inputs: [[2, 3, 2, 4]], options: { normalized_shape: [3, 2, 4], eps: 1e-6 } },
    { name: 'without γ', inputs: [[2, 4, 3]], options: { normalized_shape: [3], elementwise_affine: false } },
    {
      name: 'a large ε, numbers far from 0',
      inputs: [[4, 6]],
      options: { normalized_shape: 6, eps: 0.3 },
      range: [8, 12],
    },
    { name: 'one sample', inputs: [[1, 2, 5]], options: { normalized_shape: 5 } },
  ],
  rejects: [wrongEnd, tooFewAxes],
});
