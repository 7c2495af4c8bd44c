import { defineLayer, type ShapeProblem } from '../layer';
import { bool, int, number, optionalInt } from '../options';
import { formatShape, sizeOf } from '../tensor';
import { channelProblem, scaleAndShiftSpecs } from './shared/channels';
import { withinSample } from './shared/normLayout';
import { meanAndVariance, normalise, normaliseBackward } from './shared/normPasses';
import { normProbe } from './shared/normProbe';
import { normTerms } from './shared/normTerms';

export default defineLayer({
  type: 'GroupNorm',
  doc: 'Brings groups of neighbouring channels of every sample to mean 0 and variance 1, then scales and shifts every channel by its own γ and β. Wu and He, arXiv:1803.08494.',
  formula: {
    forward: 'y = γ_c x̂ + β_c, x̂ = (x − μ)/√(σ² + ε) with μ, σ² of the sample’s group of channels',
    backward: '∂C/∂x = (g − mean(g) − x̂ · mean(g x̂))/√(σ² + ε), g = δ γ_c   ∂C/∂γ_c = Σ δ x̂   ∂C/∂β_c = Σ δ',
  },
  options: {
    num_groups: int({ min: 1, doc: 'Groups that the channels are divided into.' }),
    num_channels: optionalInt({ min: 1, doc: 'Channels of the input; inferred when left out, checked when given.' }),
    eps: number({ min: 0, default: 1e-5, doc: 'ε, which keeps the root away from 0.' }),
    affine: bool({ default: true, doc: 'Learn γ and β; without them γ = 1 and β = 0.' }),
  },
  parameters: {
    weight: { doc: 'γ, num_channels', optional: true },
    bias: { doc: 'β, num_channels', optional: true },
  },

  shape([input], o) {
    const channels = input![1];
    if (channels === undefined) {
      const message = `GroupNorm needs an input N×C×…, but gets ${formatShape(input!)}.`;
      return { ok: false, problems: [{ message }] };
    }
    const problems: ShapeProblem[] = channelProblem('num_channels', o.num_channels, channels);
    const rest = channels % o.num_groups;
    if (rest > 0) {
      const quotient = `${channels} = ${o.num_groups}·${(channels - rest) / o.num_groups} + ${rest}`;
      const message = `${channels} channels do not divide into ${o.num_groups} groups: ${quotient}.`;
      problems.push({ option: 'num_groups', message });
    }
    if (problems.length === 0 && sizeOf(input!) === o.num_groups) {
      const message = `a group of a single value (${formatShape(input!)}) has no variance: less its mean it is 0.`;
      problems.push({ option: 'num_groups', message });
    }
    if (problems.length > 0) return { ok: false, problems };
    const parameters = { ...(o.affine && scaleAndShiftSpecs([channels])) };
    return { ok: true, output: input!, parameters, arithmetic: [], multiplyAdds: 2 * sizeOf(input!) };
  },

  forward([input], parameters, o) {
    const layout = withinSample(input!.shape, o.num_groups);
    const statistics = Array.from({ length: layout.groups }, (_, group) => meanAndVariance(input!, layout, group));
    return normalise(input!, parameters, { layout, feedback: 'mean and variance', epsilon: o.eps, statistics });
  },

  backward: (delta, saved, parameters) => normaliseBackward(delta, saved, parameters),
  probe: ([input], parameters, _options, saved) => normProbe(input!, parameters, saved),
  terms: normTerms,

  torch: 'F.group_norm(x, num_groups, weight, bias, eps)',
  samples: [
    { name: 'two groups of maps', inputs: [[2, 4, 2, 3]], options: { num_groups: 2, num_channels: 4 } },
    { name: 'groups of vectors', inputs: [[3, 8]], options: { num_groups: 2 } },
    { name: 'all channels in one group', inputs: [[2, 3, 3, 2]], options: { num_groups: 1 } },
    { name: 'a group for each channel', inputs: [[2, 3, 2, 4]], options: { num_groups: 3, eps: 0.1 } },
    { name: 'neither γ nor β', inputs: [[2, 4, 5]], options: { num_groups: 2, affine: false } },
    { name: 'one sample, numbers far from 0', inputs: [[1, 4, 3, 2]], options: { num_groups: 2 }, range: [8, 12] },
  ],
  rejects: [
    {
      name: 'channels that do not divide',
      inputs: [[2, 5, 3, 3]],
      options: { num_groups: 3 },
      option: 'num_groups',
      message: '5 channels do not divide into 3 groups: 5 = 3·1 + 2.',
    },
    {
      name: 'another number of channels',
      inputs: [[2, 4]],
      options: { num_groups: 2, num_channels: 6 },
      option: 'num_channels',
      message: 'the input has 4 channels, not 6.',
    },
    {
      name: 'a single value',
      inputs: [[1, 4]],
      options: { num_groups: 4 },
      option: 'num_groups',
      message: 'a group of a single value (1×4) has no variance',
    },
    { name: 'an input without channels', inputs: [[5]], options: { num_groups: 1 }, message: 'needs an input N×C×…' },
  ],
});
