import { optionalIntOrInts } from '../options';
import { formatShape } from '../tensor';
import { axisOf, fault, noSuchAxis } from './shared/axes';
import { defineReshaping } from './shared/reshaping';

export default defineReshaping({
  type: 'Squeeze',
  doc: 'Drops axes of a single entry: all of them, or the ones that dim names. Unlike PyTorch, naming a longer axis is an error here, not silently nothing. Without dim a batch of one sample loses its batch axis too.',
  formula: { forward: 'a[n, c] = x[n, c, 0, 0]', backward: '∂C/∂x[n, c, 0, 0] = δ[n, c]' },
  options: {
    dim: optionalIntOrInts({
      doc: 'Axis or axes to drop; negative counts from the end. All of a single entry when left out.',
    }),
  },
  torch:
    'x.squeeze() if dim is None else x.reshape([n for i, n in enumerate(x.shape) if i not in torch.tensor(dim).remainder(x.dim()).tolist()])',
  plan(input, { dim }) {
    const dims = dim ?? [...input.keys()].filter((axis) => input[axis] === 1);
    for (const one of dims) {
      const problem = noSuchAxis('dim', one, input);
      if (problem) return problem;
      const axis = axisOf(one, input.length);
      if (input[axis] !== 1)
        return fault('dim', `axis ${axis} of ${formatShape(input)} has ${input[axis]} entries, not 1.`);
    }
    const dropped = dims.map((one) => axisOf(one, input.length));
    return { output: input.filter((_, axis) => !dropped.includes(axis)) };
  },
  samples: [
    { name: 'every axis of one entry', inputs: [[2, 1, 3, 1]], options: {} },
    { name: 'the last axis', inputs: [[2, 1, 3, 1]], options: { dim: -1 } },
    { name: 'rows and columns', inputs: [[2, 3, 1, 1]], options: { dim: [2, 3] } },
    { name: 'nothing to drop', inputs: [[2, 3]], options: {} },
  ],
  rejects: [
    {
      name: 'an axis of several entries',
      inputs: [[2, 3, 1]],
      options: { dim: 1 },
      option: 'dim',
      message: 'axis 1 of 2×3×1 has 3 entries, not 1.',
    },
    { name: 'no such axis', inputs: [[2, 1]], options: { dim: [1, 2] }, option: 'dim', message: 'there is no axis 2' },
  ],
});
