/** The sums behind single entries of layers that join tensors entry by entry. */
import type { EntryTarget, LayerState, ParameterDocs, TermSum } from '../../layer';
import { ravel, type Tensor } from '../../tensor';
import { sourceIndex } from './broadcast';
import { slopeAt, type Binary, type BinaryOptions, type BinarySaved } from './operands';
import { alone, deltaSum } from './readers';
import { factorAt, fixed, local, symbol } from './symbols';

/** Output: two summands as they stand. ∂C/∂input: δ times the slope, over all outputs that the entry was repeated to. */
export function binaryTerms(
  binary: Binary,
  target: EntryTarget,
  index: readonly number[],
  { delta, saved, inputs }: LayerState<BinaryOptions, ParameterDocs, BinarySaved>,
): TermSum | undefined {
  if (target.kind === 'output') return outputTerms(binary, index, inputs, saved);
  if (!delta || target.kind !== 'inputDelta') return undefined;
  const { input } = target;
  const place = ravel(index, inputs[input]!.shape);
  const from = saved.from[input]!;
  const outputs = [...from.keys()].filter((at) => from[at] === place);
  const slope = binary.slopeSymbols[Math.min(input, 1)]!;
  const of = (at: number): number => slopeAt(binary, saved, input, at);
  const sum = deltaSum(outputs, delta, slope === '' ? undefined : { symbol: slope, varies: !/^[−\d]/.test(slope), of });
  const note =
    outputs.length > 1
      ? 'the entry was repeated: sum over all outputs that it went to'
      : 'one output reads this entry: its δ, times the slope';
  return { ...sum, note };
}

/** Two summands as they stand; of other functions the value. */
function outputTerms(
  { slopeSymbols, type }: Binary,
  index: readonly number[],
  inputs: readonly Tensor[],
  { other }: BinarySaved,
): TermSum | undefined {
  const places = inputs.map(({ shape }) => sourceIndex(index, shape));
  const factors = inputs.map((tensor, input) => factorAt({ kind: 'input', input }, tensor, places[input]!));
  if (type === 'Mul') {
    const second = factors[1] ?? local(other!);
    const symbols = factors.map((_, k) => symbol('ab'[k]!, fixed(places[k]!, inputs[k]!.shape)));
    const product = factors[0]!.value * second.value;
    return {
      indices: [],
      factors: [symbols[0]!, symbols[1] ?? symbol(String(other))],
      terms: [{ at: [], factors: [factors[0]!, second], product }],
    };
  }
  if (slopeSymbols[0] !== '' || slopeSymbols[1] !== '' || inputs.length > 2) return undefined;
  const sum = alone('a', factors[0]!, inputs[0]!.shape, 'entry by entry');
  const summand = factors[1];
  const plus = summand
    ? { factor: summand, symbol: symbol('b', fixed(places[1]!, inputs[1]!.shape)) }
    : { factor: local(other!), symbol: symbol(String(other)) };
  return { ...sum, plus };
}
