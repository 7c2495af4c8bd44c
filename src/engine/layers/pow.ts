import { number } from '../options';
import { powerChange } from './shared/carried';
import { defineActivation, side } from './shared/elementwise';

export default defineActivation({
  type: 'Pow',
  doc: 'Raises every entry to a power. Where the exponent is no whole number, entries below 0 give NaN, as in PyTorch.',
  torch: 'x.pow(exponent)',
  formula: { forward: 'a = z^p', backward: '∂C/∂z = δ · p · z^(p−1)' },
  options: { exponent: number({ doc: 'The power p.' }) },
  defaults: { exponent: 2 },
  symbol: 'pow',
  multiplications: 1,
  value: (z, { exponent }) => z ** exponent,
  slope: (z, _a, { exponent }) => (exponent === 0 ? 0 : exponent * z ** (exponent - 1)),
  difference: (z, by, { exponent }) => powerChange(z, by, exponent),
  // Whole powers are smooth; others, and those of 1/z, break at 0.
  piece: (z, { exponent }) => (Number.isInteger(exponent) && exponent >= 0 ? 0 : side(z)),
  samples: [
    { name: 'cubes', inputs: [[2, 3, 2]], options: { exponent: 3 }, integers: true },
    { name: 'a square root', inputs: [[2, 5]], options: { exponent: 0.5 }, range: [0.25, 3] },
    { name: 'one over the square', inputs: [[2, 5]], options: { exponent: -2 }, range: [0.5, 2] },
    { name: 'a power below 0 of entries below 0', inputs: [[3, 3]], options: { exponent: -1 }, range: [-2, -0.5] },
    { name: 'power 0', inputs: [[2, 2]], options: { exponent: 0 }, integers: true },
    { name: 'a whole power and a half', inputs: [[2, 4]], options: { exponent: 2.5 }, range: [0.25, 2] },
  ],
});
