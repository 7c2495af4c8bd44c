import type { DoesNotFit } from '../layer';
import { int } from '../options';
import { formatShape, ravel, sizeOf, type Shape } from '../tensor';
import { axisOf, fault, noSuchAxis } from './shared/axes';
import { defineGather, type Gathering } from './shared/gather';

/** The first input that has other extents than input 0 beside the joined axis. */
function misfit(inputs: readonly Shape[], axis: number): DoesNotFit | undefined {
  const [first] = inputs;
  for (const [k, shape] of inputs.entries()) {
    if (shape.length !== first!.length) {
      const message = `inputs of ${formatShape(first!)} and of ${formatShape(shape)} have ${first!.length} and ${shape.length} axes.`;
      return fault(undefined, message);
    }
    const other = shape.findIndex((extent, at) => at !== axis && extent !== first![at]);
    if (other < 0) continue;
    const sizes = `input 0 is ${formatShape(first!)}, input ${k} is ${formatShape(shape)}`;
    return fault(
      undefined,
      `${sizes}: beside axis ${axis} they must agree, but axis ${other} is ${first![other]} and ${shape[other]}.`,
    );
  }
  return undefined;
}

function plan(inputs: readonly Shape[], { dim }: { readonly dim: number }): Gathering | DoesNotFit {
  const first = inputs[0]!;
  const problem = noSuchAxis('dim', dim, first) ?? misfit(inputs, axisOf(dim, first.length));
  if (problem) return problem;
  const axis = axisOf(dim, first.length);
  const extents = inputs.map((shape) => shape[axis]!);
  const total = extents.reduce((sum, extent) => sum + extent, 0);
  const place = first.map(() => 0);
  return {
    output: first.map((extent, at) => (at === axis ? total : extent)),
    arithmetic: [`${extents.join(' + ')} = ${total}`],
    backwardArithmetic: `${total} → ${extents.join(' and ')}`,
    source(index) {
      for (let at = 0; at < place.length; at++) place[at] = index[at]!;
      let [input, start] = [0, 0];
      while (place[axis]! >= extents[input]!) {
        place[axis]! -= extents[input]!;
        start += sizeOf(inputs[input]!);
        input++;
      }
      return start + ravel(place, inputs[input]!);
    },
  };
}

export default defineGather({
  type: 'Cat',
  arity: 'many',
  doc: 'Joins its inputs along one axis, one behind the other, as the branches of an inception block or a skip connection. Backward cuts δ into the same pieces.',
  formula: {
    forward: 'a[n, c, …] = x_k[n, c − C_0 − … − C_(k−1), …]',
    backward: '∂C/∂x_k[n, c, …] = δ[n, C_0 + … + C_(k−1) + c, …]',
  },
  options: {
    dim: int({ default: 0, doc: 'Axis along which inputs are joined, 1 for channels; negative counts from the end.' }),
  },
  torch: 'torch.cat(inputs, dim)',
  plan,
  samples: [
    {
      name: 'channels of three branches',
      inputs: [
        [2, 3, 3, 2],
        [2, 1, 3, 2],
        [2, 2, 3, 2],
      ],
      options: { dim: 1 },
    },
    {
      name: 'batches',
      inputs: [
        [2, 3, 2],
        [1, 3, 2],
      ],
      options: {},
    },
    {
      name: 'columns, from the end',
      inputs: [
        [2, 2, 3, 4],
        [2, 2, 3, 1],
      ],
      options: { dim: -1 },
    },
    { name: 'a single input', inputs: [[2, 3]], options: { dim: 1 } },
    {
      name: 'vectors of one sample',
      inputs: [
        [1, 3],
        [1, 4],
      ],
      options: { dim: 1 },
    },
  ],
  rejects: [
    {
      name: 'no such axis',
      inputs: [
        [2, 3],
        [2, 3],
      ],
      options: { dim: 2 },
      option: 'dim',
      message: 'there is no axis 2 in an input of 2×3',
    },
    {
      name: 'other rows',
      inputs: [
        [2, 3, 4, 4],
        [2, 1, 5, 4],
      ],
      options: { dim: 1 },
      message: 'input 0 is 2×3×4×4, input 1 is 2×1×5×4: beside axis 1 they must agree, but axis 2 is 4 and 5.',
    },
    {
      name: 'other ranks',
      inputs: [
        [2, 12],
        [2, 3, 4],
      ],
      options: { dim: 1 },
      message: 'have 2 and 3 axes',
    },
  ],
});
