import { number } from '../options';
import { definePadding } from './shared/padding';

export default definePadding({
  type: 'ConstantPad3d',
  dims: 3,
  doc: 'Puts a number around each volume. Backward cuts δ back to the volume.',
  formula: {
    forward: 'a[c,z,x,y] = z[c, z − front, x − top, y − left], value outside',
    backward: '∂C/∂z[c,h,i,j] = δ[c, h + front, i + top, j + left]',
  },
  options: { value: number({ doc: 'The number around the volume.' }) },
  fill: ({ value }) => value,
  given: { value: -1.25 },
  torch: 'nn.ConstantPad3d(padding, value)(x)',
  mode: 'zeros',
  rejects: [
    { name: 'no value', inputs: [[1, 1, 2, 2, 2]], options: { padding: 1 }, message: 'ConstantPad3d needs "value"' },
  ],
});
