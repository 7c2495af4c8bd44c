import { defineReduction } from './shared/reduction';

export default defineReduction({
  type: 'Sum',
  doc: 'Adds the entries along axes. Backward hands δ to every entry of a sum.',
  formula: { forward: 'a[n, c] = Σ_x Σ_y z[n, c, x, y]', backward: '∂C/∂z[n, c, x, y] = δ[n, c]' },
  scale: () => 1,
  scaleText: () => undefined,
  torch: 'x.sum(list(range(x.dim())) if dim is None else dim, keepdim)',
});
