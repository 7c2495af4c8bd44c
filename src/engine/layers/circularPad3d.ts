import { definePadding } from './shared/padding';

export default definePadding({
  type: 'CircularPad3d',
  dims: 3,
  doc: 'Goes on with the other end of each volume, as if it were closed to a ring. Backward sums δ over the copies of a cell.',
  formula: {
    forward: 'a[c,z,x,y] = z[c, (z − front) mod D, (x − top) mod H, (y − left) mod W]',
    backward: '∂C/∂z[c,h,i,j] = Σ δ[c,z,x,y] over the copies (z,x,y) of (h,i,j)',
  },
  options: {},
  torch: 'F.pad(x, padding, mode="circular")',
  mode: 'circular',
  rejects: [
    {
      name: 'more than once round',
      inputs: [[1, 1, 3, 3, 3]],
      options: { padding: [0, 0, 0, 0, 4, 0] },
      option: 'padding',
      message: '4 slices of padding would go round more than once: the volume has 3.',
    },
  ],
});
