/** Layers with a weight for each channel: their parameters, and the check of a number of channels that a file states. */
import type { ParameterSpec, ShapeProblem } from '../../layer';

/** What is wrong with a stated number of channels, which may be left out. */
export function channelProblem(option: string, stated: number | undefined, channels: number): ShapeProblem[] {
  if (stated === undefined || stated === channels) return [];
  const has = `the input has ${channels} channel${channels === 1 ? '' : 's'}`;
  return [{ option, message: `${has}, not ${stated}. Write "${option}": ${channels}, or leave it out.` }];
}

/** γ = 1 and β = 0. */
export const scaleAndShiftSpecs = (shape: readonly number[]): { weight: ParameterSpec; bias: ParameterSpec } => ({
  weight: { shape, init: { kind: 'constant', value: 1 } },
  bias: { shape, init: { kind: 'constant', value: 0 } },
});
