/** Normalising: x̂ = (x − μ)/√(σ² + ε), y = γ x̂ + β, over groups of entries, and its way back. */
import { zeros, type Tensor } from '../../tensor';
import { forEachMember, membersOf, weightOf, type NormLayout } from './normLayout';

export interface Statistics {
  readonly mean: number;
  /** σ², over n and not n − 1. */
  readonly variance: number;
}

/**
 * What of the statistics the input moves: mean and variance, the mean square alone (which stands for the variance,
 * μ = 0), or nothing where they are given.
 */
export type Feedback = 'mean and variance' | 'mean square' | 'none';

/** Σ (x − from)^power over a group. A plain loop: a gradcheck spends its time here. */
function powerSum(
  data: Float64Array,
  { groupStep, blocks, run, stride }: NormLayout,
  group: number,
  from: number,
  power: 1 | 2,
): number {
  let sum = 0;
  for (let block = 0; block < blocks; block++) {
    const start = group * groupStep + block * stride;
    for (let flat = start; flat < start + run; flat++) {
      const distance = data[flat]! - from;
      sum += power === 1 ? distance : distance * distance;
    }
  }
  return sum;
}

/** μ and σ² of a group by two passes, so that a large mean costs no digits of the variance. */
export function meanAndVariance({ data }: Tensor, layout: NormLayout, group: number): Statistics {
  const count = membersOf(layout);
  const mean = powerSum(data, layout, group, 0, 1) / count;
  return { mean, variance: powerSum(data, layout, group, mean, 2) / count };
}

export function meanSquare({ data }: Tensor, layout: NormLayout, group: number): Statistics {
  return { mean: 0, variance: powerSum(data, layout, group, 0, 2) / membersOf(layout) };
}

/** γ and β, each may be absent. */
export interface Affine {
  readonly weight?: Tensor | undefined;
  readonly bias?: Tensor | undefined;
}

export interface NormSaved {
  readonly layout: NormLayout;
  readonly feedback: Feedback;
  readonly epsilon: number;
  /** Of each group. */
  readonly statistics: readonly Statistics[];
  /** x̂ */
  readonly normalised: Tensor;
}

/** 1/√(σ² + ε) */
export const inverseDeviation = ({ variance }: Statistics, epsilon: number): number =>
  1 / Math.sqrt(variance + epsilon);

export function normalise(
  input: Tensor,
  { weight, bias }: Affine,
  how: Pick<NormSaved, 'layout' | 'feedback' | 'epsilon' | 'statistics'>,
): { output: Tensor; saved: NormSaved } {
  const { layout, epsilon, statistics } = how;
  const [output, normalised] = [zeros(input.shape), zeros(input.shape)];
  for (let group = 0; group < layout.groups; group++) {
    const { mean } = statistics[group]!;
    const inverse = inverseDeviation(statistics[group]!, epsilon);
    forEachMember(layout, group, (flat) => {
      const scaled = (input.data[flat]! - mean) * inverse;
      normalised.data[flat] = scaled;
      output.data[flat] = scaleAndShift(scaled, weightOf(layout, flat), weight, bias);
    });
  }
  return { output, saved: { ...how, normalised } };
}

/** γ x̂ + β */
export function scaleAndShift(x: number, at: number, weight: Tensor | undefined, bias: Tensor | undefined): number {
  return x * (weight ? weight.data[at]! : 1) + (bias ? bias.data[at]! : 0);
}

/**
 * With g = δ γ, and means over the group: ∂C/∂x = (g − mean(g) − x̂ · mean(g x̂))/√(σ² + ε). Each mean stands for a
 * statistic that x moves, and is left out where it does not. Ioffe and Szegedy, arXiv:1502.03167, section 3.
 */
export function normaliseBackward(
  delta: Tensor,
  { layout, feedback, epsilon, statistics, normalised }: NormSaved,
  { weight, bias }: Affine,
): { inputs: Tensor[]; parameters: { weight: Tensor | undefined; bias: Tensor | undefined } } {
  const dx = zeros(delta.shape);
  const [d, x] = [delta.data, normalised.data];
  const g = (flat: number): number => d[flat]! * (weight ? weight.data[weightOf(layout, flat)]! : 1);
  const count = membersOf(layout);
  for (let group = 0; group < layout.groups; group++) {
    let [sum, along] = [0, 0];
    forEachMember(layout, group, (flat) => {
      sum += g(flat);
      along += g(flat) * x[flat]!;
    });
    const meanShare = feedback === 'mean and variance' ? sum / count : 0;
    const varianceShare = feedback === 'none' ? 0 : along / count;
    const inverse = inverseDeviation(statistics[group]!, epsilon);
    forEachMember(layout, group, (flat) => {
      dx.data[flat] = (g(flat) - meanShare - x[flat]! * varianceShare) * inverse;
    });
  }
  const sumByWeight = (of: Tensor | undefined, share: (flat: number) => number): Tensor | undefined => {
    const sums = of && zeros(of.shape);
    if (sums) for (let flat = 0; flat < d.length; flat++) sums.data[weightOf(layout, flat)]! += share(flat);
    return sums;
  };
  const dWeight = sumByWeight(weight, (flat) => d[flat]! * x[flat]!);
  return { inputs: [dx], parameters: { weight: dWeight, bias: sumByWeight(bias, (flat) => d[flat]!) } };
}
