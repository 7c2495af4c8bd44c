import { defineSpread } from './shared/spread';

export default defineSpread({
  type: 'Std',
  doc: 'Takes the standard deviation of the entries along axes, over m − 1 unless "correction" says otherwise. Where all are equal its gradient is taken as 0, as in PyTorch.',
  formula: { forward: 'a = √(1/(m − 1) Σ (z − μ)²)', backward: '∂C/∂z = δ · (z − μ)/((m − 1) a)' },
  value: Math.sqrt,
  slope: (slope, value) => (value === 0 ? 0 : slope / (2 * value)),
  slopeSymbol: '(z − μ)/((m − 1)a)',
});
