/** Layers that keep the largest of some entries, other than sliding windows. Of equals the first wins, NaN wins over numbers. */
import { defineLayer, type DoesNotFit, type EntryTarget, type Layer, type LayerState } from '../../layer';
import type { ParameterDocs, Reject, Sample, TermSum, Window } from '../../layer';
import type { OptionSpecs, OptionsOf } from '../../options';
import { ravel, sizeOf, unravel, zeros, type Shape, type Tensor } from '../../tensor';
import { alone, deltaSum, listOf, readersOf, type Lists } from './readers';
import { factorAt, INPUT } from './symbols';

export interface Candidates {
  readonly output: Shape;
  readonly arithmetic: readonly string[];
  readonly window?: Window;
  /** By output: the flat positions that it takes the largest of, in the order in which ties are broken. */
  of(output: number): readonly number[] | Int32Array;
}

export interface Maximum<S extends OptionSpecs> {
  readonly type: string;
  readonly doc: string;
  readonly formula: { readonly forward: string; readonly backward: string };
  readonly options: S;
  readonly torch: string;
  readonly samples: readonly Sample[];
  readonly rejects: readonly Reject[];
  hint?(options: OptionsOf<S>): string;
  plan(input: Shape, options: OptionsOf<S>): Candidates | DoesNotFit;
}

interface Saved {
  readonly shape: Shape;
  readonly candidates: Lists;
  readonly argmax: Int32Array;
}

function listsOf({ output, of }: Candidates): Lists {
  const all = Array.from({ length: sizeOf(output) }, (_, at) => of(at));
  const first = new Int32Array(all.length + 1);
  for (const [at, list] of all.entries()) first[at + 1] = first[at]! + list.length;
  const entries = new Int32Array(first[all.length]!);
  for (const [at, list] of all.entries()) entries.set(list, first[at]);
  return { first, entries };
}

function argmaxOf({ data }: Tensor, candidates: Int32Array): number {
  let best = candidates[0]!;
  for (const at of candidates) {
    if (data[best]! !== data[best]!) break;
    if (data[at]! > data[best]! || data[at]! !== data[at]!) best = at;
  }
  return best;
}

export function defineMaximum<S extends OptionSpecs>({ plan, ...rest }: Maximum<S>): Layer {
  return defineLayer({
    ...rest,
    parameters: {},

    shape([input], o) {
      const made = plan(input!, o);
      if ('ok' in made) return made;
      const { output, arithmetic, window } = made;
      return { ok: true, output, parameters: {}, arithmetic, multiplyAdds: 0, ...(window && { window }) };
    },

    forward([input], _parameters, o): { output: Tensor; saved: Saved } {
      const made = plan(input!.shape, o) as Candidates;
      const candidates = listsOf(made);
      const output = zeros(made.output);
      const argmax = Int32Array.from(output.data, (_, at) => argmaxOf(input!, listOf(candidates, at)));
      for (let at = 0; at < argmax.length; at++) output.data[at] = input!.data[argmax[at]!]!;
      return { output, saved: { shape: input!.shape, candidates, argmax } };
    },

    /** δ goes to the maximum; where sets overlap, an entry collects from several. */
    backward(delta, { shape, argmax }) {
      const dx = zeros(shape);
      for (let at = 0; at < argmax.length; at++) dx.data[argmax[at]!]! += delta.data[at]!;
      return { inputs: [dx], parameters: {} };
    },

    branch: ({ argmax }) => argmax.slice(),

    probe([input], _parameters, _options, { candidates }) {
      const readers = readersOf(candidates, input!.data.length);
      const maximum = (flat: number): number => argmaxOf(input!, listOf(candidates, flat));
      return {
        reach: (_source, flat) => listOf(readers, flat),
        output: (flat) => input!.data[maximum(flat)]!,
        branch: maximum,
      };
    },

    terms,
  });
}

function terms(
  target: EntryTarget,
  index: readonly number[],
  { inputs, output, delta, saved: { shape, argmax } }: LayerState<unknown, ParameterDocs, Saved>,
): TermSum | undefined {
  if (target.kind === 'output') {
    const place = unravel(argmax[ravel(index, output.shape)]!, shape);
    return alone('z', factorAt(INPUT, inputs[0]!, place), shape, 'the largest of its entries');
  }
  if (!delta) return undefined;
  const entry = ravel(index, shape);
  const outputs = [...argmax.keys()].filter((at) => argmax[at] === entry);
  const note = outputs.length === 0 ? 'this entry is no maximum, so its gradient is 0' : 'the maximum passes on δ';
  return { ...deltaSum(outputs, delta), note };
}
