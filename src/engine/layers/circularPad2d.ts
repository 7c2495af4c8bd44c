import { definePadding } from './shared/padding';

export default definePadding({
  type: 'CircularPad2d',
  dims: 2,
  doc: 'Goes on with the other end of each map, as if it were closed to a ring. Backward sums δ over the copies of a cell.',
  formula: {
    forward: 'a[c,x,y] = z[c, (x − top) mod H, (y − left) mod W]',
    backward: '∂C/∂z[c,i,j] = Σ δ[c,x,y] over the copies (x,y) of (i,j)',
  },
  options: {},
  torch: 'F.pad(x, padding, mode="circular")',
  mode: 'circular',
  rejects: [
    {
      name: 'more than once round',
      inputs: [[1, 1, 3, 3]],
      options: { padding: [0, 0, 0, 4] },
      option: 'padding',
      message: '4 rows of padding would go round more than once: the map has 3.',
    },
  ],
});
