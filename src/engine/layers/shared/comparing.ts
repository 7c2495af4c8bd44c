/**
 * Losses that compare several tensors of the network with each other, sample by sample. They are layers, whose output is
 * a number: it is C where the network's loss is "Sum", or a part of it.
 */
import { defineLayer, type EntryTarget, type Layer, type LayerState, type ParameterDocs } from '../../layer';
import type { Reject, Sample, ShapeProblem, TermSum } from '../../layer';
import { scaleOf } from '../../losses/shared/reduction';
import type { Option, OptionsOf } from '../../options';
import { formatShape, sameShape, sizeOf, tensor, zeros, type Shape, type Tensor } from '../../tensor';
import { factorAt, fixed, DELTA, local, symbol } from './symbols';

type Reducing = { readonly reduction: Option<'mean' | 'sum'> };

export interface Comparing<S extends Reducing> {
  readonly type: string;
  readonly doc: string;
  readonly formula: { readonly forward: string; readonly backward: string };
  readonly options: S;
  readonly torch: string;
  readonly arity: number;
  /** Are samples rows of features (N×D), or each entry for itself? */
  readonly samplesAre: 'rows' | 'entries';
  problem?(samples: number, options: OptionsOf<S>): ShapeProblem | undefined;
  /** Of sample n, which has a row in each input. */
  value(rows: readonly Float64Array[], options: OptionsOf<S>, n: number): number;
  /** ∂value/∂entry, by input. */
  slopes(rows: readonly Float64Array[], options: OptionsOf<S>, n: number): readonly Float64Array[];
  /** Which piece the sample lies on. */
  piece(rows: readonly Float64Array[], options: OptionsOf<S>, n: number): number;
  readonly samples: readonly Sample[];
  readonly rejects: readonly Reject[];
}

interface Saved {
  readonly inputs: readonly Tensor[];
  readonly pieces: number;
}

export function defineComparing<S extends Reducing>(made: Comparing<S>): Layer {
  const { type, doc, formula, options, torch, arity, samplesAre, samples, rejects, value, slopes, piece } = made;
  const countOf = (shape: Shape): number => (samplesAre === 'rows' ? shape[0]! : sizeOf(shape));
  const rowsAt = (inputs: readonly Tensor[], n: number): Float64Array[] =>
    inputs.map(({ shape, data }) => {
      const width = data.length / countOf(shape);
      return data.subarray(n * width, (n + 1) * width);
    });
  // TypeScript does not see through the options of a type that is still open.
  const scale = (o: OptionsOf<S>, count: number): number =>
    scaleOf((o as { readonly reduction: 'mean' | 'sum' }).reduction, count);
  const indicesOf = (inputs: readonly Tensor[]): number[] => [...Array(countOf(inputs[0]!.shape)).keys()];
  const total = (inputs: readonly Tensor[], o: OptionsOf<S>): number => {
    const all = indicesOf(inputs);
    return all.reduce((sum, n) => sum + value(rowsAt(inputs, n), o, n), 0) * scale(o, all.length);
  };
  const pieceOf = (inputs: readonly Tensor[], o: OptionsOf<S>): number =>
    indicesOf(inputs).reduce((code, n) => (Math.imul(code, 31) + piece(rowsAt(inputs, n), o, n) + 7) | 0, 0);

  return defineLayer({
    type,
    doc,
    formula,
    options,
    torch,
    arity,
    samples,
    rejects,
    parameters: {},

    shape(inputs, o) {
      const [first] = inputs as [Shape];
      const shapes = inputs.map(formatShape).join(' and ');
      if (inputs.some((shape) => !sameShape(shape, first)) || (samplesAre === 'rows' && first.length !== 2)) {
        const wanted = samplesAre === 'rows' ? 'inputs N×D, all alike' : 'inputs of the same shape';
        return { ok: false, problems: [{ message: `${type} needs ${wanted}, but gets ${shapes}.` }] };
      }
      const wrong = made.problem?.(countOf(first), o);
      if (wrong) return { ok: false, problems: [wrong] };
      return { ok: true, output: [], parameters: {}, arithmetic: [], multiplyAdds: sizeOf(first) * arity };
    },

    forward(inputs, _parameters, o): { output: Tensor; saved: Saved } {
      return { output: tensor([], [total(inputs, o)]), saved: { inputs, pieces: pieceOf(inputs, o) } };
    },

    backward(delta, { inputs }, _parameters, o) {
      const dx = inputs.map(({ shape }) => zeros(shape));
      const all = indicesOf(inputs);
      const factor = delta.data[0]! * scale(o, all.length);
      for (const n of all) {
        const own = slopes(rowsAt(inputs, n), o, n);
        for (const [input, row] of rowsAt(dx, n).entries()) {
          for (let k = 0; k < row.length; k++) row[k] = factor * own[input]![k]!;
        }
      }
      return { inputs: dx, parameters: {} };
    },

    branch: ({ pieces }) => Int32Array.of(pieces),
    turn: 'crosses its margin',

    probe: (inputs, _parameters, o) => ({
      reach: () => [0],
      output: () => total(inputs, o),
      branch: () => pieceOf(inputs, o),
    }),

    /** δ · 1/N · ∂l/∂x */
    terms(
      target: EntryTarget,
      index: readonly number[],
      { inputs, delta, options: o }: LayerState<OptionsOf<S>, ParameterDocs, Saved>,
    ): TermSum | undefined {
      if (target.kind !== 'inputDelta' || !delta) return undefined;
      const { shape } = inputs[target.input]!;
      const count = countOf(shape);
      const flat = index.reduce((at, place, axis) => at * shape[axis]! + place, 0);
      const width = sizeOf(shape) / count;
      const n = Math.floor(flat / width);
      const slope = slopes(rowsAt(inputs, n), o, n)[target.input]![flat % width]!;
      const factors = [factorAt(DELTA, delta, []), local(scale(o, count)), local(slope)];
      const mean = scale(o, count) === 1 ? '1' : `1/${count}`;
      return {
        indices: [],
        factors: [symbol('δ'), symbol(mean), symbol('∂l/∂x', fixed(index, shape))],
        terms: [{ at: [], factors, product: factors.reduce((all, one) => all * one.value, 1) }],
        note: slope === 0 ? 'this sample is far enough: it has no part in the loss' : 'l is the loss of this sample',
      };
    },
  });
}

/** What is wrong with a list of ±1, one for each sample. */
export function signsProblem(target: readonly number[], samples: number): ShapeProblem | undefined {
  if (target.length !== samples) {
    return { option: 'target', message: `${target.length} targets do not go with ${samples} samples: one for each.` };
  }
  const wrong = target.findIndex((y) => y !== 1 && y !== -1);
  if (wrong < 0) return undefined;
  return { option: 'target', message: `target[${wrong}] is ${target[wrong]}, but must be 1 or −1.` };
}
