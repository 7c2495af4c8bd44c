/** Single outputs of a norm: an input entry reaches its whole group, whose statistics are computed once for each value. */
import type { CarriedChange, Probe, Source } from '../../layer';
import type { Tensor } from '../../tensor';
import { entriesOfWeight, groupMembers, groupOf, membersOf, weightOf } from './normLayout';
import {
  inverseDeviation,
  meanAndVariance,
  meanSquare,
  scaleAndShift,
  type Affine,
  type NormSaved,
  type Statistics,
} from './normPasses';

/** Of the group that was asked for last. */
interface Measured {
  group: number;
  /** The disturbed entry as it was then, if it lies in this group. */
  value: number | undefined;
  mean: number;
  /** 1/√(σ² + ε) */
  inverse: number;
}

export function normProbe(input: Tensor, { weight, bias }: Affine, saved: NormSaved): Probe {
  const { layout, feedback, epsilon } = saved;
  const { data } = input;
  const measure = feedback === 'mean square' ? meanSquare : meanAndVariance;
  const last: Measured = { group: -1, value: undefined, mean: 0, inverse: 0 };
  let disturbed = { flat: -1, group: -1 };

  const statisticsOf = (group: number): Statistics =>
    feedback === 'none' ? saved.statistics[group]! : measure(input, layout, group);

  /** Fills `last` anew for another group, and when the disturbed entry has moved. */
  function measureAt(flat: number): void {
    const group = groupOf(layout, flat);
    const value = group === disturbed.group ? data[disturbed.flat] : undefined;
    if (group === last.group && Object.is(value, last.value)) return;
    const statistics = statisticsOf(group);
    last.group = group;
    last.value = value;
    last.mean = statistics.mean;
    last.inverse = inverseDeviation(statistics, epsilon);
  }

  let asked: { readonly source: Source; readonly flat: number };

  return {
    carried: carriedNorm(input, weight, saved, () => asked),
    reach(source, flat) {
      asked = { source, flat };
      last.group = -1;
      disturbed = { flat: -1, group: -1 };
      if (source.kind === 'parameter') return entriesOfWeight(layout, flat, data.length);
      if (feedback === 'none') return [flat];
      disturbed = { flat, group: groupOf(layout, flat) };
      return groupMembers(layout, disturbed.group);
    },
    output(flat) {
      measureAt(flat);
      return scaleAndShift((data[flat]! - last.mean) * last.inverse, weightOf(layout, flat), weight, bias);
    },
  };
}

/**
 * With n members, x_i + Δ moves the mean by Δ/n and the variance by (2(x_i − μ)Δ + Δ²(1 − 1/n))/n; 1/√(σ² + ε) changes by
 * −(change of variance)/(√a √b (√a + √b)), a before and b after. The mean square is the same with μ = 0 that stays 0.
 */
function carriedNorm(
  input: Tensor,
  weight: Tensor | undefined,
  { layout, feedback, epsilon, statistics, normalised }: NormSaved,
  asked: () => { readonly source: Source; readonly flat: number },
): CarriedChange {
  const count = membersOf(layout);
  const scaleAt = (flat: number): number => (weight ? weight.data[weightOf(layout, flat)]! : 1);
  const meanMoves = feedback === 'mean and variance' ? 1 / count : 0;
  return {
    by(flat, by) {
      const { source, flat: entry } = asked();
      if (source.kind === 'parameter') return source.parameter === 'bias' ? by : by * normalised.data[flat]!;
      const { mean, variance } = statistics[groupOf(layout, flat)]!;
      const before = Math.sqrt(variance + epsilon);
      const own = entry === flat ? by : 0;
      if (feedback === 'none') return (scaleAt(flat) * own) / before;
      const change = (2 * (input.data[entry]! - mean) * by + by * by * (1 - meanMoves)) / count;
      const after = Math.sqrt(variance + change + epsilon);
      const inverseChange = -change / before / after / (before + after);
      return scaleAt(flat) * ((input.data[flat]! - mean) * inverseChange + (own - by * meanMoves) / after);
    },
    steepest(flat) {
      const { source, flat: entry } = asked();
      if (source.kind === 'parameter' || feedback === 'none') return 0;
      const { variance } = statistics[groupOf(layout, flat)]!;
      const inverse = 1 / Math.sqrt(variance + epsilon);
      // x − μ is right to the last digits of x, not to its own.
      const centred = 1 + Math.abs(input.data[flat]!) * inverse;
      const along = (1 + Math.abs(normalised.data[flat]! * normalised.data[entry]!)) / count;
      return Math.abs(scaleAt(flat)) * inverse * centred * ((entry === flat ? 1 : 0) + along);
    },
  };
}
