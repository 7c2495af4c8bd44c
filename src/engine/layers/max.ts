import { bool, int } from '../options';
import { sizeOf } from '../tensor';
import { axisOf, noSuchAxis } from './shared/axes';
import { listsOf } from './shared/maps';
import { defineMaximum } from './shared/maximum';

export default defineMaximum({
  type: 'Max',
  doc: 'Keeps the largest entry along an axis: the values of x.max(dim) in PyTorch. Of equals the first gets the whole δ.',
  formula: {
    forward: 'a[n, x, y] = max_c z[n, c, x, y]',
    backward: '∂C/∂z[n, c, x, y] = δ[n, x, y] where c is the maximum, else 0',
  },
  options: {
    dim: int({ doc: 'Axis of which the largest entry is kept; negative counts from the end.' }),
    keepdim: bool({ default: false, doc: 'Keep the axis, with one entry.' }),
  },
  torch: 'x.max(dim, keepdim).values',
  plan(input, { dim, keepdim }) {
    const problem = noSuchAxis('dim', dim, input);
    if (problem) return problem;
    const axis = axisOf(dim, input.length);
    const [extent, step] = [input[axis]!, sizeOf(input.slice(axis + 1))];
    const kept = keepdim ? [1] : [];
    return {
      output: [...input.slice(0, axis), ...kept, ...input.slice(axis + 1)],
      arithmetic: [`${extent} → 1`],
      maps: 1,
      cells: sizeOf(input),
      outputs: sizeOf(input) / extent,
      windowText: 'its entries',
      windows: () =>
        listsOf(sizeOf(input) / extent, (flat) => {
          const start = Math.floor(flat / step) * extent * step + (flat % step);
          return Array.from({ length: extent }, (_, k) => start + k * step);
        }),
    };
  },
  samples: [
    { name: 'channels', inputs: [[2, 3, 2, 4]], options: { dim: 1 } },
    { name: 'columns, ties', inputs: [[2, 2, 3, 5]], options: { dim: -1 }, integers: true },
    { name: 'the axis kept', inputs: [[3, 4]], options: { dim: 1, keepdim: true } },
    { name: 'across the batch', inputs: [[4, 3]], options: { dim: 0 } },
    { name: 'one sample', inputs: [[1, 2, 3]], options: { dim: 2 } },
  ],
  rejects: [
    {
      name: 'no such axis',
      inputs: [[2, 3]],
      options: { dim: 2 },
      option: 'dim',
      message: 'there is no axis 2 in an input of 2×3',
    },
  ],
});
