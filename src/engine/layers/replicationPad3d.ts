import { definePadding } from './shared/padding';

export default definePadding({
  type: 'ReplicationPad3d',
  dims: 3,
  doc: 'Repeats the cells at the edge of each volume outwards. Backward sums δ over the copies of an edge cell.',
  formula: {
    forward: 'a[c,z,x,y] = z[c, clamp(z − front, 0, D − 1), clamp(x − top, 0, H − 1), clamp(y − left, 0, W − 1)]',
    backward: '∂C/∂z[c,h,i,j] = Σ δ[c,z,x,y] over the copies (z,x,y) of (h,i,j)',
  },
  options: {},
  torch: 'nn.ReplicationPad3d(padding)(x)',
  mode: 'replicate',
});
