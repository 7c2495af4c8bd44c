import { definePadding } from './shared/padding';

export default definePadding({
  type: 'ReplicationPad2d',
  dims: 2,
  doc: 'Repeats the cells at the edge of each map outwards. Backward sums δ over the copies of an edge cell.',
  formula: {
    forward: 'a[c,x,y] = z[c, clamp(x − top, 0, H − 1), clamp(y − left, 0, W − 1)]',
    backward: '∂C/∂z[c,i,j] = Σ δ[c,x,y] over the copies (x,y) of (i,j)',
  },
  options: {},
  torch: 'nn.ReplicationPad2d(padding)(x)',
  mode: 'replicate',
});
