import { number } from '../options';
import { defineActivation, sides } from './shared/elementwise';

export default defineActivation({
  type: 'Hardtanh',
  doc: 'Clips every entry to min_val … max_val. At both ends the derivative is taken as 0, as PyTorch does.',
  torch: 'F.hardtanh(x, min_val, max_val)',
  formula: {
    forward: 'a = min(max(min_val, z), max_val)',
    backward: '∂C/∂z = δ where min_val < z < max_val, else 0',
  },
  options: {
    min_val: number({ default: -1, doc: 'Least output.' }),
    max_val: number({ default: 1, doc: 'Largest output; above min_val.' }),
  },
  fault: ({ min_val, max_val }) =>
    max_val > min_val
      ? undefined
      : { option: 'max_val', message: `max_val ${max_val} must be above min_val ${min_val}.` },
  symbol: 'f',
  value: (z, o) => (z <= o.min_val ? o.min_val : z >= o.max_val ? o.max_val : z),
  slope: (z, _a, o) => (z <= o.min_val || z >= o.max_val ? 0 : 1),
  piece: (z, o) => sides(z, o.min_val, o.max_val),
  samples: [
    { name: 'entries at both ends', inputs: [[2, 2, 3, 5]], options: {}, integers: true },
    { name: 'ends that are not symmetric', inputs: [[2, 7]], options: { min_val: -0.25, max_val: 1.5 } },
    { name: 'ends above 0', inputs: [[2, 3, 5]], options: { min_val: 0.5, max_val: 0.75 } },
  ],
  rejects: [
    {
      name: 'ends in the wrong order',
      inputs: [[2, 3]],
      options: { min_val: 1, max_val: 1 },
      option: 'max_val',
      message: 'max_val 1 must be above min_val 1.',
    },
  ],
});
