import { number } from '../options';
import { definePadding } from './shared/padding';

export default definePadding({
  type: 'ConstantPad2d',
  dims: 2,
  doc: 'Puts a number around each map. Backward cuts δ back to the map.',
  formula: {
    forward: 'a[c,x,y] = z[c, x − top, y − left], value outside',
    backward: '∂C/∂z[c,i,j] = δ[c, i + top, j + left]',
  },
  options: { value: number({ doc: 'The number around the map.' }) },
  fill: ({ value }) => value,
  given: { value: -1.25 },
  torch: 'nn.ConstantPad2d(padding, value)(x)',
  mode: 'zeros',
  rejects: [
    { name: 'no value', inputs: [[1, 1, 2, 2]], options: { padding: 1 }, message: 'ConstantPad2d needs "value"' },
  ],
});
