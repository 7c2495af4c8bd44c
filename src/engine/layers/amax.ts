import { REDUCED_AXES } from './shared/reducedAxes';
import { defineRowFunction } from './shared/rowFunction';

export default defineRowFunction({
  type: 'Amax',
  doc: 'Keeps the largest entry along axes. Of equals each gets the same part of δ, as in PyTorch (Max gives it all to the first).',
  formula: { forward: 'a = max_j z_j', backward: '∂C/∂z_i = δ/k where z_i is one of the k largest entries, else 0' },
  options: REDUCED_AXES,
  axes: (o) => o,
  value: (row) => Math.max(...row),
  slopes(row, value) {
    const count = row.reduce((sum, z) => sum + (z === value ? 1 : 0), 0);
    return row.map((z) => (z === value ? 1 / count : 0));
  },
  // Which entries are kept: one of them, and how many.
  piece(row) {
    const value = Math.max(...row);
    return row.reduce((code, z, at) => (z === value ? (Math.imul(code, 31) + at + 1) | 0 : code), 0);
  },
  turn: 'changes which entry is kept',
  slopeSymbol: '∂a/∂z',
  note: 'the largest entry passes on δ; equals share it',
  torch: 'x.amax(list(range(x.dim())) if dim is None else dim, keepdim)',
  samples: [
    { name: 'maps', inputs: [[2, 3, 2, 4]], options: { dim: [2, 3], keepdim: true } },
    { name: 'channels, ties', inputs: [[2, 4, 3]], options: { dim: 1 }, integers: true },
    { name: 'columns', inputs: [[3, 4]], options: { dim: -1 } },
    { name: 'all entries', inputs: [[2, 3, 2]], options: {} },
    { name: 'all entries, ties', inputs: [[2, 3, 4]], options: {}, integers: true },
  ],
  rejects: [
    { name: 'no such axis', inputs: [[2, 3]], options: { dim: 2 }, option: 'dim', message: 'there is no axis 2' },
    {
      name: 'an axis twice',
      inputs: [[2, 3]],
      options: { dim: [1, -1] },
      option: 'dim',
      message: 'axis 1 is named twice.',
    },
  ],
});
