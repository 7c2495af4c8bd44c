import { defineLayer } from '../layer';
import { bool, number } from '../options';
import { sizeOf } from '../tensor';
import { scaleAndShiftSpecs } from './shared/channels';
import { lastAxesProblem, normalizedShape, tooFewAxes, wrongEnd } from './shared/normalizedShape';
import { lastAxes } from './shared/normLayout';
import { meanAndVariance, normalise, normaliseBackward } from './shared/normPasses';
import { normProbe } from './shared/normProbe';
import { normTerms } from './shared/normTerms';

export default defineLayer({
  type: 'LayerNorm',
  doc: 'Brings the last axes of every sample to mean 0 and variance 1 together, then scales and shifts every entry of them by its own γ and β. Ba, Kiros and Hinton, arXiv:1607.06450.',
  formula: {
    forward: 'y_i = γ_i x̂_i + β_i, x̂ = (x − μ)/√(σ² + ε)',
    backward:
      '∂C/∂x = (g − mean(g) − x̂ · mean(g x̂))/√(σ² + ε), g = δ γ   ∂C/∂γ_i = Σ_n δ_{n,i} x̂_{n,i}   ∂C/∂β_i = Σ_n δ_{n,i}',
  },
  options: {
    normalized_shape: normalizedShape,
    eps: number({ min: 0, default: 1e-5, doc: 'ε, which keeps the root away from 0.' }),
    elementwise_affine: bool({ default: true, doc: 'Learn γ and β; without them γ = 1 and β = 0.' }),
    bias: bool({ default: true, doc: 'Learn β, where γ is learned.' }),
  },
  parameters: {
    weight: { doc: 'γ, normalized_shape', optional: true },
    bias: { doc: 'β, normalized_shape', optional: true },
  },

  shape([input], o) {
    const misfit = lastAxesProblem(input!, o.normalized_shape);
    if (misfit) return misfit;
    const { weight, bias } = scaleAndShiftSpecs(o.normalized_shape);
    const parameters = { ...(o.elementwise_affine && { weight, ...(o.bias && { bias }) }) };
    return { ok: true, output: input!, parameters, arithmetic: [], multiplyAdds: 2 * sizeOf(input!) };
  },

  forward([input], parameters, o) {
    const layout = lastAxes(input!.shape, o.normalized_shape.length);
    const statistics = Array.from({ length: layout.groups }, (_, group) => meanAndVariance(input!, layout, group));
    return normalise(input!, parameters, { layout, feedback: 'mean and variance', epsilon: o.eps, statistics });
  },

  backward: (delta, saved, parameters) => normaliseBackward(delta, saved, parameters),
  probe: ([input], parameters, _options, saved) => normProbe(input!, parameters, saved),
  terms: normTerms,

  torch: 'F.layer_norm(x, normalized_shape, weight, bias, eps)',
  samples: [
    { name: 'features of a batch', inputs: [[3, 5]], options: { normalized_shape: 5 } },
    { name: 'rows and columns of maps', inputs: [[2, 3, 4, 2]], options: { normalized_shape: [4, 2] } },
    { name: 'whole samples, without β', inputs: [[2, 3, 2, 4]], options: { normalized_shape: [3, 2, 4], bias: false } },
    { name: 'neither γ nor β', inputs: [[2, 4, 3]], options: { normalized_shape: [3], elementwise_affine: false } },
    {
      name: 'a large ε, numbers far from 0',
      inputs: [[4, 6]],
      options: { normalized_shape: 6, eps: 0.3 },
      range: [8, 12],
    },
    { name: 'everything together', inputs: [[2, 3]], options: { normalized_shape: [2, 3] } },
    { name: 'one sample', inputs: [[1, 2, 5]], options: { normalized_shape: 5 } },
  ],
  rejects: [
    wrongEnd,
    tooFewAxes,
    {
      name: 'no axes',
      inputs: [[2, 3]],
      options: { normalized_shape: [] },
      option: 'normalized_shape',
      message: 'must be an integer ≥ 1, or an array of them',
    },
  ],
});
