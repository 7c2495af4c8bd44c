import { definePadding } from './shared/padding';

export default definePadding({
  type: 'CircularPad1d',
  dims: 1,
  doc: 'Goes on with the other end of each sequence, as if it were closed to a ring. Backward sums δ over the copies of a cell.',
  formula: {
    forward: 'a[c,x] = z[c, (x − left) mod L]',
    backward: '∂C/∂z[c,i] = Σ δ[c,x] over the copies (x) of (i)',
  },
  options: {},
  torch: 'F.pad(x, padding, mode="circular")',
  mode: 'circular',
  rejects: [
    {
      name: 'more than once round',
      inputs: [[1, 1, 3]],
      options: { padding: [4, 0] },
      option: 'padding',
      message: '4 cells of padding would go round more than once: the sequence has 3.',
    },
  ],
});
