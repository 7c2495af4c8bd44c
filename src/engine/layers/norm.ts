import { number } from '../options';
import { side } from './shared/elementwise';
import { REDUCED_AXES } from './shared/reducedAxes';
import { defineRowFunction } from './shared/rowFunction';

export default defineRowFunction({
  type: 'Norm',
  doc: 'Takes the p-norm of the entries along axes: their length for p = 2. Where all are 0 its gradient is taken as 0.',
  formula: { forward: 'a = (Σ |z|^p)^(1/p)', backward: '∂C/∂z = δ · sign(z) (|z|/a)^(p−1)' },
  options: { ...REDUCED_AXES, p: number({ default: 2, doc: 'The power p, 1 or more.', min: 1 }) },
  axes: (o) => o,
  value(row, { p }) {
    // Scaled by the largest, so that no power overflows.
    const largest = row.reduce((most, z) => Math.max(most, Math.abs(z)), 0);
    if (largest === 0 || !Number.isFinite(largest)) return largest;
    return largest * row.reduce((sum, z) => sum + (Math.abs(z) / largest) ** p, 0) ** (1 / p);
  },
  slopes: (row, value, { p }) =>
    row.map((z) => (value === 0 || z === 0 ? 0 : side(z) * (Math.abs(z) / value) ** (p - 1))),
  piece: (row, { p }) => (p === 2 ? side(row.some((z) => z !== 0) ? 1 : 0) : signs(row)),
  slopeSymbol: 'sign(z)(|z|/a)^(p−1)',
  note: 'a large entry turns the norm more than a small one',
  torch: 'torch.linalg.vector_norm(x, p, list(range(x.dim())) if dim is None else dim, keepdim)',
  samples: [
    { name: 'channels', inputs: [[2, 3, 2, 4]], options: { dim: 1, keepdim: true } },
    { name: 'absolute values of maps', inputs: [[2, 3, 2, 4]], options: { dim: [2, 3], p: 1 } },
    { name: 'cubes', inputs: [[3, 4]], options: { dim: -1, p: 3 } },
    { name: 'all entries', inputs: [[2, 3, 2]], options: {} },
    { name: 'a broken power', inputs: [[2, 5]], options: { dim: 1, p: 1.5 } },
    { name: 'large numbers', inputs: [[2, 3, 4]], options: { dim: [0, 2] }, range: [80, 120] },
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

/** The signs as digits to base 3: a root of powers breaks where an entry passes 0. */
const signs = (row: Float64Array): number => row.reduce((code, z) => (Math.imul(code, 3) + side(z) + 1) | 0, 0);
