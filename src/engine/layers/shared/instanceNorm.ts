/** Instance normalisation over one, two or three spatial axes. */
import { defineLayer, type Layer, type Reject, type Sample } from '../../layer';
import { bool, number, optionalInt } from '../../options';
import type { Dims } from '../../spatialOptions';
import { formatShape, sizeOf, type Shape } from '../../tensor';
import { channelProblem, scaleAndShiftSpecs } from './channels';
import { acrossBatch, membersOf, withinSample } from './normLayout';
import { meanAndVariance, normalise, normaliseBackward, type Statistics } from './normPasses';
import { normProbe } from './normProbe';
import { normTerms } from './normTerms';
import { keptStatistics, RUNNING_STATISTICS, runningSpecs, updatedStatistics } from './runningStatistics';
import { notSpatial } from './spatial';

interface InstanceNorm {
  readonly type: string;
  readonly dims: Dims;
  readonly samples: readonly Sample[];
  readonly rejects: readonly Reject[];
}

export function defineInstanceNorm({ type, dims, samples, rejects }: InstanceNorm): Layer {
  return defineLayer({
    type,
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
      const wrongRank = notSpatial(type, dims, input!);
      if (wrongRank) return wrongRank;
      const channels = input![1]!;
      const problems = channelProblem('num_features', o.num_features, channels);
      if (problems.length > 0) return { ok: false, problems };
      const parameters = {
        ...(o.affine && scaleAndShiftSpecs([channels])),
        ...(o.track_running_stats && runningSpecs(channels)),
      };
      return { ok: true, output: input!, parameters, arithmetic: [], multiplyAdds: 2 * sizeOf(input!) };
    },

    modeProblem([input], o, training) {
      const extents = input!.slice(2);
      if (sizeOf(extents) > 1 || (!training && o.track_running_stats)) return undefined;
      return { message: `a map of ${formatShape(extents)} has no variance: less its mean it is 0.` };
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
    samples,
    rejects: [
      {
        name: 'vectors',
        inputs: [[2, 3]],
        options: {},
        message: `${type} needs an input`,
      },
      ...rejects,
    ],
  });
}

/** The statistics that a pass adds to the running ones: those of a channel's maps, averaged over the samples. */
function meanOverSamples(statistics: readonly Statistics[], [samples = 0, channels = 0]: Shape): Statistics[] {
  return Array.from({ length: channels }, (_, channel) => {
    const own = statistics.filter((_, group) => group % channels === channel);
    const sum = (of: (one: Statistics) => number) => own.reduce((total, one) => total + of(one), 0) / samples;
    return { mean: sum(({ mean }) => mean), variance: sum(({ variance }) => variance) };
  });
}
