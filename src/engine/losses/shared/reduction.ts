import { choice } from '../../options';

/** PyTorch's `reduction`, without "none": a network ends in one number. */
export const reduction = choice({
  of: ['mean', 'sum'],
  default: 'mean',
  doc: 'Divide the summed loss by the number of its terms, or leave it a sum.',
});

/** What each of `count` terms is multiplied by. */
export const scaleOf = (how: 'mean' | 'sum', count: number): number => (how === 'mean' ? 1 / count : 1);

/** How that factor is written: `1/2`, or nothing for a sum. */
export const scaleText = (how: 'mean' | 'sum', count: number): string =>
  how === 'mean' ? `1/${Number(count.toPrecision(6))}` : '1';
