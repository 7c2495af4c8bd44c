/** Where cells of an enlarged or shrunk axis come from, as in PyTorch's `interpolate`. */
import type { Share, Shares } from './resampling';

export interface Scaled {
  readonly input: number;
  readonly output: number;
  /** `scale_factor` where it was given. */
  readonly factor: number | undefined;
}

/** ⌊k · in/out⌋ in single precision, in which PyTorch computes it for every type of tensor. */
export function nearest({ input, output, factor }: Scaled): Shares {
  const step = Math.fround(factor === undefined ? input / output : 1 / factor);
  return Array.from({ length: output }, (_, at): Share => {
    return { from: Math.min(Math.floor(Math.fround(at * step)), input - 1), weights: [1] };
  });
}

/**
 * The two neighbours of k, weighted by nearness. With `alignCorners` first and last cells lie on each other; else edges
 * do. An axis that keeps its size is copied, whatever the factor was (as PyTorch does on the CPU).
 */
export function linear({ input, output, factor }: Scaled, alignCorners: boolean): Shares {
  if (output === input) return Array.from({ length: output }, (_, from): Share => ({ from, weights: [1] }));
  const step = alignCorners
    ? output > 1
      ? (input - 1) / (output - 1)
      : 0
    : factor === undefined
      ? input / output
      : 1 / factor;
  return Array.from({ length: output }, (_, at): Share => {
    const place = alignCorners ? step * at : Math.max(0, step * (at + 0.5) - 0.5);
    const from = Math.min(Math.floor(place), input - 1);
    if (from === input - 1) return { from, weights: [1] };
    const right = Math.min(place - from, 1);
    return right === 0 ? { from, weights: [1] } : { from, weights: [1 - right, right] };
  });
}
