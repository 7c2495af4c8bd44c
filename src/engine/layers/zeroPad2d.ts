import { definePadding } from './shared/padding2d';

export default definePadding({
  type: 'ZeroPad2d',
  doc: 'Puts zeros around each map. Backward cuts δ back to the map.',
  formula: {
    forward: 'a[c,x,y] = z[c, x − top, y − left], 0 outside',
    backward: '∂C/∂z[c,i,j] = δ[c, i + top, j + left]',
  },
  options: {},
  torch: 'nn.ZeroPad2d(padding)(x)',
  cell: (at, extent) => (at >= 0 && at < extent ? at : -1),
});
