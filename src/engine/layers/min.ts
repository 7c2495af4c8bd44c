import { bool, int } from '../options';
import { defineRowFunction } from './shared/rowFunction';

export default defineRowFunction({
  type: 'Min',
  doc: 'Keeps the smallest entry along an axis: the values of x.min(dim) in PyTorch. Of equals the first gets the whole δ.',
  formula: {
    forward: 'a[n, x, y] = min_c z[n, c, x, y]',
    backward: '∂C/∂z[n, c, x, y] = δ[n, x, y] where c is the minimum, else 0',
  },
  options: {
    dim: int({ doc: 'Axis of which the smallest entry is kept; negative counts from the end.' }),
    keepdim: bool({ default: false, doc: 'Keep the axis, with one entry.' }),
  },
  axes: ({ dim, keepdim }) => ({ dim: [dim], keepdim }),
  value: (row) => Math.min(...row),
  slopes(row) {
    const smallest = indexOfSmallest(row);
    return row.map((_, at) => (at === smallest ? 1 : 0));
  },
  piece: indexOfSmallest,
  turn: 'changes its minimum',
  slopeSymbol: '[z is the minimum]',
  note: 'the minimum passes on δ',
  torch: 'x.min(dim, keepdim).values',
  samples: [
    { name: 'channels', inputs: [[2, 3, 2, 4]], options: { dim: 1 } },
    { name: 'columns, ties', inputs: [[2, 2, 3, 5]], options: { dim: -1 }, integers: true },
    { name: 'the axis kept', inputs: [[3, 4]], options: { dim: 1, keepdim: true } },
    { name: 'across the batch', inputs: [[4, 3]], options: { dim: 0 } },
    { name: 'one sample', inputs: [[1, 2, 3]], options: { dim: 2 } },
  ],
  rejects: [
    { name: 'no such axis', inputs: [[2, 3]], options: { dim: 2 }, option: 'dim', message: 'there is no axis 2' },
  ],
});

/** Of several NaN the first, as of several smallest. */
function indexOfSmallest(row: Float64Array): number {
  let best = 0;
  for (let at = 1; at < row.length; at++) {
    if (row[at]! < row[best]! || (Number.isNaN(row[at]) && !Number.isNaN(row[best]))) best = at;
  }
  return best;
}
