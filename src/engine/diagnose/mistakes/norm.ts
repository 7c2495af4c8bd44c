/** Mistakes in norms: mean and variance depend on the input too. */
import { forEachMember, membersOf, weightOf } from '../../layers/shared/normLayout';
import { inverseDeviation, type NormSaved } from '../../layers/shared/normPasses';
import { inMode, isGradientOf, isInput, map, withCompute, withParameter, type Bench } from '../bench';
import { defineMistakes, type Mistake } from '../mistake';
import { zeros, type Tensor } from '../../tensor';

const on = 'BatchNorm, InstanceNorm, GroupNorm, LayerNorm, RMSNorm';
const isNorm = ({ type }: Bench): boolean => /^(Batch|Instance|Group|Layer|RMS)Norm/.test(type);
const formula = '∂C/∂x = (g − mean(g) − x̂ · mean(g x̂))/√(σ² + ε), g = δ γ';

/** A group of entries that share mean and variance, with their sums. */
interface Group {
  readonly members: number;
  /** Σ g and Σ g x̂ over the group; 0 where the input does not move that statistic. */
  readonly sum: number;
  readonly along: number;
  /** 1/√(σ² + ε) */
  readonly inverse: number;
}

/** What of the layer's own forward pass every norm keeps. */
function keptOf({ layer, inputs, parameters, options, context }: Bench): NormSaved {
  return layer.forward(inputs, parameters, options, context()).saved as NormSaved;
}

/** ∂C/∂x of each entry from g, x̂ and its group's sums. */
function byGroup(of: (g: number, x: number, group: Group, gamma: number) => number): Mistake['make'] {
  return (bench) => (isNorm(bench) && isInput(bench) ? withCompute(bench, (pieces) => grouped(pieces, of)) : undefined);
}

function grouped(bench: Bench, of: (g: number, x: number, group: Group, gamma: number) => number): Tensor {
  const { layout, feedback, epsilon, statistics, normalised } = keptOf(bench);
  const { weight } = bench.parameters;
  const dx = zeros(bench.inputs[0]!.shape);
  const gamma = (flat: number): number => (weight ? weight.data[weightOf(layout, flat)]! : 1);
  for (let at = 0; at < layout.groups; at++) {
    let [sum, along] = [0, 0];
    forEachMember(layout, at, (flat) => {
      const g = bench.delta.data[flat]! * gamma(flat);
      sum += g;
      along += g * normalised.data[flat]!;
    });
    const group: Group = {
      members: membersOf(layout),
      sum: feedback === 'mean and variance' ? sum : 0,
      along: feedback === 'none' ? 0 : along,
      inverse: inverseDeviation(statistics[at]!, epsilon),
    };
    forEachMember(layout, at, (flat) => {
      const by = gamma(flat);
      dx.data[flat] = of(bench.delta.data[flat]! * by, normalised.data[flat]!, group, by);
    });
  }
  return dx;
}

/** ∂C/∂γ with something else than x̂. */
const gammaBy = (of: (x: number, normalised: number, inverse: number) => number): Mistake['make'] => {
  return (bench) =>
    isNorm(bench) && isGradientOf(bench, 'weight')
      ? withCompute(bench, (pieces) => {
          const { layout, epsilon, statistics, normalised } = keptOf(pieces);
          const gradient = zeros(pieces.parameters.weight!.shape);
          for (let at = 0; at < layout.groups; at++) {
            const inverse = inverseDeviation(statistics[at]!, epsilon);
            forEachMember(layout, at, (flat) => {
              const factor = of(pieces.inputs[0]!.data[flat]!, normalised.data[flat]!, inverse);
              gradient.data[weightOf(layout, flat)]! += pieces.delta.data[flat]! * factor;
            });
          }
          return gradient;
        })
      : undefined;
};

export default defineMistakes(
  {
    id: 'mean-term-missing',
    title: 'term of the mean missing',
    when: 'the mean is taken for a constant: its term is missing',
    on: 'BatchNorm, InstanceNorm, GroupNorm, LayerNorm',
    make: byGroup((g, x, { along, members, inverse }) => (g - (x * along) / members) * inverse),
    remedy: {
      formula,
      why: 'Every entry moves the mean of its group, and through it all other entries.',
      edit: { yours: '(g - x_hat * mean(g * x_hat)) / std', right: '(g - mean(g) - x_hat * mean(g * x_hat)) / std' },
    },
    seen: ['https://github.com/facebookresearch/CrypTen/issues/143'],
  },
  {
    id: 'variance-term-missing',
    title: 'term of the variance missing',
    when: 'the variance is taken for a constant: its term is missing',
    on,
    make: byGroup((g, _x, { sum, members, inverse }) => (g - sum / members) * inverse),
    remedy: {
      formula,
      why: 'Every entry moves the variance of its group, and through it all other entries.',
      edit: { yours: '(g - mean(g)) / std', right: '(g - mean(g) - x_hat * mean(g * x_hat)) / std' },
    },
    seen: ['https://github.com/facebookresearch/CrypTen/issues/143'],
  },
  {
    id: 'statistics-taken-as-constants',
    title: 'mean and variance taken for constants',
    when: 'mean and variance are taken for constants: δγ/√(σ² + ε) alone',
    on,
    make: byGroup((g, _x, { inverse }) => g * inverse),
    remedy: {
      formula,
      why: 'That holds for running statistics. Those of the batch depend on every entry.',
      edit: { yours: 'g / std', right: '(g - mean(g) - x_hat * mean(g * x_hat)) / std' },
    },
    seen: ['https://github.com/facebookresearch/CrypTen/issues/143'],
  },
  {
    id: 'gamma-left-out',
    title: 'γ left out',
    when: 'γ is left out of the way back',
    on,
    make: (bench) => {
      const { weight } = bench.parameters;
      if (!isNorm(bench) || !isInput(bench) || !weight) return undefined;
      return withParameter(
        bench,
        'weight',
        map(weight, () => 1),
      );
    },
    remedy: {
      formula,
      why: 'δ comes back through γ before it meets mean and variance.',
      edit: { yours: 'g = delta', right: 'g = delta * gamma' },
    },
    seen: ['https://github.com/denizyuret/Knet.jl/issues/288'],
  },
  {
    id: 'gamma-outside',
    title: 'γ multiplied at the end',
    when: 'γ is multiplied in at the end, though it differs within a group',
    on: 'LayerNorm, RMSNorm, GroupNorm',
    make: (bench) => {
      if (!isNorm(bench) || !isInput(bench) || !bench.parameters.weight) return undefined;
      return withCompute(bench, (pieces) => {
        const ones = withParameter(
          pieces,
          'weight',
          map(pieces.parameters.weight!, () => 1),
        );
        const { layout } = keptOf(pieces);
        const plain = grouped(ones, byTheBook);
        return map(plain, (value, flat) => value * pieces.parameters.weight!.data[weightOf(layout, flat)]!);
      });
    },
    remedy: {
      formula,
      why: 'The means are of δ γ; γ can be taken out of them only where it is one number for the whole group.',
      edit: { yours: 'gamma * (delta - mean(delta) - …)', right: 'g = delta * gamma; g - mean(g) - …' },
    },
  },
  {
    id: 'means-not-divided',
    title: '1/m misplaced: sums for means',
    when: 'the two means are sums: their 1/m is missing',
    on,
    make: byGroup((g, x, { sum, along, inverse }) => (g - sum - x * along) * inverse),
    remedy: {
      formula,
      why: 'Each of m entries moves the mean by one m-th.',
      edit: { yours: 'g - g.sum() - x_hat * (g * x_hat).sum()', right: 'g - g.mean() - x_hat * (g * x_hat).mean()' },
    },
    seen: ['https://github.com/mlpack/mlpack/issues/1327'],
  },
  {
    id: 'all-divided',
    title: '1/m misplaced: on g too',
    when: 'everything is divided by m, g too',
    on,
    make: byGroup((g, x, { sum, along, members, inverse }) => ((g - (sum + x * along) / members) * inverse) / members),
    remedy: {
      formula: '∂C/∂x = 1/m · (m g − Σ g − x̂ Σ g x̂)/√(σ² + ε)',
      why: 'With 1/m in front, g itself is multiplied by m.',
      edit: { yours: '(g - sum(g) / m - …) / m', right: '(m * g - sum(g) - …) / m' },
    },
    seen: ['https://github.com/mlpack/mlpack/issues/1327'],
  },
  {
    id: 'variance-over-n-minus-1',
    title: 'variance over n − 1',
    when: 'the variance is taken over n − 1 in the backward pass and over n in the forward pass',
    on,
    make: byGroup((g, x, { sum, along, members, inverse }) =>
      members > 1 ? (g - sum / members - (x * along) / (members - 1)) * inverse : 0,
    ),
    remedy: {
      formula,
      why: 'Norms divide the variance by n; only running statistics are kept over n − 1.',
      edit: { yours: 'sum(g * x_hat) / (n - 1)', right: 'sum(g * x_hat) / n' },
    },
  },
  {
    id: 'divided-by-variance',
    title: 'divided by σ² and not σ',
    when: 'it is divided by the variance and not by its root',
    on,
    make: byGroup((g, x, group) => byTheBook(g, x, group) * group.inverse),
    remedy: {
      formula,
      why: 'x̂ is (x − μ)/√(σ² + ε), with a root.',
      edit: { yours: '/ (var + eps)', right: '/ sqrt(var + eps)' },
    },
  },
  {
    id: 'deviation-not-divided',
    title: '1/√(σ² + ε) missing',
    when: 'the division by √(σ² + ε) is missing',
    on,
    make: byGroup((g, x, group) => byTheBook(g, x, group) / group.inverse),
    remedy: {
      formula,
      why: 'The forward pass divides, and so does its derivative.',
      edit: { yours: 'g - mean(g) - …', right: '(g - mean(g) - …) / std' },
    },
  },
  {
    id: 'gamma-gradient-by-input',
    title: '∂C/∂γ with x in place of x̂',
    when: 'x stands where x̂ should: Σ δ x',
    on,
    make: gammaBy((x) => x),
    remedy: {
      formula: '∂C/∂γ = Σ δ x̂',
      why: 'γ multiplies the normalised input.',
      edit: { yours: '(delta * x).sum()', right: '(delta * x_hat).sum()' },
    },
  },
  {
    id: 'gamma-gradient-not-divided',
    title: '∂C/∂γ with x − μ in place of x̂',
    when: 'x − μ stands where x̂ should: it is not divided by √(σ² + ε)',
    on,
    make: gammaBy((_x, normalised, inverse) => normalised / inverse),
    remedy: {
      formula: '∂C/∂γ = Σ δ x̂',
      why: 'γ multiplies the normalised input.',
      edit: { yours: '(delta * (x - mean)).sum()', right: '(delta * x_hat).sum()' },
    },
  },
  {
    id: 'gamma-gradient-as-bias',
    title: '∂C/∂γ without x̂',
    when: 'x̂ is missing from ∂C/∂γ, which is then that of β',
    on,
    make: gammaBy(() => 1),
    remedy: {
      formula: '∂C/∂γ = Σ δ x̂, ∂C/∂β = Σ δ',
      why: 'γ multiplies x̂, β is added.',
      edit: { yours: 'delta.sum()', right: '(delta * x_hat).sum()' },
    },
  },
  {
    id: 'statistics-of-the-other-mode',
    title: 'statistics of the other mode',
    when: 'the batch’s own statistics and the running ones are taken for each other',
    on: 'BatchNorm, InstanceNorm with running statistics',
    make: (bench) =>
      isNorm(bench) && bench.parameters.running_mean && bench.target.kind !== 'output'
        ? inMode(bench, !bench.context().training)
        : undefined,
    remedy: {
      formula: 'training: statistics of the batch; else the running ones',
      why: 'The backward pass takes the statistics that the forward pass took.',
    },
  },
);

/** The right one. */
function byTheBook(g: number, x: number, { sum, along, members, inverse }: Group): number {
  return (g - (sum + x * along) / members) * inverse;
}
