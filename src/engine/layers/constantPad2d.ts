import { number } from '../options';
import { definePadding } from './shared/padding2d';

export default definePadding({
  type: 'ConstantPad2d',
  doc: 'Puts a number around each map. Backward cuts δ back to the map.',
  formula: {
    forward: 'a[c,x,y] = z[c, x − top, y − left], value outside',
    backward: '∂C/∂z[c,i,j] = δ[c, i + top, j + left]',
  },
  options: { value: number({ doc: 'The number around the map.' }) },
  torch: 'nn.ConstantPad2d(padding, value)(x)',
  cell: (at, extent) => (at >= 0 && at < extent ? at : -1),
  fill: ({ value }) => value,
  given: { value: -1.25 },
  rejects: [
    { name: 'no value', inputs: [[1, 1, 2, 2]], options: { padding: 1 }, message: 'ConstantPad2d needs "value"' },
  ],
});
