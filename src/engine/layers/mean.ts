import { defineReduction } from './shared/reduction';

export default defineReduction({
  type: 'Mean',
  doc: 'Averages the entries along axes, as the squeeze of a squeeze-and-excite block. Backward hands every entry an equal part of δ.',
  formula: { forward: 'a[n, c] = 1/m · Σ_x Σ_y z[n, c, x, y]', backward: '∂C/∂z[n, c, x, y] = δ[n, c]/m' },
  scale: (count) => 1 / count,
  scaleText: (count) => `1/${count}`,
  torch: 'x.mean(list(range(x.dim())) if dim is None else dim, keepdim)',
});
