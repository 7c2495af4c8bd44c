/** ∂C/∂output of a loss is one product: the factor of the reduction, and the slope at this entry. */
import type { TermSum } from '../../layer';
import { fixed, local, symbol } from '../../layers/shared/symbols';
import type { Shape } from '../../tensor';
import { scaleOf, scaleText } from './reduction';

export interface Slope {
  readonly value: number;
  /** `s − y` */
  readonly symbol: string;
  readonly note: string;
}

/** `1/N · (s − y)` */
export function lossTerm(
  how: 'mean' | 'sum',
  count: number,
  index: readonly number[],
  shape: Shape,
  slope: Slope,
): TermSum {
  const factors = [local(scaleOf(how, count)), local(slope.value)];
  return {
    indices: [],
    factors: [symbol(scaleText(how, count)), symbol(slope.symbol, fixed(index, shape))],
    terms: [{ at: [], factors, product: factors[0]!.value * factors[1]!.value }],
    note: slope.note,
  };
}
