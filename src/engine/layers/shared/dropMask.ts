/** Seeded masks of dropout layers: the same in every pass of a run, and PyTorch's own for its generator. */
import { uniform53 } from '../../init';
import { number } from '../../options';
import type { Rng } from '../../rng';

export const probability = number({ min: 0, max: 1, default: 0.5, doc: 'Probability of an entry to be dropped.' });

/**
 * `torch.empty(count).bernoulli_(1 − p)`: 1 for what is kept, 0 for what is dropped. PyTorch draws one uniform of 53 bits
 * for each entry (builds with Intel's MKL draw otherwise).
 */
export function keepMask(count: number, p: number, rng: Rng): Float64Array {
  const mask = new Float64Array(count);
  for (let i = 0; i < count; i++) mask[i] = uniform53(rng) < 1 - p ? 1 : 0;
  return mask;
}
