import { defineSpread } from './shared/spread';

export default defineSpread({
  type: 'Var',
  doc: 'Takes the variance of the entries along axes, over m − 1 unless "correction" says otherwise.',
  formula: { forward: 'a = 1/(m − 1) Σ (z − μ)²', backward: '∂C/∂z = δ · 2 (z − μ)/(m − 1)' },
  value: (variance) => variance,
  slope: (slope) => slope,
  slopeSymbol: '2(z − μ)/(m − 1)',
});
