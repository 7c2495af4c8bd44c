import { definePadding } from './shared/padding';

export default definePadding({
  type: 'ZeroPad2d',
  dims: 2,
  doc: 'Puts zeros around each map. Backward cuts δ back to the map.',
  formula: {
    forward: 'a[c,x,y] = z[c, x − top, y − left], 0 outside',
    backward: '∂C/∂z[c,i,j] = δ[c, i + top, j + left]',
  },
  options: {},
  torch: 'nn.ZeroPad2d(padding)(x)',
  mode: 'zeros',
});
