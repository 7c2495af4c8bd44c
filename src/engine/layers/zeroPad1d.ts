import { definePadding } from './shared/padding';

export default definePadding({
  type: 'ZeroPad1d',
  dims: 1,
  doc: 'Puts zeros around each sequence. Backward cuts δ back to the sequence.',
  formula: {
    forward: 'a[c,x] = z[c, x − left], 0 outside',
    backward: '∂C/∂z[c,i] = δ[c, i + left]',
  },
  options: {},
  torch: 'nn.ConstantPad1d(padding, 0.0)(x)',
  mode: 'zeros',
});
