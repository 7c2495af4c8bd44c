/** The sums behind every entry of a norm: γ x̂ + β, and on the way back what each output of the group hands over. */
import type { EntryTarget, Factor, FactorSymbol, LayerState, ParameterDocs, TermSum } from '../../layer';
import { ravel, unravel, type Tensor } from '../../tensor';
import { entriesOfWeight, groupMembers, groupOf, membersOf, weightOf } from './normLayout';
import { inverseDeviation, type NormSaved } from './normPasses';
import { deltaSum } from './readers';
import { BIAS, DELTA, factorAt, fixed, local, symbol, WEIGHT } from './symbols';

type State<O> = LayerState<O, ParameterDocs, NormSaved>;

export function normTerms<O>(target: EntryTarget, index: readonly number[], state: State<O>): TermSum | undefined {
  if (target.kind === 'output') return outputTerms(index, state);
  const { delta, output, saved } = state;
  if (!delta) return undefined;
  if (target.kind === 'inputDelta') {
    return saved.feedback === 'none' ? givenStatistics(index, delta, state) : inputTerms(index, delta, state);
  }
  const own = state.parameters[target.parameter]!;
  const entries = entriesOfWeight(saved.layout, ravel(index, own.shape), output.data.length);
  if (target.parameter === 'bias')
    return { ...deltaSum(entries, delta), note: 'β is added to all of them: sum their δ' };
  const x = { symbol: 'x̂', varies: true, of: (at: number) => saved.normalised.data[at]! };
  return { ...deltaSum(entries, delta, x), note: 'γ multiplies all of these: sum them' };
}

/** γ x̂ + β */
function outputTerms(index: readonly number[], { output, parameters, saved }: State<unknown>): TermSum {
  const flat = ravel(index, output.shape);
  const at = weightOf(saved.layout, flat);
  const factors = [local(saved.normalised.data[flat]!)];
  const symbols = [symbol('x̂', fixed(index, output.shape))];
  const weight = parameters['weight'];
  if (weight) push(factors, symbols, factorAt(WEIGHT, weight, unravel(at, weight.shape)), 'γ');
  const product = factors.reduce((all, { value }) => all * value, 1);
  const terms: TermSum = {
    indices: [],
    factors: symbols,
    terms: [{ at: [], factors, product }],
    note: noteOf(saved, flat),
  };
  const bias = parameters['bias'];
  if (!bias) return terms;
  const factor = factorAt(BIAS, bias, unravel(at, bias.shape));
  return { ...terms, plus: { factor, symbol: symbol('β', factor.index) } };
}

function push(factors: Factor[], symbols: FactorSymbol[], factor: Factor, name: string): void {
  factors.push(factor);
  symbols.push(symbol(name, factor.index));
}

/** `x̂ = (x − μ)/√(σ² + ε) with μ = 0.25, σ² = 1.5` */
function noteOf({ layout, statistics, feedback, epsilon }: NormSaved, flat: number): string {
  const { mean, variance } = statistics[groupOf(layout, flat)]!;
  const short = (value: number): string => String(Number(value.toPrecision(6))).replace('-', '−');
  if (feedback === 'mean square')
    return `x̂ = x/√(m + ε) with the mean square m = ${short(variance)}, ε = ${short(epsilon)}`;
  const whose = feedback === 'none' ? 'running' : layout.blocks > 1 ? 'of the batch' : 'of its group';
  return `x̂ = (x − μ)/√(σ² + ε), ${whose}: μ = ${short(mean)}, σ² = ${short(variance)}, ε = ${short(epsilon)}`;
}

/** Running statistics are constants: δ γ/√(σ² + ε). */
function givenStatistics(index: readonly number[], delta: Tensor, { parameters, saved }: State<unknown>): TermSum {
  const flat = ravel(index, delta.shape);
  const { layout, statistics, epsilon } = saved;
  const factors = [factorAt(DELTA, delta, index)];
  const symbols = [symbol('δ', fixed(index, delta.shape))];
  const weight = parameters['weight'];
  if (weight) push(factors, symbols, factorAt(WEIGHT, weight, unravel(weightOf(layout, flat), weight.shape)), 'γ');
  factors.push(local(inverseDeviation(statistics[groupOf(layout, flat)]!, epsilon)));
  symbols.push(symbol('1/√(σ² + ε)'));
  const product = factors.reduce((all, { value }) => all * value, 1);
  const note = 'the running statistics are constants: x moves its own output only';
  return { indices: [], factors: symbols, terms: [{ at: [], factors, product }], note };
}

/** ∂C/∂x_i = Σ_j δ_j ∂y_j/∂x_i, ∂y_j/∂x_i = γ_j (⟦i = j⟧ − 1/n − x̂_i x̂_j/n)/√(σ² + ε); 1/n only where a mean is taken off. */
function inputTerms(index: readonly number[], delta: Tensor, { parameters, saved }: State<unknown>): TermSum {
  const { layout, statistics, epsilon, feedback, normalised } = saved;
  const i = ravel(index, delta.shape);
  const group = groupOf(layout, i);
  const count = membersOf(layout);
  const inverse = inverseDeviation(statistics[group]!, epsilon);
  const mean = feedback === 'mean and variance' ? 1 / count : 0;
  const slope = (j: number): number => {
    const gamma = parameters['weight']?.data[weightOf(layout, j)] ?? 1;
    return gamma * inverse * ((i === j ? 1 : 0) - mean - (normalised.data[i]! * normalised.data[j]!) / count);
  };
  const sum = deltaSum(groupMembers(layout, group), delta, { symbol: '∂y/∂x', varies: true, of: slope });
  const through = mean ? 'through mean and variance' : 'through the mean square';
  return { ...sum, note: `x moves every output of its group ${through}` };
}
