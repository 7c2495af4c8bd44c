/**
 * The sums behind every entry of a convolution. Positions of δ and of the output are x (row) and y (column), taps of
 * the kernel p and q, with three axes also z and r; channels c, filters o, samples n. Constants already put in stand in
 * the subscripts.
 */
import type { EntryTarget, LayerState, ParameterDocs, Term, TermSum } from '../../layer';
import type { Tensor } from '../../tensor';
import { axisReads, cellOfPlace, cellOfTap, placesOfCell, placesOfTap, tapOfPlace, type AxisRead } from './axisReads';
import type { ConvolutionGeometry, ConvolutionParameters, ConvolutionSaved } from './convolutionPasses';
import { choices, dimsOf, PLACES, TAPS } from './spatial';
import { affine, batch, BIAS, DELTA, factorAt, INPUT, symbol, WEIGHT } from './symbols';

export interface State extends Omit<LayerState<unknown, ParameterDocs, unknown>, 'parameters' | 'saved'> {
  readonly parameters: ConvolutionParameters;
  readonly saved: ConvolutionSaved;
}

export function convolutionTerms(target: EntryTarget, index: readonly number[], state: State): TermSum | undefined {
  const { geometry } = state.saved;
  const input = state.inputs[0]!;
  if (target.kind === 'output') return output(index, input, state.parameters, geometry);
  if (!state.delta) return undefined;
  if (target.kind === 'inputDelta') return inputDelta(index, state.delta, state.parameters.weight, geometry);
  return target.parameter === 'weight'
    ? weightGradient(index, input, state.delta, geometry)
    : biasTerms(index[0]!, state.delta);
}

/** Reads of all axes, those that `keep` keeps. */
const readsWhere = (g: ConvolutionGeometry, keep: (read: AxisRead, axis: number) => boolean): AxisRead[][] =>
  choices(g.axes.map((axis, at) => axisReads(axis, g).filter((read) => keep(read, at))));

const cells = (reads: readonly AxisRead[]): number[] => reads.map(({ cell }) => cell);
const taps = (reads: readonly AxisRead[]): number[] => reads.map(({ tap }) => tap);
const places = (reads: readonly AxisRead[]): number[] => reads.map(({ at }) => at);

/** z[o,x,y] = Σ_c Σ_p Σ_q W[o,c,p,q] · a[c, x·s + offset_p, y·s + offset_q] + b[o] */
function output(
  [n, o, ...place]: readonly number[],
  input: Tensor,
  { weight, bias }: ConvolutionParameters,
  g: ConvolutionGeometry,
): TermSum {
  const channels = g.channels / g.groups;
  const first = Math.floor(o! / (g.filters / g.groups)) * channels;
  const names = TAPS[dimsOf(g.axes)];
  const window = readsWhere(g, ({ at }, axis) => at === place[axis]);
  const terms: Term[] = [];
  for (let c = 0; c < channels; c++) {
    for (const reads of window) {
      const read = [n!, first + c, ...cells(reads)];
      const factors = [factorAt(WEIGHT, weight, [o!, c, ...taps(reads)]), factorAt(INPUT, input, read)];
      terms.push({ at: [c, ...taps(reads)], factors, product: factors[0]!.value * factors[1]!.value });
    }
  }
  const reads = g.axes.map((axis, at) => cellOfTap(axis, names[at]!, place[at]!, g));
  return {
    indices: [
      { name: 'c', from: 0, to: channels - 1 },
      ...g.axes.map(({ kernel }, at) => ({ name: names[at]!, from: 0, to: kernel - 1 })),
    ],
    factors: [
      symbol('W', [o!, 'c', ...names]),
      symbol('a', [...batch(g.samples, n!), affine(1, 'c', first), ...reads]),
    ],
    terms,
    ...(bias && { plus: { factor: factorAt(BIAS, bias, [o!]), symbol: symbol('b', [o!]) } }),
    note: g.rotated ? 'a convolution: the kernel is read rotated by 180°' : 'the window of this output, cell by cell',
  };
}

/**
 * ∂C/∂a[c,i,j] = Σ_o Σ_x Σ_y δ[o,x,y] · W[o, c, i + padding − x·s, j + padding − y·s]; where the padding repeats cells,
 * one window can read a cell with several taps, which are then summed over too.
 */
function inputDelta(
  [n, c, ...cell]: readonly number[],
  delta: Tensor,
  weight: Tensor,
  g: ConvolutionGeometry,
): TermSum {
  const filters = g.filters / g.groups;
  const channel = c! % (g.channels / g.groups);
  const first = Math.floor(c! / (g.channels / g.groups)) * filters;
  const dims = dimsOf(g.axes);
  const [names, tapNames] = [PLACES[dims], TAPS[dims]];
  const repeats = g.mode !== 'zeros' && g.axes.some(({ before, after }) => before + after > 0);
  const covering = readsWhere(g, (read, axis) => read.cell === cell[axis]);
  const terms: Term[] = [];
  for (let o = first; o < first + filters; o++) {
    for (const reads of covering) {
      const at = [o, ...places(reads)];
      const factors = [factorAt(DELTA, delta, [n!, ...at]), factorAt(WEIGHT, weight, [o, channel, ...taps(reads)])];
      terms.push({
        at: repeats ? [...at, ...taps(reads)] : at,
        factors,
        product: factors[0]!.value * factors[1]!.value,
      });
    }
  }
  const tapTexts = repeats ? tapNames : g.axes.map((axis, at) => tapOfPlace(axis, names[at]!, cell[at]!, g.rotated));
  return {
    indices: [
      { name: 'o', from: first, to: first + filters - 1 },
      ...g.axes.map((axis, at) => ({ name: names[at]!, ...placesOfCell(axis, cell[at]!, g) })),
      ...(repeats ? g.axes.map(({ kernel }, at) => ({ name: tapNames[at]!, from: 0, to: kernel - 1 })) : []),
    ],
    factors: [symbol('δ', [...batch(g.samples, n!), 'o', ...names]), symbol('W', ['o', channel, ...tapTexts])],
    terms,
    note: repeats
      ? 'over all windows and taps that read this cell, itself or in the padding'
      : coverNote(terms.length, g),
  };
}

function coverNote(terms: number, { rotated, axes }: ConvolutionGeometry): string {
  if (terms === 0) return 'no window reads this cell, so its gradient is 0';
  const names = PLACES[dimsOf(axes)];
  const stand =
    names.length === 1 ? `${names[0]} stands` : `${names.slice(0, -1).join(', ')} and ${names.at(-1)} stand`;
  return rotated
    ? `${stand} with a plus in W: going back, the kernel is not rotated again`
    : `${stand} with a minus in W: going back, the kernel is rotated by 180°`;
}

/** ∂C/∂W[o,c,p,q] = Σ_n Σ_x Σ_y δ[n,o,x,y] · a[n, c, x·s + offset_p, y·s + offset_q] */
function weightGradient(
  [o, c, ...tap]: readonly number[],
  input: Tensor,
  delta: Tensor,
  g: ConvolutionGeometry,
): TermSum {
  const channel = Math.floor(o! / (g.filters / g.groups)) * (g.channels / g.groups) + c!;
  const names = PLACES[dimsOf(g.axes)];
  const reading = readsWhere(g, (read, axis) => read.tap === tap[axis]);
  const terms: Term[] = [];
  for (let n = 0; n < g.samples; n++) {
    for (const reads of reading) {
      const at = places(reads);
      const factors = [factorAt(DELTA, delta, [n, o!, ...at]), factorAt(INPUT, input, [n, channel, ...cells(reads)])];
      terms.push({ at: [...batchPlace(g.samples, n), ...at], factors, product: factors[0]!.value * factors[1]!.value });
    }
  }
  const read = g.axes.map((axis, at) => cellOfPlace(axis, names[at]!, tap[at]!, g));
  const sample = batch(g.samples, 'n');
  return {
    indices: [
      ...batchIndex(g.samples),
      ...g.axes.map((axis, at) => ({ name: names[at]!, ...placesOfTap(axis, tap[at]!, g) })),
    ],
    factors: [symbol('δ', [...sample, o!, ...names]), symbol('a', [...sample, channel, ...read])],
    terms,
    note:
      terms.length > 0
        ? 'the weight is shared: sum them all'
        : 'this tap only ever reads padding, so its gradient is 0',
  };
}

/** ∂C/∂b[o] = Σ_n Σ_x Σ_y δ[n,o,x,y] */
export function biasTerms(o: number, delta: Tensor): TermSum {
  const [samples, , ...extents] = delta.shape as [number, number, ...number[]];
  const names = PLACES[dimsOf(extents)];
  const all = choices([samples, ...extents].map((extent) => [...Array(extent).keys()]));
  return {
    indices: [...batchIndex(samples), ...extents.map((extent, at) => ({ name: names[at]!, from: 0, to: extent - 1 }))],
    factors: [symbol('δ', [...batch(samples, 'n'), o, ...names])],
    terms: all.map(([n, ...place]): Term => {
      const factor = factorAt(DELTA, delta, [n!, o, ...place]);
      return { at: [...batchPlace(samples, n!), ...place], factors: [factor], product: factor.value };
    }),
    note: 'one bias per filter: δ summed over all positions',
  };
}

export const batchIndex = (samples: number) => (samples === 1 ? [] : [{ name: 'n', from: 0, to: samples - 1 }]);

export const batchPlace = (samples: number, n: number): number[] => (samples === 1 ? [] : [n]);
