/** Batch normalisation over any number of spatial axes. */
import { defineLayer, type Layer, type Reject, type Sample } from '../../layer';
import { bool, number, numberOrNull, optionalInt } from '../../options';
import { formatShape, sizeOf } from '../../tensor';
import { channelProblem, scaleAndShiftSpecs } from './channels';
import { acrossBatch, membersOf } from './normLayout';
import { meanAndVariance, normalise, normaliseBackward } from './normPasses';
import { normProbe } from './normProbe';
import { normTerms } from './normTerms';
import { keptStatistics, RUNNING_STATISTICS, runningSpecs, updatedStatistics } from './runningStatistics';

const REMEDY = 'Give it more than one sample, or set "mode": "eval" to use running statistics.';

interface BatchNorm {
  readonly type: string;
  /** `N×C×H×W` */
  readonly input: string;
  readonly ranks: readonly number[];
  readonly samples: readonly Sample[];
  readonly rejects: readonly Reject[];
}

export function defineBatchNorm({ type, input: wanted, ranks, samples, rejects }: BatchNorm): Layer {
  return defineLayer({
    type,
    doc:
      `Brings every channel to mean 0 and variance 1, over the batch in training and by the running statistics else, then scales by γ and shifts by β. ` +
      'The running variance is kept over n − 1, the batch’s own is over n, as in PyTorch. Ioffe and Szegedy, arXiv:1502.03167.',
    formula: {
      forward: 'y = γ_c x̂ + β_c, x̂ = (x − μ_c)/√(σ_c² + ε)',
      backward:
        '∂C/∂x = γ_c/√(σ_c² + ε) · (δ − mean(δ) − x̂ · mean(δ x̂))   ∂C/∂γ_c = Σ δ x̂   ∂C/∂β_c = Σ δ   ' +
        'with running statistics ∂C/∂x = δ · γ_c/√(σ_c² + ε)',
    },
    options: {
      num_features: optionalInt({ min: 1, doc: 'Channels of the input; inferred when left out, checked when given.' }),
      eps: number({ min: 0, default: 1e-5, doc: 'ε, which keeps the root away from 0.' }),
      momentum: numberOrNull({
        default: 0.1,
        doc: 'Share of the batch in the new running statistics; null averages over all passes.',
      }),
      affine: bool({ default: true, doc: 'Learn γ and β; without them γ = 1 and β = 0.' }),
      track_running_stats: bool({
        default: true,
        doc: 'Keep running statistics; without them the batch’s own are used outside training too.',
      }),
    },
    parameters: {
      weight: { doc: 'γ, num_features', optional: true },
      bias: { doc: 'β, num_features', optional: true },
      ...RUNNING_STATISTICS,
    },

    mixesSamples: (o, _inputs, training) => training || !o.track_running_stats,

    shape([input], o) {
      if (!ranks.includes(input!.length)) {
        const message = `${type} needs an input ${wanted}, but gets ${formatShape(input!)}.`;
        return { ok: false, problems: [{ message }] };
      }
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
      if (!training && o.track_running_stats) return undefined;
      if (sizeOf(input!) > input![1]!) return undefined;
      const shape = formatShape(input!);
      const message = `one value per channel (${shape}) has no variance: less its mean it is 0. ${REMEDY}`;
      return { message };
    },

    forward([input], parameters, o, { training }) {
      const layout = acrossBatch(input!.shape);
      const epsilon = o.eps;
      if (!training && o.track_running_stats) {
        const statistics = keptStatistics(parameters);
        return normalise(input!, parameters, { layout, feedback: 'none', epsilon, statistics });
      }
      const statistics = Array.from({ length: layout.groups }, (_, group) => meanAndVariance(input!, layout, group));
      const buffers = training ? updatedStatistics(parameters, statistics, membersOf(layout), o.momentum) : {};
      const how = { layout, feedback: 'mean and variance', epsilon, statistics } as const;
      return { ...normalise(input!, parameters, how), buffers };
    },

    backward: (delta, saved, parameters) => normaliseBackward(delta, saved, parameters),
    probe: ([input], parameters, _options, saved) => normProbe(input!, parameters, saved),
    terms: normTerms,

    torch:
      '(num_batches_tracked.add_(training) if num_batches_tracked is not None else None, ' +
      'F.batch_norm(x, running_mean, running_var, weight, bias, training or not track_running_stats, ' +
      'momentum if momentum is not None else 0.0 if num_batches_tracked is None else 1 / num_batches_tracked.item(), eps))[1]',
    samples,
    rejects: [
      {
        name: 'another number of channels',
        inputs: samples[0]!.inputs,
        options: { num_features: 7 },
        option: 'num_features',
        message: `the input has ${samples[0]!.inputs[0]![1]} channels, not 7. Write "num_features": ${samples[0]!.inputs[0]![1]}, or leave it out.`,
      },
      {
        name: 'a momentum that is no number',
        inputs: samples[0]!.inputs,
        options: { momentum: 'none' },
        option: 'momentum',
        message: 'must be a number, or null',
      },
      {
        name: 'one value per channel in training',
        inputs: [[1, 3, ...samples[0]!.inputs[0]!.slice(2).map(() => 1)]],
        options: {},
        message: 'has no variance: less its mean it is 0. Give it more than one sample, or set "mode": "eval"',
      },
      ...rejects,
    ],
  });
}
