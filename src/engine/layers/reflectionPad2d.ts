import { definePadding } from './shared/padding';

export default definePadding({
  type: 'ReflectionPad2d',
  dims: 2,
  doc: 'Mirrors each map at its edge cells, which are not repeated themselves. Backward sums δ over the mirror images of a cell.',
  formula: {
    forward: 'a[c,x,y] = z[c, |x − top|, |y − left|], mirrored at the far edges likewise',
    backward: '∂C/∂z[c,i,j] = Σ δ[c,x,y] over the images (x,y) of (i,j)',
  },
  options: {},
  torch: 'nn.ReflectionPad2d(padding)(x)',
  mode: 'reflect',
  rejects: [
    {
      name: 'as many rows as the map has',
      inputs: [[1, 1, 3, 5]],
      options: { padding: 3 },
      option: 'padding',
      message: 'a mirror image of 3 rows needs 3 + 1 = 4 of them, but the map has 3.',
    },
    {
      name: 'more columns than the map has',
      inputs: [[1, 1, 9, 2]],
      options: { padding: [1, 4, 0, 0] },
      option: 'padding',
      message: 'a mirror image of 4 columns needs 4 + 1 = 5 of them, but the map has 2.',
    },
  ],
});
