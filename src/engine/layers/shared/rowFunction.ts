/** Layers that make one number of the entries along some axes, and of nothing else: spreads, norms, extremes. */
import { defineLayer, type EntryTarget, type Layer, type LayerState, type ParameterDocs } from '../../layer';
import type { Reject, Sample, ShapeProblem, TermSum } from '../../layer';
import type { OptionSpecs, OptionsOf } from '../../options';
import { formatShape, ravel, sizeOf, unravel, zeros, type Tensor } from '../../tensor';
import { ownerOf, reductionOf, reductionProblem, type ReducedAxes, type Reduction } from './reducedAxes';
import { DELTA, factorAt, fixed, local, symbol } from './symbols';

export interface RowFunction<S extends OptionSpecs> {
  readonly type: string;
  readonly doc: string;
  readonly formula: { readonly forward: string; readonly backward: string };
  readonly options: S;
  readonly torch: string;
  axes(options: OptionsOf<S>): ReducedAxes;
  /** What is wrong with a row of so many entries. */
  problem?(count: number, options: OptionsOf<S>): ShapeProblem | undefined;
  value(row: Float64Array, options: OptionsOf<S>): number;
  /** ∂value/∂entry; may use the value. */
  slopes(row: Float64Array, value: number, options: OptionsOf<S>): ArrayLike<number>;
  /** For functions made of pieces: which one the row lies on. */
  piece?(row: Float64Array, options: OptionsOf<S>): number;
  readonly turn?: string;
  /** How the slope is written. */
  readonly slopeSymbol: string;
  readonly note: string;
  readonly samples: readonly Sample[];
  readonly rejects: readonly Reject[];
}

interface Saved {
  readonly input: Tensor;
  readonly output: Tensor;
  readonly reduction: Reduction;
  readonly pieces: Int32Array | undefined;
}

function rowOf({ data }: Tensor, { first, offsets }: Reduction, at: number): Float64Array {
  const row = new Float64Array(offsets.length);
  for (let k = 0; k < row.length; k++) row[k] = data[first[at]! + offsets[k]!]!;
  return row;
}

export function defineRowFunction<S extends OptionSpecs>(made: RowFunction<S>): Layer {
  const { type, doc, formula, options, torch, samples, rejects, axes, value, slopes, piece } = made;
  return defineLayer({
    type,
    doc,
    formula,
    options,
    torch,
    samples,
    rejects,
    parameters: {},

    shape([input], o) {
      const problem = reductionProblem(input!, axes(o));
      if (problem) return problem;
      const { output, count } = reductionOf(input!, axes(o));
      const wrong = made.problem?.(count, o);
      if (wrong) return { ok: false, problems: [wrong] };
      const arithmetic = [`${formatShape([count])} → 1`];
      return { ok: true, output, parameters: {}, arithmetic, multiplyAdds: sizeOf(input!) };
    },

    forward([input], _parameters, o): { output: Tensor; saved: Saved } {
      const reduction = reductionOf(input!.shape, axes(o));
      const output = zeros(reduction.output);
      const pieces = piece && new Int32Array(output.data.length);
      for (let at = 0; at < output.data.length; at++) {
        const row = rowOf(input!, reduction, at);
        output.data[at] = value(row, o);
        if (pieces) pieces[at] = piece(row, o);
      }
      return { output, saved: { input: input!, output, reduction, pieces } };
    },

    backward(delta, { input, output, reduction }, _parameters, o) {
      const dx = zeros(input.shape);
      const { first, offsets } = reduction;
      for (let at = 0; at < first.length; at++) {
        const own = slopes(rowOf(input, reduction, at), output.data[at]!, o);
        // A slope of 0 stops even an infinite δ: the entry has no part in the number.
        for (let k = 0; k < offsets.length; k++)
          dx.data[first[at]! + offsets[k]!] = own[k] === 0 ? 0 : own[k]! * delta.data[at]!;
      }
      return { inputs: [dx], parameters: {} };
    },

    ...(piece && { branch: ({ pieces }: Saved) => pieces!.slice() }),
    ...(made.turn && { turn: made.turn }),

    probe([input], _parameters, o, { reduction }) {
      const owner = new Int32Array(1);
      return {
        reach(_source, flat) {
          owner[0] = ownerOf(flat, reduction);
          return owner;
        },
        output: (flat) => value(rowOf(input!, reduction, flat), o),
        ...(piece && { branch: (flat: number) => piece(rowOf(input!, reduction, flat), o) }),
      };
    },

    terms: (target, index, state) => terms(made, target, index, state),
  });
}

/** δ · ∂a/∂z. */
function terms<S extends OptionSpecs>(
  { slopes, slopeSymbol, note }: RowFunction<S>,
  target: EntryTarget,
  index: readonly number[],
  { delta, options, saved: { input, output, reduction } }: LayerState<OptionsOf<S>, ParameterDocs, Saved>,
): TermSum | undefined {
  if (target.kind !== 'inputDelta' || !delta) return undefined;
  const flat = ravel(index, input.shape);
  const owner = ownerOf(flat, reduction);
  const own = reduction.offsets.indexOf(flat - reduction.first[owner]!);
  const slope = slopes(rowOf(input, reduction, owner), output.data[owner]!, options)[own]!;
  const place = unravel(owner, delta.shape);
  const factors = [factorAt(DELTA, delta, place), local(slope)];
  return {
    indices: [],
    factors: [symbol('δ', fixed(place, delta.shape)), symbol(slopeSymbol, fixed(index, input.shape))],
    terms: [{ at: [], factors, product: slope === 0 ? 0 : factors[0]!.value * slope }],
    note,
  };
}
