import { defineSoftmax } from './shared/softmaxFamily';

export default defineSoftmax({
  type: 'Softmin',
  doc: 'Softmax of the negative entries: the smallest gets the largest probability.',
  formula: { forward: 's_i = e^(−z_i)/Σ_j e^(−z_j)', backward: '∂C/∂z_i = −Σ_j δ_j s_j([i = j] − s_i)' },
  torch: 'F.softmin(x, dim)',
  dimDoc: 'Axis whose entries add up to 1; negative counts from the end.',
  sign: -1,
  log: false,
  slope: '∂s/∂z',
  note: '∂s_j/∂z_i = −s_j(1 − s_i) for j = i, and s_j s_i otherwise: raising one entry raises the others',
});
