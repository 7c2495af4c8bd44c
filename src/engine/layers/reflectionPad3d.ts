import { definePadding } from './shared/padding';

export default definePadding({
  type: 'ReflectionPad3d',
  dims: 3,
  doc: 'Mirrors each volume at its edge cells, which are not repeated themselves. Backward sums δ over the mirror images of a cell.',
  formula: {
    forward: 'a[c,z,x,y] = z[c, |z − front|, |x − top|, |y − left|], mirrored at the far edges likewise',
    backward: '∂C/∂z[c,h,i,j] = Σ δ[c,z,x,y] over the images (z,x,y) of (h,i,j)',
  },
  options: {},
  torch: 'nn.ReflectionPad3d(padding)(x)',
  mode: 'reflect',
  rejects: [
    {
      name: 'as many slices as the volume has',
      inputs: [[1, 1, 2, 5, 5]],
      options: { padding: [0, 0, 0, 0, 2, 1] },
      option: 'padding',
      message: 'a mirror image of 2 slices needs 2 + 1 = 3 of them, but the volume has 2.',
    },
  ],
});
