/** Layers that compute nothing: every output entry is one entry of an input, or a constant. */
import {
  defineLayer,
  type DoesNotFit,
  type Layer,
  type LayerState,
  type ParameterDocs,
  type Reject,
} from '../../layer';
import type { EntryTarget, Sample, TermSum, Window } from '../../layer';
import type { OptionSpecs, OptionsOf } from '../../options';
import { ravel, sizeOf, unravel, zeros, type Shape, type Tensor } from '../../tensor';
import { alone, deltaSum, listOf, readersOf, single } from './readers';
import { DELTA, factorAt, local } from './symbols';

/** Where the entries of an output come from. */
export interface Gathering {
  readonly output: Shape;
  readonly arithmetic?: readonly string[];
  readonly backwardArithmetic?: string;
  readonly window?: Window;
  /** The constant that stands where `source` is −1. */
  readonly fill?: number;
  /** Flat position of an output entry's source, in the inputs laid one after the other; `index` is reused. */
  source(index: readonly number[]): number;
}

export interface Gather<S extends OptionSpecs> {
  readonly type: string;
  readonly doc: string;
  readonly formula: { readonly forward: string; readonly backward: string };
  readonly options: S;
  readonly arity?: 'many';
  readonly torch: string;
  readonly samples: readonly Sample[];
  readonly rejects: readonly Reject[];
  hint?(options: OptionsOf<S>): string;
  /** As of a layer. */
  mixesSamples?(options: OptionsOf<S>, inputs: readonly Shape[]): boolean;
  plan(inputs: readonly Shape[], options: OptionsOf<S>): Gathering | DoesNotFit;
}

interface Saved {
  readonly shapes: readonly Shape[];
  /** By output: the flat position in the inputs laid one after the other, or −1. */
  readonly from: Int32Array;
}

/** Flat positions of all outputs' sources. */
function sourcesOf({ output, source }: Gathering): Int32Array {
  const from = new Int32Array(sizeOf(output));
  const index = output.map(() => 0);
  for (let at = 0; at < from.length; at++) {
    from[at] = source(index);
    for (let axis = index.length - 1; axis >= 0 && ++index[axis]! === output[axis]!; axis--) index[axis] = 0;
  }
  return from;
}

/** Where each input starts when they are laid one after the other; the last number is the end of all. */
function startsOf(shapes: readonly Shape[]): number[] {
  const starts = [0];
  for (const shape of shapes) starts.push(starts.at(-1)! + sizeOf(shape));
  return starts;
}

export function defineGather<S extends OptionSpecs>(gather: Gather<S>): Layer {
  const { plan, hint, mixesSamples, type, doc, formula, options, torch, samples, rejects, arity } = gather;
  return defineLayer({
    type,
    doc,
    formula,
    options,
    torch,
    samples,
    rejects,
    ...(arity && { arity }),
    ...(hint && { hint }),
    ...(mixesSamples && { mixesSamples }),
    parameters: {},
    affine: true,

    shape(inputs, o) {
      const made = plan(inputs, o);
      if ('ok' in made) return made;
      const { output, arithmetic = [], backwardArithmetic, window } = made;
      return {
        ok: true,
        output,
        parameters: {},
        arithmetic,
        multiplyAdds: 0,
        ...(backwardArithmetic && { backwardArithmetic }),
        ...(window && { window }),
      };
    },

    forward(inputs, _parameters, o): { output: Tensor; saved: Saved } {
      const shapes = inputs.map(({ shape }) => shape);
      const made = plan(shapes, o) as Gathering;
      const from = sourcesOf(made);
      const all = joined(inputs);
      const output = zeros(made.output);
      for (let at = 0; at < from.length; at++) output.data[at] = from[at]! < 0 ? made.fill! : all[from[at]!]!;
      return { output, saved: { shapes, from } };
    },

    /** δ goes back to where the number came from; an entry that was read several times collects. */
    backward(delta, { shapes, from }) {
      const starts = startsOf(shapes);
      const all = new Float64Array(starts.at(-1)!);
      for (let at = 0; at < from.length; at++) if (from[at]! >= 0) all[from[at]!]! += delta.data[at]!;
      const inputs = shapes.map((shape, k) => ({ shape, data: all.slice(starts[k], starts[k + 1]) }));
      return { inputs, parameters: {} };
    },

    probe(inputs, _parameters, o, { shapes, from }) {
      const starts = startsOf(shapes);
      const readers = readersOf(single(from), starts.at(-1)!);
      const fill = from.includes(-1) ? (plan(shapes, o) as Gathering).fill! : 0;
      return {
        reach: (source, flat) => listOf(readers, starts[source.kind === 'input' ? source.input : 0]! + flat),
        output(flat) {
          const at = from[flat]!;
          if (at < 0) return fill;
          const input = inputAt(starts, at);
          return inputs[input]!.data[at - starts[input]!]!;
        },
      };
    },

    terms: gatherTerms,
  });
}

const joined = (inputs: readonly Tensor[]): Float64Array => {
  if (inputs.length === 1) return inputs[0]!.data;
  const starts = startsOf(inputs.map(({ shape }) => shape));
  const all = new Float64Array(starts.at(-1)!);
  for (const [k, { data }] of inputs.entries()) all.set(data, starts[k]);
  return all;
};

/** Which input a position lies in, when they are laid one after the other. */
function inputAt(starts: readonly number[], at: number): number {
  let input = 0;
  while (at >= starts[input + 1]!) input++;
  return input;
}

function gatherTerms(
  target: EntryTarget,
  index: readonly number[],
  { inputs, output, delta, saved: { shapes, from } }: LayerState<unknown, ParameterDocs, Saved>,
): TermSum | undefined {
  const starts = startsOf(shapes);
  if (target.kind === 'output') {
    const at = from[ravel(index, output.shape)]!;
    if (at < 0) {
      const value = output.data[ravel(index, output.shape)]!;
      return { ...alone(String(value), local(value), [], 'a constant that was put around the input') };
    }
    const input = inputAt(starts, at);
    const place = unravel(at - starts[input]!, shapes[input]!);
    const factor = factorAt({ kind: 'input', input }, inputs[input]!, place);
    return alone('a', factor, shapes[input]!, 'only the place changes, not the number');
  }
  if (!delta || target.kind !== 'inputDelta') return undefined;
  const at = starts[target.input]! + ravel(index, shapes[target.input]!);
  const outputs = [...from.keys()].filter((output) => from[output] === at);
  if (outputs.length === 1) {
    const factor = factorAt(DELTA, delta, unravel(outputs[0]!, delta.shape));
    return alone('δ', factor, delta.shape, 'the number only moved, and so does its δ');
  }
  const note =
    outputs.length === 0
      ? 'no output reads this entry, so its gradient is 0'
      : 'the entry is read several times: sum what comes back';
  return { ...deltaSum(outputs, delta), note };
}
