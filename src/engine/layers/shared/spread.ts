/** Var and Std: how far the entries along some axes lie from their mean. */
import type { Layer } from '../../layer';
import { int } from '../../options';
import { REDUCED_AXES } from './reducedAxes';
import { defineRowFunction } from './rowFunction';

interface Spread {
  readonly type: 'Var' | 'Std';
  readonly doc: string;
  readonly formula: { readonly forward: string; readonly backward: string };
  /** Of the variance. */
  value(variance: number): number;
  /** Of the variance's own slope, with the value. */
  slope(slope: number, value: number): number;
  readonly slopeSymbol: string;
}

const OPTIONS = {
  ...REDUCED_AXES,
  correction: int({
    default: 1,
    doc: 'What is taken off the number of entries: 1 for samples, 0 for a whole population.',
  }),
};

const meanOf = (row: Float64Array): number => row.reduce((sum, z) => sum + z, 0) / row.length;

export function defineSpread({ type, doc, formula, value, slope, slopeSymbol }: Spread): Layer {
  return defineRowFunction({
    type,
    doc,
    formula,
    options: OPTIONS,
    axes: (o) => o,
    problem: (count, { correction }) =>
      count > correction
        ? undefined
        : {
            option: 'correction',
            message: `${count} less the correction ${correction} is ${String(count - correction).replace('-', '−')}: nothing to divide by.`,
          },
    value(row, { correction }) {
      const mean = meanOf(row);
      return value(row.reduce((sum, z) => sum + (z - mean) ** 2, 0) / (row.length - correction));
    },
    slopes(row, made, { correction }) {
      const mean = meanOf(row);
      return row.map((z) => slope((2 * (z - mean)) / (row.length - correction), made));
    },
    slopeSymbol,
    note: 'the further from the mean an entry lies, the more it counts',
    torch: `x.${type.toLowerCase()}(list(range(x.dim())) if dim is None else dim, correction=correction, keepdim=keepdim)`,
    samples: [
      { name: 'maps', inputs: [[2, 3, 2, 4]], options: { dim: [2, 3], keepdim: true } },
      { name: 'channels, of a whole population', inputs: [[2, 3, 2, 4]], options: { dim: 1, correction: 0 } },
      { name: 'columns', inputs: [[3, 4]], options: { dim: -1 } },
      { name: 'all entries', inputs: [[2, 3, 2]], options: {} },
      { name: 'across the batch', inputs: [[4, 3]], options: { dim: 0 } },
      { name: 'numbers far from 0', inputs: [[2, 3, 4]], options: { dim: [0, 2] }, range: [8, 12] },
    ],
    rejects: [
      { name: 'no such axis', inputs: [[2, 3]], options: { dim: 2 }, option: 'dim', message: 'there is no axis 2' },
      {
        name: 'a single entry',
        inputs: [[2, 1]],
        options: { dim: 1 },
        option: 'correction',
        message: '1 less the correction 1 is 0: nothing to divide by.',
      },
    ],
  });
}
