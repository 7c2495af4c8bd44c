import { int } from '../options';
import { axisOf, fault, noSuchAxis } from './shared/axes';
import { defineGather } from './shared/gather';
import { noSuchPiece, stretch } from './shared/pieces';

export default defineGather({
  type: 'Chunk',
  doc: 'Cuts an axis into so many pieces of equal size, the last may be smaller, and gives one of them. As x.chunk(chunks, dim)[index] in PyTorch, which makes fewer pieces where ⌈size/chunks⌉ fills the axis sooner.',
  formula: { forward: 'a[n, c, …] = x[n, index·⌈C/chunks⌉ + c, …]', backward: '∂C/∂x = δ in the piece, 0 outside' },
  options: {
    chunks: int({ min: 1, doc: 'Number of pieces.' }),
    dim: int({ default: 0, doc: 'Axis that is cut; negative counts from the end.' }),
    index: int({ min: 0, doc: 'Which piece, counted from 0.' }),
  },
  torch: 'x.chunk(chunks, dim)[index]',
  plan([input], { chunks, dim, index }) {
    const problem = noSuchAxis('dim', dim, input!);
    if (problem) return problem;
    const axis = axisOf(dim, input!.length);
    const extent = input![axis]!;
    const size = Math.ceil(extent / chunks);
    const pieces = Math.ceil(extent / size);
    if (index >= pieces) return fault('index', noSuchPiece(index, extent, size, pieces));
    const count = Math.min(size, extent - index * size);
    const left = count < size ? `, of which ${count} are left` : '';
    return { ...stretch(input!, axis, index * size, count), arithmetic: [`⌈${extent}/${chunks}⌉ = ${size}${left}`] };
  },
  samples: [
    { name: 'second half of the channels', inputs: [[2, 4, 3, 2]], options: { chunks: 2, dim: 1, index: 1 } },
    { name: 'a smaller last piece', inputs: [[2, 7, 2]], options: { chunks: 3, dim: 1, index: 2 } },
    { name: 'first of the batch', inputs: [[3, 4]], options: { chunks: 3, index: 0 } },
    { name: 'columns, from the end', inputs: [[2, 2, 3, 5]], options: { chunks: 2, dim: -1, index: 0 } },
  ],
  rejects: [
    {
      name: 'fewer pieces than asked for',
      inputs: [[1, 5]],
      options: { chunks: 4, dim: 1, index: 3 },
      option: 'index',
      message: 'there is no piece 3: 5 entries in pieces of 2 make ⌈5/2⌉ = 3, counted from 0.',
    },
    {
      name: 'no such axis',
      inputs: [[1, 5]],
      options: { chunks: 2, dim: 2, index: 0 },
      option: 'dim',
      message: 'there is no axis 2',
    },
  ],
});
