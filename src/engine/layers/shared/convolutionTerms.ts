/**
 * The sums behind every entry of a convolution. Positions of δ and of the output are x (row) and y (column), taps of
 * the kernel p and q, channels c, filters o, samples n; constants already put in stand in the subscripts.
 */
import type { EntryTarget, LayerState, ParameterDocs, Term, TermSum } from '../../layer';
import type { Tensor } from '../../tensor';
import { coverOf, tapAt, type Axis, type Cover, type Taps } from './axis';
import type { ConvolutionGeometry, ConvolutionParameters, ConvolutionSaved } from './convolutionPasses';
import { affine, batch, BIAS, DELTA, factorAt, INPUT, over, symbol, WEIGHT } from './symbols';

interface State extends Omit<LayerState<unknown, ParameterDocs, unknown>, 'parameters' | 'saved'> {
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
    : biasGradient(index[0]!, state.delta, geometry);
}

/** z[o,x,y] = Σ_c Σ_p Σ_q W[o,c,p,q] · a[c, x·s + offset_p, y·s + offset_q] + b[o] */
function output(
  [n, o, x, y]: readonly number[],
  input: Tensor,
  { weight, bias }: ConvolutionParameters,
  g: ConvolutionGeometry,
): TermSum {
  const channels = g.channels / g.groups;
  const first = Math.floor(o! / (g.filters / g.groups)) * channels;
  const terms: Term[] = [];
  for (let c = 0; c < channels; c++) {
    for (let p = 0; p < g.rows.kernel; p++) {
      for (let q = 0; q < g.columns.kernel; q++) {
        const row = x! * g.rows.stride + g.rowTaps.offset[p]!;
        const column = y! * g.columns.stride + g.columnTaps.offset[q]!;
        if (row < 0 || row >= g.rows.input || column < 0 || column >= g.columns.input) continue;
        const factors = [factorAt(WEIGHT, weight, [o!, c, p, q]), factorAt(INPUT, input, [n!, first + c, row, column])];
        terms.push({ at: [c, p, q], factors, product: factors[0]!.value * factors[1]!.value });
      }
    }
  }
  const reads = [cellOf(g.rows, g.rowTaps, 'p', x!, g.rotated), cellOf(g.columns, g.columnTaps, 'q', y!, g.rotated)];
  return {
    indices: [
      { name: 'c', from: 0, to: channels - 1 },
      { name: 'p', from: 0, to: g.rows.kernel - 1 },
      { name: 'q', from: 0, to: g.columns.kernel - 1 },
    ],
    factors: [
      symbol('W', [o!, 'c', 'p', 'q']),
      symbol('a', [...batch(g.samples, n!), affine(1, 'c', first), ...reads]),
    ],
    terms,
    ...(bias && { plus: { factor: factorAt(BIAS, bias, [o!]), symbol: symbol('b', [o!]) } }),
    note: g.rotated ? 'a convolution: the kernel is read rotated by 180°' : 'the window of this output, cell by cell',
  };
}

/** Input cell that tap `name` reads for output `at`: `p+3`, with dilation 2 `2p+3`; rotated `5−p`. */
const cellOf = (axis: Axis, taps: Taps, name: string, at: number, rotated: boolean): string =>
  affine(rotated ? -axis.dilation : axis.dilation, name, at * axis.stride + taps.offset[0]!);

/** ∂C/∂a[c,i,j] = Σ_o Σ_x Σ_y δ[o,x,y] · W[o, c, i + padding − x·s, j + padding − y·s] */
function inputDelta([n, c, i, j]: readonly number[], delta: Tensor, weight: Tensor, g: ConvolutionGeometry): TermSum {
  const filters = g.filters / g.groups;
  const channels = g.channels / g.groups;
  const first = Math.floor(c! / channels) * filters;
  const [xs, ys] = [covering(g.rows, i!), covering(g.columns, j!)];
  const terms: Term[] = [];
  for (let o = first; o < first + filters; o++) {
    for (let x = xs.from; x <= xs.to; x++) {
      for (let y = ys.from; y <= ys.to; y++) {
        const [p, q] = [readTap(g.rows, x, i!, g.rotated), readTap(g.columns, y, j!, g.rotated)];
        if (p < 0 || q < 0) continue;
        const factors = [factorAt(DELTA, delta, [n!, o, x, y]), factorAt(WEIGHT, weight, [o, c! % channels, p, q])];
        terms.push({ at: [o, x, y], factors, product: factors[0]!.value * factors[1]!.value });
      }
    }
  }
  const taps = [tapText(g.rows, 'x', i!, g.rotated), tapText(g.columns, 'y', j!, g.rotated)];
  return {
    indices: [
      { name: 'o', from: first, to: first + filters - 1 },
      { name: 'x', ...xs },
      { name: 'y', ...ys },
    ],
    factors: [symbol('δ', [...batch(g.samples, n!), 'o', 'x', 'y']), symbol('W', ['o', c! % channels, ...taps])],
    terms,
    note: coverNote(terms.length, g.rotated),
  };
}

function coverNote(terms: number, rotated: boolean): string {
  if (terms === 0) return 'no window reads this cell, so its gradient is 0';
  return rotated
    ? 'x and y stand with a plus in W: going back, the kernel is not rotated again'
    : 'x and y stand with a minus in W: going back, the kernel is rotated by 180°';
}

/** Output cells whose windows can cover the cell; all of them where none does, so that the bounds stay readable. */
function covering(axis: Axis, cell: number): { from: number; to: number } {
  const cover: Cover = coverOf(axis);
  const [from, to] = [cover.from[cell]!, cover.to[cell]!];
  return from <= to ? { from, to } : { from: 0, to: axis.output - 1 };
}

/** Tap as the weight is stored. */
function readTap(axis: Axis, at: number, cell: number, rotated: boolean): number {
  const tap = tapAt(axis, at, cell);
  return tap >= 0 && rotated ? axis.kernel - 1 - tap : tap;
}

/** `3−x`; with stride 2 `3−2x`; with dilation 2 `(3−x)/2`; rotated `x−1`. */
function tapText(axis: Axis, name: string, cell: number, rotated: boolean): string {
  const start = cell + axis.before;
  const [coefficient, constant] = rotated
    ? [axis.stride, axis.dilation * (axis.kernel - 1) - start]
    : [-axis.stride, start];
  return over(affine(coefficient, name, constant), axis.dilation);
}

/** ∂C/∂W[o,c,p,q] = Σ_n Σ_x Σ_y δ[n,o,x,y] · a[n, c, x·s + offset_p, y·s + offset_q] */
function weightGradient(
  [o, c, p, q]: readonly number[],
  input: Tensor,
  delta: Tensor,
  g: ConvolutionGeometry,
): TermSum {
  const channel = Math.floor(o! / (g.filters / g.groups)) * (g.channels / g.groups) + c!;
  const [xs, ys] = [insideAt(g.rowTaps, p!, g.rows), insideAt(g.columnTaps, q!, g.columns)];
  const [rowOffset, columnOffset] = [g.rowTaps.offset[p!]!, g.columnTaps.offset[q!]!];
  const terms: Term[] = [];
  for (let n = 0; n < g.samples; n++) {
    for (let x = xs.from; x <= xs.to; x++) {
      for (let y = ys.from; y <= ys.to; y++) {
        const [row, column] = [x * g.rows.stride + rowOffset, y * g.columns.stride + columnOffset];
        if (row < 0 || row >= g.rows.input || column < 0 || column >= g.columns.input) continue;
        const factors = [factorAt(DELTA, delta, [n, o!, x, y]), factorAt(INPUT, input, [n, channel, row, column])];
        terms.push({ at: [...sampleAt(g, n), x, y], factors, product: factors[0]!.value * factors[1]!.value });
      }
    }
  }
  const cells = [affine(g.rows.stride, 'x', rowOffset), affine(g.columns.stride, 'y', columnOffset)];
  const sample = batch(g.samples, 'n');
  return {
    indices: [...sampleIndex(g), { name: 'x', ...xs }, { name: 'y', ...ys }],
    factors: [symbol('δ', [...sample, o!, 'x', 'y']), symbol('a', [...sample, channel, ...cells])],
    terms,
    note:
      terms.length > 0
        ? 'the weight is shared: sum them all'
        : 'this tap only ever reads padding, so its gradient is 0',
  };
}

/** ∂C/∂b[o] = Σ_n Σ_x Σ_y δ[n,o,x,y] */
function biasGradient(o: number, delta: Tensor, g: ConvolutionGeometry): TermSum {
  const terms: Term[] = [];
  for (let n = 0; n < g.samples; n++) {
    for (let x = 0; x < g.rows.output; x++) {
      for (let y = 0; y < g.columns.output; y++) {
        const factor = factorAt(DELTA, delta, [n, o, x, y]);
        terms.push({ at: [...sampleAt(g, n), x, y], factors: [factor], product: factor.value });
      }
    }
  }
  return {
    indices: [
      ...sampleIndex(g),
      { name: 'x', from: 0, to: g.rows.output - 1 },
      { name: 'y', from: 0, to: g.columns.output - 1 },
    ],
    factors: [symbol('δ', [...batch(g.samples, 'n'), o, 'x', 'y'])],
    terms,
    note: 'one bias per filter: δ summed over all positions',
  };
}

/** Output cells at which the tap lies inside the input; all of them where it never does. */
function insideAt(taps: Taps, tap: number, axis: Axis): { from: number; to: number } {
  const [from, to] = [taps.from[tap]!, taps.to[tap]!];
  return from <= to ? { from, to } : { from: 0, to: axis.output - 1 };
}

const sampleIndex = ({ samples }: ConvolutionGeometry) =>
  samples === 1 ? [] : [{ name: 'n', from: 0, to: samples - 1 }];

const sampleAt = ({ samples }: ConvolutionGeometry, n: number): number[] => (samples === 1 ? [] : [n]);
