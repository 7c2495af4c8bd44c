import { defineLayer } from '../layer';
import { bool, number, optionalInt } from '../options';
import { sizeOf, type Shape } from '../tensor';
import { channelProblem, scaleAndShiftSpecs } from './shared/channels';
import { acrossBatch, membersOf, withinSample } from './shared/normLayout';
import { meanAndVariance, normalise, normaliseBackward, type Statistics } from './shared/normPasses';
import { normProbe } from './shared/normProbe';
import { normTerms } from './shared/normTerms';
import { notPlanes } from './shared/planes';
import { keptStatistics, RUNNING_STATISTICS, runningSpecs, updatedStatistics } from './shared/runningStatistics';

export default defineLayer({
  type: 'InstanceNorm2d',
  doc: 'Brings every map of every sample to mean 0 and variance 1. Running statistics and γ, β are off unless asked for. Ulyanov, Vedaldi and Lempitsky, arXiv:1607.08022.',
  formula: {
    forward: 'y = γ_c x̂ + β_c, x̂ = (x − μ_{n,c})/√(σ_{n,c}² + ε)',
    backward:
      '∂C/∂x = γ_c/√(σ_{n,c}² + ε) · (δ − mean(δ) − x̂ · mean(δ x̂))   ∂C/∂γ_c = Σ δ x̂   ∂C/∂β_c = Σ δ   ' +
      'with running statistics ∂C/∂x = δ · γ_c/√(σ_c² + ε)',
  },
  options: {
    num_features: optionalInt({ min: 1, doc: 'Channels of the input; inferred when left out, checked when given.' }),
    eps: number({ min: 0, default: 1e-5, doc: 'ε, which keeps the root away from 0.' }),
    momentum: number({ default: 0.1, doc: 'Share of this pass in the new running statistics.' }),
    affine: bool({ default: false, doc: 'Learn γ and β; without them γ = 1 and β = 0.' }),
    track_running_stats: bool({ default: false, doc: 'Keep running statistics, and use them outside training.' }),
  },
  parameters: {
    weight: { doc: 'γ, num_features', optional: true },
    bias: { doc: 'β, num_features', optional: true },
    ...RUNNING_STATISTICS,
  },

  shape([input], o) {
    const wrongRank = notPlanes('InstanceNorm2d', input!);
    if (wrongRank) return wrongRank;
    const channels = input![1]!;
    const problems = channelProblem('num_features', o.num_features, channels);
    if (sizeOf(input!.slice(2)) === 1 && !o.track_running_stats) {
      problems.push({ message: 'a map of 1×1 has no variance: less its mean it is 0.' });
    }
    if (problems.length > 0) return { ok: false, problems };
    const parameters = {
      ...(o.affine && scaleAndShiftSpecs([channels])),
      ...(o.track_running_stats && runningSpecs(channels)),
    };
    return { ok: true, output: input!, parameters, arithmetic: [], multiplyAdds: 2 * sizeOf(input!) };
  },

  forward([input], parameters, o, { training }) {
    const epsilon = o.eps;
    if (!training && o.track_running_stats) {
      const layout = acrossBatch(input!.shape);
      return normalise(input!, parameters, {
        layout,
        feedback: 'none',
        epsilon,
        statistics: keptStatistics(parameters),
      });
    }
    const layout = withinSample(input!.shape, input!.shape[1]!);
    const statistics = Array.from({ length: layout.groups }, (_, group) => meanAndVariance(input!, layout, group));
    const { num_batches_tracked: _never, ...kept } = parameters;
    const seen = meanOverSamples(statistics, input!.shape);
    const buffers = training ? updatedStatistics(kept, seen, membersOf(layout), o.momentum) : {};
    const how = { layout, feedback: 'mean and variance', epsilon, statistics } as const;
    return { ...normalise(input!, parameters, how), buffers };
  },

  backward: (delta, saved, parameters) => normaliseBackward(delta, saved, parameters),
  probe: ([input], parameters, _options, saved) => normProbe(input!, parameters, saved),
  terms: normTerms,

  torch:
    'F.instance_norm(x, running_mean, running_var, weight, bias, training or not track_running_stats, momentum, eps)',
  samples: [
    { name: 'maps of a batch', inputs: [[2, 3, 4, 5]], options: { num_features: 3 } },
    { name: 'with γ and β', inputs: [[2, 3, 3, 2]], options: { affine: true } },
    {
      name: 'running statistics are kept',
      inputs: [[3, 2, 3, 2]],
      options: { affine: true, track_running_stats: true, momentum: 0.3 },
    },
    {
      name: 'running statistics are used',
      inputs: [[2, 3, 2, 4]],
      options: { affine: true, track_running_stats: true },
      training: false,
    },
    { name: 'outside training, a large ε', inputs: [[2, 2, 1, 4]], options: { eps: 0.5 }, training: false },
    { name: 'one sample, numbers far from 0', inputs: [[1, 3, 3, 4]], options: { affine: true }, range: [8, 12] },
  ],
  rejects: [
    { name: 'vectors', inputs: [[2, 3]], options: {}, message: 'InstanceNorm2d needs an input N×C×H×W' },
    {
      name: 'another number of channels',
      inputs: [[2, 3, 2, 2]],
      options: { num_features: 4 },
      option: 'num_features',
      message: 'the input has 3 channels, not 4.',
    },
    { name: 'maps of one cell', inputs: [[2, 3, 1, 1]], options: {}, message: 'a map of 1×1 has no variance' },
  ],
});

/** The statistics that a pass adds to the running ones: those of a channel's maps, averaged over the samples. */
function meanOverSamples(statistics: readonly Statistics[], [samples = 0, channels = 0]: Shape): Statistics[] {
  return Array.from({ length: channels }, (_, channel) => {
    const own = statistics.filter((_, group) => group % channels === channel);
    const sum = (of: (one: Statistics) => number) => own.reduce((total, one) => total + of(one), 0) / samples;
    return { mean: sum(({ mean }) => mean), variance: sum(({ variance }) => variance) };
  });
}
