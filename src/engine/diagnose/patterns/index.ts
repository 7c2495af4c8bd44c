/** What can be seen of a wrong gradient where no known mistake matches, the most telling first. */
import type { Question } from '../question';
import { orders } from './orders';
import { places } from './places';
import { values } from './values';
import { viewOf, type Pattern, type Seen } from './view';

export const patterns: readonly Pattern[] = [...orders, ...values, ...places];

/** Where a whole tensor stands in another order, or has one factor, the places of single entries say nothing. */
export function patternsIn(question: Question): readonly Seen[] {
  const view = viewOf(question);
  if (view.wrong.length === 0) return [];
  const found: Seen[] = [];
  for (const pattern of patterns) {
    const seen = pattern.look(view);
    if (seen) found.push(seen);
    if (seen?.isAll) break;
  }
  return found;
}
