/** Single outputs of a norm: an input entry reaches its whole group, whose statistics are computed once for each value. */
import type { Probe } from '../../layer';
import type { Tensor } from '../../tensor';
import { entriesOfWeight, groupMembers, groupOf, weightOf } from './normLayout';
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

  return {
    reach(source, flat) {
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
