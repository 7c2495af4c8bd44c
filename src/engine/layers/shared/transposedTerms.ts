/** The sums behind every entry of a transposed convolution, with what each means. */
import type { EntryTarget, TermSum } from '../../layer';
import { biasSum, coverSum, weightSum, windowSum, type Role } from './convolutionSums';
import { plusBias, type ConvolutionState } from './convolutionTerms';
import { DELTA, INPUT } from './symbols';

export function transposedTerms(
  target: EntryTarget,
  index: readonly number[],
  { inputs, delta, parameters, saved: { geometry } }: ConvolutionState,
): TermSum | undefined {
  const { weight, bias } = parameters;
  const input: Role = { tensor: inputs[0]!, source: INPUT, symbol: 'a', channel: 'c' };
  if (target.kind === 'output') {
    const sum = coverSum(index, input, weight, geometry);
    const note =
      sum.terms.length > 0
        ? 'every input cell lays the kernel down, weighted by itself; here they add up'
        : 'no kernel is laid on this cell';
    return { ...sum, ...plusBias(bias, index[1]!), note };
  }
  if (!delta) return undefined;
  const output: Role = { tensor: delta, source: DELTA, symbol: 'δ', channel: 'o' };
  if (target.kind === 'inputDelta') {
    const note = 'going back, a window of δ is read with the kernel as it stands';
    return { ...windowSum(index, output, weight, geometry), note };
  }
  return target.parameter === 'weight' ? weightSum(index, output, input, geometry) : biasSum(index[0]!, delta);
}
