import { number } from '../options';
import { definePadding } from './shared/padding';

export default definePadding({
  type: 'ConstantPad1d',
  dims: 1,
  doc: 'Puts a number around each sequence. Backward cuts δ back to the sequence.',
  formula: {
    forward: 'a[c,x] = z[c, x − left], value outside',
    backward: '∂C/∂z[c,i] = δ[c, i + left]',
  },
  options: { value: number({ doc: 'The number around the sequence.' }) },
  fill: ({ value }) => value,
  given: { value: -1.25 },
  torch: 'nn.ConstantPad1d(padding, value)(x)',
  mode: 'zeros',
  rejects: [{ name: 'no value', inputs: [[1, 1, 2]], options: { padding: 1 }, message: 'ConstantPad1d needs "value"' }],
});
