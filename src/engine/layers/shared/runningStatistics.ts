/** The buffers of norms that keep statistics for later: their specification, and their update in training. */
import type { ParameterSpec } from '../../layer';
import { tensor, type Tensor } from '../../tensor';
import type { Statistics } from './normPasses';

export const RUNNING_STATISTICS = {
  running_mean: { doc: 'mean of each channel, as kept in training', optional: true, buffer: true },
  running_var: { doc: 'variance of each channel, as kept in training', optional: true, buffer: true, positive: true },
  num_batches_tracked: { doc: 'passes in training so far', optional: true, buffer: true, positive: true },
} as const;

export interface Running {
  readonly running_mean?: Tensor | undefined;
  readonly running_var?: Tensor | undefined;
  readonly num_batches_tracked?: Tensor | undefined;
}

/** Mean 0, variance 1, no pass yet. */
export function runningSpecs(channels: number): { readonly [K in keyof typeof RUNNING_STATISTICS]: ParameterSpec } {
  const start = (shape: readonly number[], value: number): ParameterSpec => ({
    shape,
    init: { kind: 'constant', value },
  });
  return { running_mean: start([channels], 0), running_var: start([channels], 1), num_batches_tracked: start([], 0) };
}

/** The statistics to normalise with where those of the batch are not used. */
export const keptStatistics = ({ running_mean, running_var }: Running): Statistics[] =>
  Array.from(running_mean!.data, (mean, channel) => ({ mean, variance: running_var!.data[channel]! }));

/**
 * new = (1 − f) · old + f · seen, with the variance over n − 1. f is the momentum; without one it is 1/passes, which
 * makes the mean of all passes.
 */
export function updatedStatistics(
  running: Running,
  seen: readonly Statistics[],
  count: number,
  momentum: number | null,
): { readonly [name: string]: Tensor } {
  const { running_mean: means, running_var: variances, num_batches_tracked: passes } = running;
  if (!means || !variances) return {};
  const now = (passes?.data[0] ?? 0) + 1;
  const f = momentum ?? 1 / now;
  const unbiased = count > 1 ? count / (count - 1) : 1;
  const mix = (old: Tensor, fresh: (channel: number) => number): Tensor =>
    tensor(
      old.shape,
      old.data.map((value, channel) => (1 - f) * value + f * fresh(channel)),
    );
  return {
    running_mean: mix(means, (channel) => seen[channel]!.mean),
    running_var: mix(variances, (channel) => seen[channel]!.variance * unbiased),
    ...(passes && { num_batches_tracked: tensor([], [now]) }),
  };
}
