import { int } from '../options';
import { axisOf, noSuchAxis } from './shared/axes';
import { defineReshaping } from './shared/reshaping';

export default defineReshaping({
  type: 'Unsqueeze',
  doc: 'Adds an axis of a single entry, so that the tensor can be broadcast along it.',
  formula: { forward: 'a[n, c, 0] = x[n, c]', backward: '∂C/∂x[n, c] = δ[n, c, 0]' },
  options: { dim: int({ doc: 'Where the new axis stands in the output; negative counts from the end.' }) },
  torch: 'x.unsqueeze(dim)',
  plan(input, { dim }) {
    const problem = noSuchAxis('dim', dim, input, input.length + 1);
    if (problem) return problem;
    const axis = axisOf(dim, input.length + 1);
    return { output: [...input.slice(0, axis), 1, ...input.slice(axis)] };
  },
  samples: [
    { name: 'a new last axis', inputs: [[2, 3]], options: { dim: -1 } },
    { name: 'a channel axis', inputs: [[2, 3, 4]], options: { dim: 1 } },
    { name: 'a batch axis', inputs: [[3, 4]], options: { dim: 0 } },
    { name: 'before the last, from the end', inputs: [[1, 2, 3]], options: { dim: -2 } },
  ],
  rejects: [
    {
      name: 'no such place',
      inputs: [[2, 3]],
      options: { dim: 3 },
      option: 'dim',
      message: 'there is no axis 3 in a result of 3 axes',
    },
    { name: 'before the first', inputs: [[2, 3]], options: { dim: -4 }, option: 'dim', message: 'there is no axis −4' },
  ],
});
