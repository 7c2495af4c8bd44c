import { REDUCED_AXES } from './shared/reducedAxes';
import { defineRowFunction } from './shared/rowFunction';

export default defineRowFunction({
  type: 'LogSumExp',
  doc: 'Takes the logarithm of the sum of exponentials of the entries along axes: a smooth maximum. Its slopes are a softmax.',
  formula: { forward: 'a = ln Σ_j e^(z_j)', backward: '∂C/∂z_i = δ · e^(z_i − a)' },
  options: REDUCED_AXES,
  axes: (o) => o,
  value(row) {
    const largest = Math.max(...row);
    if (!Number.isFinite(largest)) return largest;
    return largest + Math.log(row.reduce((sum, z) => sum + Math.exp(z - largest), 0));
  },
  slopes: (row, value) => row.map((z) => Math.exp(z - value)),
  slopeSymbol: 'e^(z − a)',
  note: 'the share of this entry in the sum: a softmax',
  torch: 'x.logsumexp(list(range(x.dim())) if dim is None else dim, keepdim)',
  samples: [
    { name: 'channels', inputs: [[2, 3, 2, 4]], options: { dim: 1 } },
    { name: 'maps', inputs: [[2, 3, 2, 4]], options: { dim: [2, 3], keepdim: true } },
    { name: 'columns', inputs: [[3, 4]], options: { dim: -1 } },
    { name: 'all entries', inputs: [[2, 3, 2]], options: {} },
    { name: 'numbers that would overflow', inputs: [[2, 5]], options: { dim: 1 }, range: [700, 800] },
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
