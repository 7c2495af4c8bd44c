/** Seeded masks of dropout layers: the same in every pass of a run, and PyTorch's own for its generator. */
import { uniform53 } from '../../init';
import { number } from '../../options';
import type { Rng } from '../../rng';
import { sizeOf, type Shape } from '../../tensor';
import { SELU_ALPHA, SELU_SCALE } from './selu';

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

/** The same for whole maps: one draw for each sample and channel. */
export function keepMaps(shape: Shape, p: number, rng: Rng): Float64Array {
  const cells = sizeOf(shape.slice(2));
  const maps = keepMask(shape[0]! * (shape[1] ?? 1), p, rng);
  return Float64Array.from({ length: sizeOf(shape) }, (_, flat) => maps[Math.floor(flat / cells)]!);
}

/** α′ = −λα, what SELU comes near to for large negative entries: a dropped entry becomes it. */
const DROPPED = -SELU_ALPHA * SELU_SCALE;

/** Slopes and shifts of alpha dropout, which keep mean 0 and variance 1. */
export function alphaDrawn(kept: Float64Array, p: number): { slope: Float64Array; shift?: Float64Array } {
  if (p === 1) return { slope: kept };
  const scale = 1 / Math.sqrt((1 - p) * (1 + p * DROPPED ** 2));
  return { slope: kept.map((m) => m * scale), shift: kept.map((m) => scale * DROPPED * (1 - m - p)) };
}
