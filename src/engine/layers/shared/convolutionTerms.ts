/** The sums behind every entry of a convolution, with what each means. */
import type { EntryTarget, LayerState, ParameterDocs, TermSum } from '../../layer';
import type { ConvolutionGeometry, ConvolutionParameters, ConvolutionSaved } from './convolutionPasses';
import { biasSum, coverSum, placesStand, repeats, weightSum, windowSum, type Role } from './convolutionSums';
import { BIAS, DELTA, factorAt, INPUT, symbol } from './symbols';

export interface ConvolutionState extends Omit<LayerState<unknown, ParameterDocs, unknown>, 'parameters' | 'saved'> {
  readonly parameters: ConvolutionParameters;
  readonly saved: ConvolutionSaved;
}

export function convolutionTerms(
  target: EntryTarget,
  index: readonly number[],
  { inputs, delta, parameters, saved: { geometry } }: ConvolutionState,
): TermSum | undefined {
  const { weight, bias } = parameters;
  const input: Role = { tensor: inputs[0]!, source: INPUT, symbol: 'a', channel: 'c' };
  if (target.kind === 'output') {
    const note = geometry.rotated
      ? 'a convolution: the kernel is read rotated by 180°'
      : 'the window of this output, cell by cell';
    return { ...windowSum(index, input, weight, geometry), ...plusBias(bias, index[1]!), note };
  }
  if (!delta) return undefined;
  const output: Role = { tensor: delta, source: DELTA, symbol: 'δ', channel: 'o' };
  if (target.kind === 'inputDelta') {
    const sum = coverSum(index, output, weight, geometry);
    return { ...sum, note: coverNote(sum.terms.length, geometry) };
  }
  return target.parameter === 'weight' ? weightSum(index, input, output, geometry) : biasSum(index[0]!, delta);
}

/** `+ b[o]` */
export const plusBias = (bias: ConvolutionParameters['bias'], o: number): Pick<TermSum, 'plus'> =>
  bias ? { plus: { factor: factorAt(BIAS, bias, [o]), symbol: symbol('b', [o]) } } : {};

function coverNote(terms: number, geometry: ConvolutionGeometry): string {
  if (terms === 0) return 'no window reads this cell, so its gradient is 0';
  if (repeats(geometry)) return 'over all windows and taps that read this cell, itself or in the padding';
  return geometry.rotated
    ? `${placesStand(geometry)} with a plus in W: going back, the kernel is not rotated again`
    : `${placesStand(geometry)} with a minus in W: going back, the kernel is rotated by 180°`;
}
