/** The sums behind every entry of a Linear layer, over all leading axes (the batch first) and the features. */
import type { EntryTarget, LayerState, ParameterDocs, Term, TermSum } from '../../layer';
import { sizeOf, unravel, type Tensor } from '../../tensor';
import type { LinearParameters } from './linearProbe';
import { BIAS, DELTA, factorAt, fixed, INPUT, symbol, WEIGHT } from './symbols';

type State = Omit<LayerState<unknown, ParameterDocs, unknown>, 'parameters'> & {
  readonly parameters: LinearParameters;
};

export function linearTerms(target: EntryTarget, index: readonly number[], state: State): TermSum | undefined {
  const input = state.inputs[0]!;
  if (target.kind === 'output') return output(index, input, state.parameters);
  if (!state.delta) return undefined;
  if (target.kind === 'inputDelta') return inputDelta(index, state.delta, state.parameters.weight);
  return target.parameter === 'weight'
    ? weightGradient(index, input, state.delta)
    : biasGradient(index[0]!, state.delta);
}

/** z_j = Σ_k W_{j,k} a_k + b_j */
function output(index: readonly number[], input: Tensor, { weight, bias }: LinearParameters): TermSum {
  const [lead, j] = [index.slice(0, -1), index[index.length - 1]!];
  const terms: Term[] = [];
  for (let k = 0; k < weight.shape[1]!; k++) {
    const factors = [factorAt(WEIGHT, weight, [j, k]), factorAt(INPUT, input, [...lead, k])];
    terms.push({ at: [k], factors, product: factors[0]!.value * factors[1]!.value });
  }
  return {
    indices: [{ name: 'k', from: 0, to: weight.shape[1]! - 1 }],
    factors: [symbol('W', [j, 'k']), symbol('a', [...leading(lead, input), 'k'])],
    terms,
    ...(bias && { plus: { factor: factorAt(BIAS, bias, [j]), symbol: symbol('b', [j]) } }),
  };
}

/** ∂C/∂a_k = Σ_j δ_j W_{j,k} */
function inputDelta(index: readonly number[], delta: Tensor, weight: Tensor): TermSum {
  const [lead, k] = [index.slice(0, -1), index[index.length - 1]!];
  const terms: Term[] = [];
  for (let j = 0; j < weight.shape[0]!; j++) {
    const factors = [factorAt(DELTA, delta, [...lead, j]), factorAt(WEIGHT, weight, [j, k])];
    terms.push({ at: [j], factors, product: factors[0]!.value * factors[1]!.value });
  }
  return {
    indices: [{ name: 'j', from: 0, to: weight.shape[0]! - 1 }],
    factors: [symbol('δ', [...leading(lead, delta), 'j']), symbol('W', ['j', k])],
    terms,
    note: 'this input feeds every output: sum over them all',
  };
}

/** ∂C/∂W_{j,k} = Σ_n δ_{n,j} a_{n,k} */
function weightGradient([j, k]: readonly number[], input: Tensor, delta: Tensor): TermSum {
  const sum = overLeadingAxes(delta);
  const terms = sum.positions.map(({ at, lead }): Term => {
    const factors = [factorAt(DELTA, delta, [...lead, j!]), factorAt(INPUT, input, [...lead, k!])];
    return { at, factors, product: factors[0]!.value * factors[1]!.value };
  });
  return {
    indices: sum.indices,
    factors: [symbol('δ', [...sum.names, j!]), symbol('a', [...sum.names, k!])],
    terms,
    note: sum.note,
  };
}

/** ∂C/∂b_j = Σ_n δ_{n,j} */
function biasGradient(j: number, delta: Tensor): TermSum {
  const sum = overLeadingAxes(delta);
  const terms = sum.positions.map(({ at, lead }): Term => {
    const factor = factorAt(DELTA, delta, [...lead, j]);
    return { at, factors: [factor], product: factor.value };
  });
  return { indices: sum.indices, factors: [symbol('δ', [...sum.names, j])], terms, note: sum.note };
}

/** The axes before the features that are summed over: `n`, then `m`, `l`, …; a batch of one sample is left out. */
function overLeadingAxes(delta: Tensor) {
  const extents = delta.shape.slice(0, -1);
  const single = extents[0] === 1 ? 1 : 0;
  const names = extents.map((_, axis) => ['n', 'm', 'l', 'r'][axis] ?? `r${axis}`).slice(single);
  const positions = Array.from({ length: sizeOf(extents) }, (_, flat) => {
    const lead = unravel(flat, extents);
    return { lead, at: lead.slice(single) };
  });
  return {
    names,
    positions,
    indices: names.map((name, axis) => ({ name, from: 0, to: extents[axis + single]! - 1 })),
    note: positions.length > 1 ? 'the weight is shared by the samples: sum them all' : 'one sample: a single product',
  };
}

/** Subscripts of fixed leading axes. */
const leading = (lead: readonly number[], of: Tensor): string[] => fixed([...lead, 0], of.shape).slice(0, -1);
