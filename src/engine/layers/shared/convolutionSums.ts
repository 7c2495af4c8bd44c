/**
 * The three sums of a convolution, entry by entry. Of the two tensors beside the kernel W, the *wide* one is read through
 * windows and has channels, the *narrow* one has an entry per window and filter. In a convolution a is wide and z
 * narrow; in a transposed convolution it is the other way round. Positions in the narrow tensor are x (row) and y
 * (column), taps of the kernel p and q, with three axes also z and r. Constants already put in stand in the subscripts.
 */
import type { FactorSource, Term, TermSum } from '../../layer';
import type { Tensor } from '../../tensor';
import { axisReads, cellOfPlace, cellOfTap, placesOfCell, placesOfTap, tapOfPlace, type AxisRead } from './axisReads';
import type { ConvolutionGeometry } from './convolutionPasses';
import { choices, dimsOf, PLACES, TAPS } from './spatial';
import { affine, batch, DELTA, factorAt, symbol, WEIGHT } from './symbols';

/** A tensor beside W, and how it is written. */
export interface Role {
  readonly tensor: Tensor;
  readonly source: FactorSource;
  readonly symbol: string;
  /** Name of its channel as a running index. */
  readonly channel: string;
}

/** Reads of all axes, those that `keep` keeps. */
const readsWhere = (g: ConvolutionGeometry, keep: (read: AxisRead, axis: number) => boolean): AxisRead[][] =>
  choices(g.axes.map((axis, at) => axisReads(axis, g).filter((read) => keep(read, at))));

const cells = (reads: readonly AxisRead[]): number[] => reads.map(({ cell }) => cell);
const taps = (reads: readonly AxisRead[]): number[] => reads.map(({ tap }) => tap);
const places = (reads: readonly AxisRead[]): number[] => reads.map(({ at }) => at);

/** Of a narrow entry, `wide` given: Σ_c Σ_p Σ_q W[o,c,p,q] · a[c, x·s + offset_p, y·s + offset_q] */
export function windowSum(
  [n, o, ...place]: readonly number[],
  wide: Role,
  weight: Tensor,
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
      const factors = [factorAt(WEIGHT, weight, [o!, c, ...taps(reads)]), factorAt(wide.source, wide.tensor, read)];
      terms.push({ at: [c, ...taps(reads)], factors, product: factors[0]!.value * factors[1]!.value });
    }
  }
  const reads = g.axes.map((axis, at) => cellOfTap(axis, names[at]!, place[at]!, g));
  return {
    indices: [
      { name: wide.channel, from: 0, to: channels - 1 },
      ...g.axes.map(({ kernel }, at) => ({ name: names[at]!, from: 0, to: kernel - 1 })),
    ],
    factors: [
      symbol('W', [o!, wide.channel, ...names]),
      symbol(wide.symbol, [...batch(g.samples, n!), affine(1, wide.channel, first), ...reads]),
    ],
    terms,
  };
}

/** Does the padding repeat cells, so that one window can read a cell with several taps? */
export const repeats = ({ mode, axes }: ConvolutionGeometry): boolean =>
  mode !== 'zeros' && axes.some(({ before, after }) => before + after > 0);

/**
 * Of a wide entry, `narrow` given: Σ_o Σ_x Σ_y δ[o,x,y] · W[o, c, i + padding − x·s, j + padding − y·s]; where the
 * padding repeats cells, summed over taps too.
 */
export function coverSum(
  [n, c, ...cell]: readonly number[],
  narrow: Role,
  weight: Tensor,
  g: ConvolutionGeometry,
): TermSum {
  const filters = g.filters / g.groups;
  const channel = c! % (g.channels / g.groups);
  const first = Math.floor(c! / (g.channels / g.groups)) * filters;
  const [names, tapNames] = [PLACES[dimsOf(g.axes)], TAPS[dimsOf(g.axes)]];
  const many = repeats(g);
  const terms: Term[] = [];
  const covering = readsWhere(g, (read, axis) => read.cell === cell[axis]);
  for (let o = first; o < first + filters; o++) {
    for (const reads of covering) {
      const at = [o, ...places(reads)];
      const factors = [
        factorAt(narrow.source, narrow.tensor, [n!, ...at]),
        factorAt(WEIGHT, weight, [o, channel, ...taps(reads)]),
      ];
      terms.push({ at: many ? [...at, ...taps(reads)] : at, factors, product: factors[0]!.value * factors[1]!.value });
    }
  }
  const tapTexts = many ? tapNames : g.axes.map((axis, at) => tapOfPlace(axis, names[at]!, cell[at]!, g.rotated));
  return {
    indices: [
      { name: narrow.channel, from: first, to: first + filters - 1 },
      ...g.axes.map((axis, at) => ({ name: names[at]!, ...placesOfCell(axis, cell[at]!, g) })),
      ...(many ? g.axes.map(({ kernel }, at) => ({ name: tapNames[at]!, from: 0, to: kernel - 1 })) : []),
    ],
    factors: [
      symbol(narrow.symbol, [...batch(g.samples, n!), narrow.channel, ...names]),
      symbol('W', [narrow.channel, channel, ...tapTexts]),
    ],
    terms,
  };
}

/** ∂C/∂W[o,c,p,q] = Σ_n Σ_x Σ_y δ[n,o,x,y] · a[n, c, x·s + offset_p, y·s + offset_q] */
export function weightSum(
  [o, c, ...tap]: readonly number[],
  wide: Role,
  narrow: Role,
  g: ConvolutionGeometry,
): TermSum {
  const channel = Math.floor(o! / (g.filters / g.groups)) * (g.channels / g.groups) + c!;
  const names = PLACES[dimsOf(g.axes)];
  const reading = readsWhere(g, (read, axis) => read.tap === tap[axis]);
  const terms: Term[] = [];
  for (let n = 0; n < g.samples; n++) {
    for (const reads of reading) {
      const at = places(reads);
      const factors = [
        factorAt(narrow.source, narrow.tensor, [n, o!, ...at]),
        factorAt(wide.source, wide.tensor, [n, channel, ...cells(reads)]),
      ];
      terms.push({ at: [...sampleAt(g.samples, n), ...at], factors, product: factors[0]!.value * factors[1]!.value });
    }
  }
  const read = g.axes.map((axis, at) => cellOfPlace(axis, names[at]!, tap[at]!, g));
  const sample = batch(g.samples, 'n');
  return {
    indices: [
      ...sampleIndex(g.samples),
      ...g.axes.map((axis, at) => ({ name: names[at]!, ...placesOfTap(axis, tap[at]!, g) })),
    ],
    factors: [symbol(narrow.symbol, [...sample, o!, ...names]), symbol(wide.symbol, [...sample, channel, ...read])],
    terms,
    note:
      terms.length > 0
        ? 'the weight is shared: sum them all'
        : 'this tap only ever meets padding, so its gradient is 0',
  };
}

/** ∂C/∂b[o] = Σ_n Σ_x Σ_y δ[n,o,x,y] */
export function biasSum(o: number, delta: Tensor): TermSum {
  const [samples, , ...extents] = delta.shape as [number, number, ...number[]];
  const names = PLACES[dimsOf(extents)];
  const all = choices([samples, ...extents].map((extent) => [...Array(extent).keys()]));
  return {
    indices: [...sampleIndex(samples), ...extents.map((extent, at) => ({ name: names[at]!, from: 0, to: extent - 1 }))],
    factors: [symbol('δ', [...batch(samples, 'n'), o, ...names])],
    terms: all.map(([n, ...place]): Term => {
      const factor = factorAt(DELTA, delta, [n!, o, ...place]);
      return { at: [...sampleAt(samples, n!), ...place], factors: [factor], product: factor.value };
    }),
    note: 'one bias per filter: δ summed over all positions',
  };
}

const sampleIndex = (samples: number) => (samples === 1 ? [] : [{ name: 'n', from: 0, to: samples - 1 }]);
const sampleAt = (samples: number, n: number): number[] => (samples === 1 ? [] : [n]);

/** `x and y stand` */
export function placesStand(g: ConvolutionGeometry): string {
  const names = PLACES[dimsOf(g.axes)];
  return names.length === 1 ? `${names[0]} stands` : `${names.slice(0, -1).join(', ')} and ${names.at(-1)} stand`;
}
