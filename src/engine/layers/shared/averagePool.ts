/** AvgPool1d, 2d and 3d, and their adaptive kin: every output is a sum of a window's cells over a number n. */
import { defineLayer, type DoesNotFit, type EntryTarget, type Layer, type LayerState } from '../../layer';
import type { ParameterDocs, Reject, Sample, Term, TermSum } from '../../layer';
import { bool, optionalInt, type OptionSpecs, type OptionsOf } from '../../options';
import { extents, extentsOrNull, optionalExtents, type Dims, type Extents } from '../../spatialOptions';
import { ravel, sizeOf, unravel, zeros, type Shape } from '../../tensor';
import { adaptiveMaps, SIZES_IN, stretchFormula } from './adaptive';
import { divisors } from './divisors';
import { forEachOutput, reachOf, type Maps } from './maps';
import { overWindows } from './poolTerms';
import { slidingMaps } from './poolWindows';
import { listOf, readersOf, type Lists } from './readers';
import { ALONG, CELLS, PLACES, sumOver, TAPS } from './spatial';
import { fixed, factorAt, INPUT, local, symbol } from './symbols';

interface AveragePool {
  readonly type: string;
  readonly dims: Dims;
  readonly samples: readonly Sample[];
  readonly rejects: readonly Reject[];
}

/** As the options of a sliding average are read. */
type AverageOptions = {
  readonly kernel_size: Extents;
  readonly stride: Extents | undefined;
  readonly padding: Extents;
  readonly ceil_mode: boolean;
  readonly count_include_pad: boolean;
  /** AvgPool1d has no such option. */
  readonly divisor_override?: number | undefined;
};

export function defineAveragePool({ type, dims, samples, rejects }: AveragePool): Layer {
  const [places, cells, taps] = [PLACES[dims], CELLS[dims], TAPS[dims]];
  const read = places.map((place, axis) => `${place}·s + ${taps[axis]} − padding`).join(', ');
  const options: OptionSpecs = {
    kernel_size: extents(dims, { min: 1, doc: `${ALONG[dims]} of the window.` }),
    stride: optionalExtents(dims, { min: 1, doc: 'Cells that the window moves; kernel_size when left out.' }),
    padding: extents(dims, { min: 0, default: 0, doc: 'Zeros around the input, at most half the kernel.' }),
    ceil_mode: bool({ default: false, doc: 'Round the output size up: the last window may stick out at the end.' }),
    count_include_pad: bool({ default: true, doc: 'Count the zeros of the padding in n.' }),
    ...(dims > 1 && {
      divisor_override: optionalInt({ min: 1, doc: 'Divide by this number instead of the count n.' }),
    }),
  };
  return defineAverages({
    type,
    doc:
      'Averages each window, map by map. Zeros in the padding count as cells unless count_include_pad is false; ' +
      'cells beyond the padding, which ceil_mode reaches, never count.',
    formula: {
      forward: `a[c,${places.join()}] = 1/n · ${sumOver(taps)} z[c, ${read}]`,
      backward: backwardFormula(places.join(), cells.join()),
    },
    options,
    plan(input, raw) {
      const o = raw as AverageOptions;
      const made = slidingMaps(type, dims, input, o);
      return 'ok' in made ? made : { ...made, divisors: () => divisors(made.axes, o) };
    },
    torch: `F.avg_pool${dims}d(x, kernel_size, stride, padding, ceil_mode, count_include_pad${dims > 1 ? ', divisor_override' : ''})`,
    samples,
    rejects,
  });
}

export function defineAdaptiveAveragePool({ type, dims, samples, rejects }: AveragePool): Layer {
  const [places, cells] = [PLACES[dims], CELLS[dims]];
  return defineAverages({
    type,
    doc: 'Averages windows whose size follows from the output size that is asked for; where it does not divide, they overlap. With output_size 1 it is a global average pool (what other libraries call GlobalAveragePooling or GlobalAvgPool).',
    formula: {
      forward: `a[c,${places.join()}] = 1/n · Σ z[c,${cells.join()}] over ${stretchFormula(dims)}`,
      backward: backwardFormula(places.join(), cells.join()),
    },
    options: { output_size: extentsOrNull(dims, { min: 1, doc: `${SIZES_IN[dims]}; null keeps those of the input.` }) },
    plan(input, { output_size }) {
      const made = adaptiveMaps(type, dims, input, output_size);
      return 'ok' in made ? made : { ...made, divisors: counts };
    },
    torch: `F.adaptive_avg_pool${dims}d(x, output_size${dims === 1 ? '[0] or x.shape[2]' : ''})`,
    samples,
    rejects,
  });
}

const backwardFormula = (places: string, cells: string): string =>
  `∂C/∂z[c,${cells}] = Σ δ[c,${places}]/n over the windows (${places}) that cover (${cells})`;

interface Averages extends Maps {
  /** n, by output cell of a map. */
  divisors(windows: Lists): Float64Array;
}

/** n is the number of cells. */
const counts = ({ first }: Lists): Float64Array =>
  Float64Array.from({ length: first.length - 1 }, (_, at) => first[at + 1]! - first[at]!);

interface Saved {
  readonly shape: Shape;
  readonly maps: Maps;
  readonly windows: Lists;
  readonly divisor: Float64Array;
}

interface AveragesDefinition<S extends OptionSpecs> extends Omit<AveragePool, 'dims'> {
  readonly doc: string;
  readonly formula: { readonly forward: string; readonly backward: string };
  readonly options: S;
  readonly torch: string;
  plan(input: Shape, options: OptionsOf<S>): Averages | DoesNotFit;
}

function defineAverages<S extends OptionSpecs>({ plan, ...rest }: AveragesDefinition<S>): Layer {
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
