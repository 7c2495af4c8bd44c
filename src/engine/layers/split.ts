import { int } from '../options';
import { axisOf, fault, noSuchAxis } from './shared/axes';
import { defineGather } from './shared/gather';
import { noSuchPiece, stretch } from './shared/pieces';

export default defineGather({
  type: 'Split',
  doc: 'Cuts an axis into pieces of a given size, the last may be smaller, and gives one of them. As x.split(split_size, dim)[index] in PyTorch.',
  formula: { forward: 'a[n, c, …] = x[n, index·split_size + c, …]', backward: '∂C/∂x = δ in the piece, 0 outside' },
  options: {
    split_size: int({ min: 1, doc: 'Size of a piece.' }),
    dim: int({ default: 0, doc: 'Axis that is cut; negative counts from the end.' }),
    index: int({ min: 0, doc: 'Which piece, counted from 0.' }),
  },
  torch: 'x.split(split_size, dim)[index]',
  plan([input], { split_size: size, dim, index }) {
    const problem = noSuchAxis('dim', dim, input!);
    if (problem) return problem;
    const axis = axisOf(dim, input!.length);
    const extent = input![axis]!;
    const pieces = Math.ceil(extent / size);
    if (index >= pieces) return fault('index', noSuchPiece(index, extent, size, pieces));
    const count = Math.min(size, extent - index * size);
    const arithmetic = count < size ? [`${extent} − ${index}·${size} = ${count}`] : [];
    return { ...stretch(input!, axis, index * size, count), arithmetic };
  },
  samples: [
    { name: 'second pair of channels', inputs: [[2, 4, 3, 2]], options: { split_size: 2, dim: 1, index: 1 } },
    { name: 'a smaller last piece', inputs: [[2, 7, 2]], options: { split_size: 3, dim: 1, index: 2 } },
    { name: 'one sample', inputs: [[3, 4]], options: { split_size: 1, index: 1 } },
    { name: 'a piece larger than the axis', inputs: [[2, 2, 3, 5]], options: { split_size: 9, dim: -1, index: 0 } },
  ],
  rejects: [
    {
      name: 'no such piece',
      inputs: [[1, 6]],
      options: { split_size: 3, dim: 1, index: 2 },
      option: 'index',
      message: 'there is no piece 2: 6 entries in pieces of 3 make ⌈6/3⌉ = 2, counted from 0.',
    },
    {
      name: 'no such axis',
      inputs: [[1, 6]],
      options: { split_size: 3, dim: -3, index: 0 },
      option: 'dim',
      message: 'there is no axis −3',
    },
  ],
});
