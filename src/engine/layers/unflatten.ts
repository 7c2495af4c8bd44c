import { int, ints } from '../options';
import { axisOf, noSuchAxis } from './shared/axes';
import { inferExtent } from './shared/inferExtent';
import { productText } from './shared/mapping';
import { defineReshaping } from './shared/reshaping';

export default defineReshaping({
  type: 'Unflatten',
  doc: 'Opens one axis into several, in row-major order: what Flatten joined.',
  formula: { forward: 'a[n, c, i, j] = x[n, (c·H + i)·W + j]', backward: '∂C/∂x[n, (c·H + i)·W + j] = δ[n, c, i, j]' },
  options: {
    dim: int({ doc: 'Axis that is opened; negative counts from the end.' }),
    unflattened_size: ints({ min: -1, doc: 'Extents of the axes in its place; one −1 is filled in.' }),
  },
  torch: 'x.unflatten(dim, unflattened_size)',
  plan(input, { dim, unflattened_size }) {
    const problem = noSuchAxis('dim', dim, input);
    if (problem) return problem;
    const axis = axisOf(dim, input.length);
    const sizes = inferExtent(unflattened_size, input[axis]!, 'unflattened_size', `axis ${axis}`);
    if ('ok' in sizes) return sizes;
    const output = [...input.slice(0, axis), ...sizes, ...input.slice(axis + 1)];
    return { output, arithmetic: productText(sizes, input[axis]!) };
  },
  samples: [
    { name: 'a vector to maps', inputs: [[2, 24]], options: { dim: 1, unflattened_size: [2, 3, 4] } },
    { name: 'one extent inferred', inputs: [[2, 6, 5]], options: { dim: 1, unflattened_size: [2, -1] } },
    { name: 'the last axis, from the end', inputs: [[1, 3, 4]], options: { dim: -1, unflattened_size: [2, 2] } },
    { name: 'the batch', inputs: [[6, 2]], options: { dim: 0, unflattened_size: [-1, 3] } },
  ],
  rejects: [
    {
      name: 'other number of entries',
      inputs: [[1, 24]],
      options: { dim: 1, unflattened_size: [4, 5] },
      option: 'unflattened_size',
      message: 'axis 1 has 24 entries, but 4·5 = 20.',
    },
    {
      name: 'no extent would fit',
      inputs: [[1, 24]],
      options: { dim: 1, unflattened_size: [7, -1] },
      option: 'unflattened_size',
      message: 'which 7 does not divide: 24 = 7·3 + 3.',
    },
    {
      name: 'no such axis',
      inputs: [[1, 24]],
      options: { dim: 2, unflattened_size: [4, 6] },
      option: 'dim',
      message: 'there is no axis 2',
    },
  ],
});
