import { definePadding } from './shared/padding';

export default definePadding({
  type: 'ZeroPad3d',
  dims: 3,
  doc: 'Puts zeros around each volume. Backward cuts δ back to the volume.',
  formula: {
    forward: 'a[c,z,x,y] = z[c, z − front, x − top, y − left], 0 outside',
    backward: '∂C/∂z[c,h,i,j] = δ[c, h + front, i + top, j + left]',
  },
  options: {},
  torch: 'nn.ConstantPad3d(padding, 0.0)(x)',
  mode: 'zeros',
});
