/** Layers that keep the largest of some entries. Of equals the first wins, NaN wins over every number. */
import { defineLayer, type DoesNotFit, type EntryTarget, type Layer, type LayerState } from '../../layer';
import type { ParameterDocs, Reject, Sample, TermSum } from '../../layer';
import type { OptionSpecs, OptionsOf } from '../../options';
import { ravel, unravel, zeros, type Shape, type Tensor } from '../../tensor';
import { forEachOutput, reachOf, type Maps } from './maps';
import { alone, deltaSum, type Lists } from './readers';
import { factorAt, INPUT } from './symbols';

export interface Maximum<S extends OptionSpecs> {
  readonly type: string;
  readonly doc: string;
  readonly formula: { readonly forward: string; readonly backward: string };
  readonly options: S;
  readonly torch: string;
  readonly elsewhere?: { readonly [name: string]: string };
  readonly samples: readonly Sample[];
  readonly rejects: readonly Reject[];
  /** Of several NaN, which one is the maximum: the first for `x.max(dim)`, the last for PyTorch's pools. */
  readonly lastNaN?: true;
  hint?(options: OptionsOf<S>): string;
  plan(input: Shape, options: OptionsOf<S>): Maps | DoesNotFit;
  terms?(target: EntryTarget, index: readonly number[], state: MaximumState): TermSum | undefined;
}

interface Saved {
  readonly shape: Shape;
  readonly maps: Maps;
  readonly windows: Lists;
  /** Flat input position of each output's maximum. */
  readonly argmax: Int32Array;
}

export type MaximumState = LayerState<unknown, ParameterDocs, Saved>;

/** Finds the maximum of a window in the map that starts at `start`. */
export function argmaxOf(
  { first, entries }: Lists,
  lastNaN: boolean,
): (data: Float64Array, cell: number, start: number) => number {
  return (data, cell, start) => {
    const end = first[cell + 1]!;
    let best = start + entries[first[cell]!]!;
    let largest = data[best]!;
    for (let k = first[cell]! + 1; k < end; k++) {
      const at = start + entries[k]!;
      const value = data[at]!;
      const wins = value !== value ? lastNaN || largest === largest : value > largest;
      if (!wins) continue;
      best = at;
      largest = value;
    }
    return best;
  };
}

export function defineMaximum<S extends OptionSpecs>({ plan, lastNaN = undefined, ...rest }: Maximum<S>): Layer {
  return defineLayer({
    terms: maximumTerms,
    ...rest,
    parameters: {},

    shape([input], o) {
      const made = plan(input!, o);
      if ('ok' in made) return made;
      const { output, arithmetic, backwardArithmetic, window } = made;
      return {
        ok: true,
        output,
        parameters: {},
        arithmetic,
        ...(backwardArithmetic && { backwardArithmetic }),
        multiplyAdds: 0,
        ...(window && { window }),
      };
    },

    forward([input], _parameters, o): { output: Tensor; saved: Saved } {
      const { shape, data } = input!;
      const maps = plan(shape, o) as Maps;
      const windows = maps.windows();
      const output = zeros(maps.output);
      const argmax = new Int32Array(output.data.length);
      const maximum = argmaxOf(windows, lastNaN === true);
      forEachOutput(maps, (at, cell, start) => {
        argmax[at] = maximum(data, cell, start);
        output.data[at] = data[argmax[at]!]!;
      });
      return { output, saved: { shape, maps, windows, argmax } };
    },

    /** δ goes to the maximum; where windows overlap, an entry collects from several. */
    backward(delta, { shape, argmax }) {
      const dx = zeros(shape);
      for (let at = 0; at < argmax.length; at++) dx.data[argmax[at]!]! += delta.data[at]!;
      return { inputs: [dx], parameters: {} };
    },

    branch: ({ argmax }) => argmax.slice(),
    turn: 'changes its maximum',

    probe([input], _parameters, _options, { maps, windows }) {
      const { data } = input!;
      const { cells, outputs } = maps;
      const reach = reachOf(maps, windows);
      const maximum = argmaxOf(windows, lastNaN === true);
      const maximumAt = (flat: number): number => {
        const cell = flat % outputs;
        return maximum(data, cell, ((flat - cell) / outputs) * cells);
      };
      return {
        reach: (_source, flat) => reach(flat),
        output: (flat) => data[maximumAt(flat)]!,
        branch: maximumAt,
      };
    },
  });
}

/** Output: the maximum itself. ∂C/∂z: δ of every output whose maximum this entry is. */
export function maximumTerms(
  target: EntryTarget,
  index: readonly number[],
  { inputs, output, delta, saved: { shape, maps, argmax } }: MaximumState,
): TermSum | undefined {
  if (target.kind === 'output') {
    const place = unravel(argmax[ravel(index, output.shape)]!, shape);
    return alone('z', factorAt(INPUT, inputs[0]!, place), shape, `the largest of ${maps.windowText}`);
  }
  if (!delta) return undefined;
  const entry = ravel(index, shape);
  const outputs = [...argmax.keys()].filter((at) => argmax[at] === entry);
  const note = outputs.length === 0 ? 'this entry is no maximum, so its gradient is 0' : 'the maximum passes on δ';
  return { ...deltaSum(outputs, delta), note };
}
