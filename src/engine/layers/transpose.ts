import { int } from '../options';
import { ravel } from '../tensor';
import { axisOf, noSuchAxis } from './shared/axes';
import { defineGather } from './shared/gather';

export default defineGather({
  type: 'Transpose',
  doc: 'Swaps two axes. Backward swaps them back.',
  formula: { forward: 'a[n, j, i] = x[n, i, j]', backward: '∂C/∂x[n, i, j] = δ[n, j, i]' },
  options: {
    dim0: int({ doc: 'One of the two axes; negative counts from the end.' }),
    dim1: int({ doc: 'The other axis; negative counts from the end.' }),
  },
  torch: 'x.transpose(dim0, dim1)',
  plan([input], { dim0, dim1 }) {
    const problem = noSuchAxis('dim0', dim0, input!) ?? noSuchAxis('dim1', dim1, input!);
    if (problem) return problem;
    const [a, b] = [axisOf(dim0, input!.length), axisOf(dim1, input!.length)];
    const from = (axis: number): number => (axis === a ? b : axis === b ? a : axis);
    const place = input!.map(() => 0);
    const source = (index: readonly number[]): number => {
      for (let axis = 0; axis < place.length; axis++) place[axis] = index[from(axis)]!;
      return ravel(place, input!);
    };
    return { output: input!.map((_, axis) => input![from(axis)]!), source };
  },
  samples: [
    { name: 'rows and columns', inputs: [[2, 3, 4, 5]], options: { dim0: 2, dim1: 3 } },
    { name: 'axes apart, from the end', inputs: [[2, 3, 4]], options: { dim0: 0, dim1: -1 } },
    { name: 'a matrix', inputs: [[3, 5]], options: { dim0: 0, dim1: 1 } },
    { name: 'an axis with itself', inputs: [[1, 3, 2]], options: { dim0: 1, dim1: 1 } },
  ],
  rejects: [
    {
      name: 'no such first axis',
      inputs: [[2, 3]],
      options: { dim0: 2, dim1: 0 },
      option: 'dim0',
      message: 'there is no axis 2',
    },
    {
      name: 'no such second axis',
      inputs: [[2, 3]],
      options: { dim0: 0, dim1: -3 },
      option: 'dim1',
      message: 'there is no axis −3',
    },
  ],
});
