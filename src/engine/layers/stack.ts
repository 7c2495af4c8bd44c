import { int } from '../options';
import { formatShape, ravel, sameShape, sizeOf } from '../tensor';
import { axisOf, fault, noSuchAxis } from './shared/axes';
import { defineGather } from './shared/gather';

export default defineGather({
  type: 'Stack',
  arity: 'many',
  doc: 'Lays inputs of one shape beside each other along a new axis. Backward gives each input its slice of δ.',
  formula: { forward: 'a[k, …] = x_k[…]', backward: '∂C/∂x_k[…] = δ[k, …]' },
  options: { dim: int({ default: 0, doc: 'Where the new axis stands in the output; negative counts from the end.' }) },
  torch: 'torch.stack(inputs, dim)',
  plan(inputs, { dim }) {
    const first = inputs[0]!;
    const problem = noSuchAxis('dim', dim, first, first.length + 1);
    if (problem) return problem;
    const other = inputs.findIndex((shape) => !sameShape(shape, first));
    if (other > 0) {
      const sizes = `input 0 is ${formatShape(first)}, input ${other} is ${formatShape(inputs[other]!)}`;
      return fault(undefined, `${sizes}: inputs that are stacked have one shape.`);
    }
    const axis = axisOf(dim, first.length + 1);
    const [size, place] = [sizeOf(first), first.map(() => 0)];
    return {
      output: [...first.slice(0, axis), inputs.length, ...first.slice(axis)],
      arithmetic: [`${inputs.length} inputs of ${formatShape(first)}`],
      source(index) {
        for (let at = 0; at < place.length; at++) place[at] = index[at < axis ? at : at + 1]!;
        return index[axis]! * size + ravel(place, first);
      },
    };
  },
  samples: [
    {
      name: 'a new first axis',
      inputs: [
        [3, 2],
        [3, 2],
        [3, 2],
      ],
      options: {},
    },
    {
      name: 'between batch and channels',
      inputs: [
        [2, 3, 2],
        [2, 3, 2],
      ],
      options: { dim: 1 },
    },
    {
      name: 'a new last axis',
      inputs: [
        [2, 3, 2, 4],
        [2, 3, 2, 4],
      ],
      options: { dim: -1 },
    },
    { name: 'a single input', inputs: [[1, 4]], options: { dim: 1 } },
  ],
  rejects: [
    {
      name: 'no such place',
      inputs: [
        [2, 3],
        [2, 3],
      ],
      options: { dim: 3 },
      option: 'dim',
      message: 'there is no axis 3 in a result of 3 axes',
    },
    {
      name: 'two shapes',
      inputs: [
        [2, 3],
        [2, 4],
      ],
      options: {},
      message: 'input 0 is 2×3, input 1 is 2×4',
    },
  ],
});
