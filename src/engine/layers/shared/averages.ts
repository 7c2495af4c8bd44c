/** Layers whose outputs are sums of a window's cells over a number n. */
import { defineLayer, type DoesNotFit, type EntryTarget, type Layer, type LayerState } from '../../layer';
import type { ParameterDocs, Reject, Sample, Term, TermSum } from '../../layer';
import type { OptionSpecs, OptionsOf } from '../../options';
import type { Dims } from '../../spatialOptions';
import { ravel, sizeOf, unravel, zeros, type Shape } from '../../tensor';
import { forEachOutput, reachOf, type Maps } from './maps';
import { overWindows } from './poolTerms';
import { listOf, readersOf, type Lists } from './readers';
import { CELLS } from './spatial';
import { fixed, factorAt, INPUT, local, symbol } from './symbols';

export interface Averages extends Maps {
  /** n, by output cell of a map. */
  divisors(windows: Lists): Float64Array;
}

interface Saved {
  readonly shape: Shape;
  readonly maps: Maps;
  readonly windows: Lists;
  readonly divisor: Float64Array;
}

interface AveragesDefinition<S extends OptionSpecs> {
  readonly type: string;
  readonly elsewhere?: { readonly [name: string]: string };
  readonly doc: string;
  readonly formula: { readonly forward: string; readonly backward: string };
  readonly options: S;
  readonly torch: string;
  readonly samples: readonly Sample[];
  readonly rejects: readonly Reject[];
  plan(input: Shape, options: OptionsOf<S>): Averages | DoesNotFit;
}

export function defineAverages<S extends OptionSpecs>({ plan, ...rest }: AveragesDefinition<S>): Layer {
  return defineLayer({
    ...rest,
    parameters: {},
    affine: true,

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
        multiplyAdds: sizeOf(output),
        ...(window && { window }),
      };
    },

    forward([input], _parameters, o) {
      const { shape, data } = input!;
      const maps = plan(shape, o) as Averages;
      const windows = maps.windows();
      const divisor = maps.divisors(windows);
      const output = zeros(maps.output);
      forEachOutput(maps, (at, cell, start) => {
        output.data[at] = sumOf(data, windows, cell, start) / divisor[cell]!;
      });
      return { output, saved: { shape, maps, windows, divisor } };
    },

    /** Each cell of a window gets an equal part of its δ; where windows overlap the parts add up. */
    backward(delta, { shape, maps, windows, divisor }) {
      const dx = zeros(shape);
      const { first, entries } = windows;
      forEachOutput(maps, (at, cell, start) => {
        const part = delta.data[at]! / divisor[cell]!;
        for (let k = first[cell]!; k < first[cell + 1]!; k++) dx.data[start + entries[k]!]! += part;
      });
      return { inputs: [dx], parameters: {} };
    },

    probe([input], _parameters, _options, { maps, windows, divisor }) {
      const { cells, outputs } = maps;
      const reach = reachOf(maps, windows);
      return {
        reach: (_source, flat) => reach(flat),
        output(flat) {
          const cell = flat % outputs;
          return sumOf(input!.data, windows, cell, ((flat - cell) / outputs) * cells) / divisor[cell]!;
        },
      };
    },

    terms: averageTerms,
  });
}

/** The sum of a window's cells, in the map that starts at `start`. */
function sumOf(data: Float64Array, { first, entries }: Lists, cell: number, start: number): number {
  let sum = 0;
  for (let k = first[cell]!; k < first[cell + 1]!; k++) sum += data[start + entries[k]!]!;
  return sum;
}

/** Output: 1/n of every cell of the window. ∂C/∂z: 1/n of δ of every window that covers this cell. */
function averageTerms(
  target: EntryTarget,
  index: readonly number[],
  { inputs, delta, saved }: LayerState<unknown, ParameterDocs, Saved>,
): TermSum | undefined {
  const { shape, maps, windows, divisor } = saved;
  const [n, c, ...place] = index as [number, number, ...number[]];
  const extents = maps.output.slice(2);
  if (target.kind === 'output') {
    const at = ravel(place, extents);
    const cells = Array.from(listOf(windows, at), (cell) => unravel(cell, shape.slice(2)));
    const names = CELLS[extents.length as Dims];
    return {
      indices: names.map((name, axis) => {
        const along = cells.map((cell) => cell[axis]!);
        return { name, from: Math.min(...along), to: Math.max(...along) };
      }),
      factors: [symbol(`1/${divisor[at]!}`), symbol('z', [...fixed([n, c], shape), ...names])],
      terms: cells.map((cell): Term => {
        const factors = [local(1 / divisor[at]!), factorAt(INPUT, inputs[0]!, [n, c, ...cell])];
        return { at: cell, factors, product: factors[0]!.value * factors[1]!.value };
      }),
      note: `the mean of ${maps.windowText}`,
    };
  }
  if (!delta) return undefined;
  const equal = divisor.every((count) => count === divisor[0]);
  const sum = overWindows(index, shape, maps, windows, delta, {
    symbol: equal ? `1/${divisor[0]}` : '1/n',
    varies: !equal,
    of: ([, , ...at]) => 1 / divisor[ravel(at, extents)]!,
  });
  const covered = listOf(readersOf(windows, maps.cells), ravel(place, shape.slice(2))).length > 0;
  const note = covered
    ? 'each window passes an equal part of its δ to all its cells'
    : 'no window covers this cell, so its gradient is 0';
  return { ...sum, note };
}
