/** The sums behind every entry of a pool. Output positions are x (row) and y (column), cells of a window p and q. */
import type { EntryTarget, LayerState, ParameterDocs, Term, TermSum } from '../../layer';
import { ravel, unravel, type Shape, type Tensor } from '../../tensor';
import type { Axis } from './axis';
import type { PoolGeometry } from './poolWindows';
import { affine, batch, DELTA, factorAt, fixed, INPUT, local, symbol } from './symbols';

interface MaxPoolSaved {
  readonly shape: Shape;
  readonly geometry: PoolGeometry;
  /** Flat input position of each output's maximum. */
  readonly argmax: Int32Array;
}

interface AvgPoolSaved {
  readonly shape: Shape;
  readonly geometry: PoolGeometry;
  /** By output cell of a map. */
  readonly divisor: Float64Array;
}

type State<Saved> = LayerState<unknown, ParameterDocs, Saved>;

/** Output: the maximum itself. ∂C/∂z: δ of every window whose maximum this cell is. */
export function maxPoolTerms(
  target: EntryTarget,
  index: readonly number[],
  { inputs, output, delta, saved }: State<MaxPoolSaved>,
): TermSum | undefined {
  const { geometry: g, argmax } = saved;
  const input = inputs[0]!;
  if (target.kind === 'output') {
    const at = unravel(argmax[ravel(index, output.shape)]!, input.shape);
    const factor = factorAt(INPUT, input, at);
    return {
      indices: [],
      factors: [symbol('z', fixed(at, input.shape))],
      terms: [{ at: [], factors: [factor], product: factor.value }],
      note: `the largest cell of its ${g.rows.kernel}×${g.columns.kernel} window`,
    };
  }
  if (!delta) return undefined;
  const cell = ravel(index, input.shape);
  const isMaximum = (window: readonly number[]): boolean => argmax[ravel(window, output.shape)] === cell;
  const sum = overWindows(index, g, delta, '1', (window) => (isMaximum(window) ? 1 : undefined));
  const note =
    sum.terms.length > 0 ? 'this cell is the maximum of these windows: each passes on its δ' : noMaximum(index, g);
  return { ...sum, note };
}

const noMaximum = ([, , i, j]: readonly number[], g: PoolGeometry): string =>
  isCovered(g, i!, j!)
    ? 'this cell is the maximum of no window, so its gradient is 0'
    : 'no window covers this cell, so its gradient is 0';

const isCovered = ({ rowCover, columnCover }: PoolGeometry, i: number, j: number): boolean =>
  rowCover.from[i]! <= rowCover.to[i]! && columnCover.from[j]! <= columnCover.to[j]!;

/** Output: 1/n of every cell of the window. ∂C/∂z: 1/n of δ of every window that covers this cell. */
export function avgPoolTerms(
  target: EntryTarget,
  index: readonly number[],
  { inputs, delta, saved }: State<AvgPoolSaved>,
): TermSum | undefined {
  const { geometry: g, divisor } = saved;
  const [, , i, j] = index as [number, number, number, number];
  if (target.kind === 'output') return average(index, inputs[0]!, g, divisor[i * g.columns.output + j]!);
  if (!delta) return undefined;
  const equal = divisor.every((n) => n === divisor[0]);
  const sum = overWindows(
    index,
    g,
    delta,
    equal ? `1/${divisor[0]}` : '1/n',
    ([, , x, y]) => 1 / divisor[x! * g.columns.output + y!]!,
  );
  const note = isCovered(g, i, j)
    ? 'each window passes an equal part of its δ to all its cells'
    : 'no window covers this cell, so its gradient is 0';
  return { ...sum, note };
}

/** 1/n · Σ_p Σ_q z[c, x·s + p − padding, y·s + q − padding] */
function average([n, c, x, y]: readonly number[], input: Tensor, g: PoolGeometry, divisor: number): TermSum {
  const [top, left] = [g.rowWindows.start[x!]!, g.columnWindows.start[y!]!];
  const terms: Term[] = [];
  for (let p = g.rowWindows.from[x!]!; p <= g.rowWindows.to[x!]!; p++) {
    for (let q = g.columnWindows.from[y!]!; q <= g.columnWindows.to[y!]!; q++) {
      const factors = [local(1 / divisor), factorAt(INPUT, input, [n!, c!, top + p, left + q])];
      terms.push({ at: [p, q], factors, product: factors[0]!.value * factors[1]!.value });
    }
  }
  return {
    indices: [
      { name: 'p', from: 0, to: g.rows.kernel - 1 },
      { name: 'q', from: 0, to: g.columns.kernel - 1 },
    ],
    factors: [
      symbol(`1/${divisor}`),
      symbol('z', [...batch(g.samples, n!), c!, affine(1, 'p', top), affine(1, 'q', left)]),
    ],
    terms,
    note: `the mean of its ${g.rows.kernel}×${g.columns.kernel} window`,
  };
}

/** Σ_x Σ_y δ[c,x,y] · factor over the windows that cover a cell; a window without a factor takes no part. */
function overWindows(
  [n, c, i, j]: readonly number[],
  g: PoolGeometry,
  delta: Tensor,
  factorSymbol: string,
  factorOf: (window: readonly number[]) => number | undefined,
): TermSum {
  const [xs, ys] = [
    bounds(g.rows, g.rowCover.from[i!]!, g.rowCover.to[i!]!),
    bounds(g.columns, g.columnCover.from[j!]!, g.columnCover.to[j!]!),
  ];
  const terms: Term[] = [];
  for (let x = xs.from; x <= xs.to && isCovered(g, i!, j!); x++) {
    for (let y = ys.from; y <= ys.to; y++) {
      const factor = factorOf([n!, c!, x, y]);
      if (factor === undefined) continue;
      const factors = [factorAt(DELTA, delta, [n!, c!, x, y]), local(factor)];
      terms.push({ at: [x, y], factors, product: factors[0]!.value * factor });
    }
  }
  return {
    indices: [
      { name: 'x', ...xs },
      { name: 'y', ...ys },
    ],
    factors: [
      symbol('δ', [...batch(g.samples, n!), c!, 'x', 'y']),
      symbol(factorSymbol, factorSymbol === '1/n' ? ['x', 'y'] : []),
    ],
    terms,
  };
}

/** All output cells where no window covers the cell, so that the bounds stay readable. */
const bounds = (axis: Axis, from: number, to: number): { from: number; to: number } =>
  from <= to ? { from, to } : { from: 0, to: axis.output - 1 };
