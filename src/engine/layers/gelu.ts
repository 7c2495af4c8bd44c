import { choice } from '../options';
import { defineActivation } from './shared/elementwise';
import { normalCumulative, normalDensity } from './shared/erf';

const tanhArgument = (z: number): number => Math.sqrt(2 / Math.PI) * (z + 0.044715 * z ** 3);
const tanhArgumentSlope = (z: number): number => Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * z * z);

/** 0.5 (1 + tanh u) is the logistic function of 2u, which loses no digits where it is small. */
const approximateCumulative = (z: number): number => 1 / (1 + Math.exp(-2 * tanhArgument(z)));

/** d/dz of it: 2 u′ s(1 − s). Far out s(1 − s) is 0 while u′ grows; their product is 0. */
function approximateDensity(z: number): number {
  const spread = approximateCumulative(z) * approximateCumulative(-z);
  return spread === 0 ? 0 : 2 * spread * tanhArgumentSlope(z);
}

export default defineActivation({
  type: 'GELU',
  doc: 'Weighs every entry with the probability Φ(z) that a standard normal number is smaller. Hendrycks and Gimpel, arXiv:1606.08415, where the tanh form is too.',
  torch: 'F.gelu(x, approximate=approximate)',
  formula: {
    forward: 'a = z · Φ(z), Φ(z) = (1 + erf(z/√2))/2; "tanh": Φ(z) ≈ (1 + tanh(√(2/π) (z + 0.044715 z³)))/2',
    backward: '∂C/∂z = δ · (Φ(z) + z · Φ′(z))',
  },
  options: {
    approximate: choice({ of: ['none', 'tanh'], default: 'none', doc: '"tanh" takes a formula near Φ instead of Φ.' }),
  },
  symbol: 'GELU',
  multiplications: 1,
  value: (z, o) => z * (o.approximate === 'tanh' ? approximateCumulative(z) : normalCumulative(z)),
  slope: (z, _a, o) =>
    o.approximate === 'tanh'
      ? approximateCumulative(z) + z * approximateDensity(z)
      : normalCumulative(z) + z * normalDensity(z),
  samples: [
    { name: 'large and small entries', inputs: [[3, 6]], options: {}, range: [-9, 9] },
    { name: 'the tanh form', inputs: [[2, 3, 5]], options: { approximate: 'tanh' } },
    { name: 'the tanh form, whole numbers', inputs: [[2, 2, 3, 5]], options: { approximate: 'tanh' }, integers: true },
    { name: 'whole numbers', inputs: [[2, 2, 3, 5]], options: {}, integers: true },
  ],
});
