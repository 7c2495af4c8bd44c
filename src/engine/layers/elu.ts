import { number } from '../options';
import { exponentialUnitChange } from './shared/carried';
import { defineActivation, side } from './shared/elementwise';

export default defineActivation({
  type: 'ELU',
  doc: 'Passes what is positive; the rest goes smoothly to −alpha. Clevert, Unterthiner and Hochreiter, ICLR 2016.',
  torch: 'F.elu(x, alpha)',
  formula: {
    forward: 'a = z where z > 0, else alpha · (e^z − 1)',
    backward: '∂C/∂z = δ where z > 0, else δ · alpha · e^z',
  },
  options: { alpha: number({ default: 1, doc: 'What large negative entries come near to, without its sign.' }) },
  symbol: 'ELU',
  multiplications: 1,
  value: (z, o) => (z > 0 ? z : o.alpha * Math.expm1(z)),
  slope: (z, _a, o) => (z > 0 ? 1 : o.alpha * Math.exp(z)),
  difference: (z, by, o) => exponentialUnitChange(z, by, o.alpha),
  steepest: 1,
  piece: side,
  samples: [
    { name: 'zeros, where the pieces meet', inputs: [[2, 2, 3, 5]], options: { alpha: 1 }, integers: true },
    { name: 'a slope that breaks at 0', inputs: [[2, 7]], options: { alpha: 0.3 } },
    { name: 'alpha below 0', inputs: [[2, 3, 5]], options: { alpha: -1.5 } },
  ],
});
