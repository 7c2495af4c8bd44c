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

interface Measured {
  readonly statistics: Statistics;
  /** The disturbed entry as it was then. */
  readonly value: number | undefined;
}

export function normProbe(input: Tensor, { weight, bias }: Affine, saved: NormSaved): Probe {
  const { layout, feedback, epsilon } = saved;
  const measure = feedback === 'mean square' ? meanSquare : meanAndVariance;
  const measured = new Map<number, Measured>();
  let disturbed: { readonly flat: number; readonly group: number } | undefined;

  function statisticsOf(group: number): Statistics {
    if (feedback === 'none') return saved.statistics[group]!;
    const value = disturbed?.group === group ? input.data[disturbed.flat]! : undefined;
    const known = measured.get(group);
    if (known && Object.is(known.value, value)) return known.statistics;
    const statistics = measure(input, layout, group);
    measured.set(group, { statistics, value });
    return statistics;
  }

  return {
    reach(source, flat) {
      if (disturbed) measured.delete(disturbed.group);
      disturbed = undefined;
      if (source.kind === 'parameter') return entriesOfWeight(layout, flat, input.data.length);
      disturbed = { flat, group: groupOf(layout, flat) };
      measured.delete(disturbed.group);
      return feedback === 'none' ? [flat] : groupMembers(layout, disturbed.group);
    },
    output(flat) {
      const statistics = statisticsOf(groupOf(layout, flat));
      const scaled = (input.data[flat]! - statistics.mean) * inverseDeviation(statistics, epsilon);
      return scaleAndShift(scaled, weightOf(layout, flat), weight, bias);
    },
  };
}
