import { number } from '../options';
import { exponentialUnitChange } from './shared/carried';
import { defineActivation, side } from './shared/elementwise';

export default defineActivation({
  type: 'CELU',
  doc: 'ELU whose slope is 1 at z = 0 for every alpha. Barron, arXiv:1704.07483.',
  // F.celu takes 1/alpha in float32. Without the clamp, an exponential that nobody uses would overflow to ∞ · 0.
  torch: 'torch.where(x > 0, x, alpha * torch.expm1(x.clamp(max=0) / alpha))',
  formula: {
    forward: 'a = z where z > 0, else alpha · (e^(z/alpha) − 1)',
    backward: '∂C/∂z = δ where z > 0, else δ · e^(z/alpha)',
  },
  options: { alpha: number({ default: 1, doc: 'What large negative entries come near to, without its sign; not 0.' }) },
  fault: ({ alpha }) => (alpha === 0 ? { option: 'alpha', message: 'alpha divides z and must not be 0.' } : undefined),
  symbol: 'CELU',
  multiplications: 2,
  value: (z, o) => (z > 0 ? z : o.alpha * Math.expm1(z / o.alpha)),
  slope: (z, _a, o) => (z > 0 ? 1 : Math.exp(z / o.alpha)),
  difference: (z, by, o) => exponentialUnitChange(z, by, o.alpha, o.alpha),
  steepest: 1,
  piece: side,
  samples: [
    { name: 'zeros, where the pieces meet', inputs: [[2, 2, 3, 5]], options: {}, integers: true },
    { name: 'a small alpha', inputs: [[2, 7]], options: { alpha: 0.3 } },
    { name: 'a large alpha', inputs: [[2, 3, 5]], options: { alpha: 4 } },
  ],
  rejects: [
    { name: 'a division by 0', inputs: [[2, 3]], options: { alpha: 0 }, option: 'alpha', message: 'must not be 0' },
  ],
});
