import { defineSoftmax } from './shared/softmaxFamily';

export default defineSoftmax({
  type: 'LogSoftmax',
  doc: 'The logarithm of the softmax along one axis, written so that nothing overflows. NLLLoss after it is the cross-entropy.',
  formula: { forward: 'a_i = z_i − log Σ_j e^(z_j)', backward: '∂C/∂z_i = δ_i − s_i Σ_j δ_j, s = softmax(z)' },
  torch: 'F.log_softmax(x, dim)',
  dimDoc: 'Axis whose probabilities add up to 1; negative counts from the end.',
  sign: 1,
  log: true,
  slope: '∂a/∂z',
  note: '∂a_j/∂z_i = 1 − s_i for j = i, and −s_i otherwise',
});
