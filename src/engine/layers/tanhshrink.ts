import { defineActivation } from './shared/elementwise';

/** z − tanh(z). Near 0 the two cancel: there it is (z cosh z − sinh z)/cosh z, the numerator Σ 2k z^(2k+1)/(2k+1)!. */
function tanhshrink(z: number): number {
  if (!(Math.abs(z) < 1)) return z - Math.tanh(z);
  let sum = 0;
  let power = z;
  for (let k = 1; k <= 10; k++) {
    power *= (z * z) / (2 * k) / (2 * k + 1);
    sum += 2 * k * power;
  }
  return sum / Math.cosh(z);
}

export default defineActivation({
  type: 'Tanhshrink',
  doc: 'What tanh takes away from every entry: 0 near 0, and one less far out.',
  torch: 'F.tanhshrink(x)',
  formula: { forward: 'a = z − tanh(z)', backward: '∂C/∂z = δ · tanh²(z)' },
  options: {},
  symbol: 'f',
  multiplications: 1,
  value: tanhshrink,
  slope: (z) => Math.tanh(z) ** 2,
  samples: [
    { name: 'large and small entries', inputs: [[3, 6]], options: {}, range: [-20, 20] },
    { name: 'whole numbers', inputs: [[2, 2, 3, 5]], options: {}, integers: true },
  ],
});
