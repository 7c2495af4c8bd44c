import { ints } from '../options';
import { formatShape, sizeOf } from '../tensor';
import { inferExtent } from './shared/inferExtent';
import { productText } from './shared/mapping';
import { defineReshaping } from './shared/reshaping';

export default defineReshaping({
  type: 'View',
  doc: 'Gives the whole tensor another shape of as many entries, batch included, in row-major order: x.view(shape) in PyTorch. Reshape leaves the batch alone.',
  formula: { forward: 'a[…] = x[…], the same place in row-major order', backward: '∂C/∂x[…] = δ[…]' },
  options: { shape: ints({ min: -1, doc: 'The whole shape, batch included; one −1 is filled in.' }) },
  torch: 'x.reshape(shape)',
  hint: (o) =>
    o.shape
      .slice(1)
      .map((extent) => (extent === -1 ? '?' : extent))
      .join('×'),
  plan(input, { shape }) {
    const resolved = inferExtent(shape, sizeOf(input), 'shape', `an input of ${formatShape(input)}`);
    return 'ok' in resolved ? resolved : { output: resolved, arithmetic: productText(resolved, sizeOf(input)) };
  },
  samples: [
    { name: 'maps to vectors, the batch inferred', inputs: [[2, 3, 2, 2]], options: { shape: [-1, 12] } },
    { name: 'batch and channels joined', inputs: [[2, 3, 4]], options: { shape: [6, 4] } },
    { name: 'a vector to maps', inputs: [[1, 24]], options: { shape: [1, 2, -1, 4] } },
    { name: 'another batch', inputs: [[2, 6]], options: { shape: [3, 4] } },
  ],
  rejects: [
    {
      name: 'other number of entries',
      inputs: [[2, 6]],
      options: { shape: [2, 5] },
      option: 'shape',
      message: 'an input of 2×6 has 12 entries, but 2·5 = 10.',
    },
    {
      name: 'no extent would fit',
      inputs: [[2, 6]],
      options: { shape: [5, -1] },
      option: 'shape',
      message: 'which 5 does not divide: 12 = 5·2 + 2.',
    },
    { name: 'two to infer', inputs: [[1, 4]], options: { shape: [-1, -1] }, option: 'shape', message: 'only one' },
  ],
});
