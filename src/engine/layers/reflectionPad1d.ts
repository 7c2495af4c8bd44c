import { definePadding } from './shared/padding';

export default definePadding({
  type: 'ReflectionPad1d',
  dims: 1,
  doc: 'Mirrors each sequence at its edge cells, which are not repeated themselves. Backward sums δ over the mirror images of a cell.',
  formula: {
    forward: 'a[c,x] = z[c, |x − left|], mirrored at the far edge likewise',
    backward: '∂C/∂z[c,i] = Σ δ[c,x] over the images (x) of (i)',
  },
  options: {},
  torch: 'nn.ReflectionPad1d(padding)(x)',
  mode: 'reflect',
  rejects: [
    {
      name: 'as many cells as the sequence has',
      inputs: [[1, 1, 3]],
      options: { padding: [0, 3] },
      option: 'padding',
      message: 'a mirror image of 3 cells needs 3 + 1 = 4 of them, but the sequence has 3.',
    },
  ],
});
