import { definePadding } from './shared/padding';

export default definePadding({
  type: 'ReplicationPad1d',
  dims: 1,
  doc: 'Repeats the cells at the edge of each sequence outwards. Backward sums δ over the copies of an edge cell.',
  formula: {
    forward: 'a[c,x] = z[c, clamp(x − left, 0, L − 1)]',
    backward: '∂C/∂z[c,i] = Σ δ[c,x] over the copies (x) of (i)',
  },
  options: {},
  torch: 'nn.ReplicationPad1d(padding)(x)',
  mode: 'replicate',
});
