import { describe, expect, it } from 'vitest';
import type { EntryReply, EntryRequest, NetworkSummary, Term, TermSum } from '../../src/protocol';
import { factorMaps, longNote } from '../../webview/view/entry/factorMaps';
import { latexOf } from '../../webview/view/entry/latex';
import { along, beside, entryShape } from '../../webview/view/entry/stepEntry';
import { cancellation, entryName, liveIndices, restOf, summed, termTable } from '../../webview/view/entry/termView';

/** ∂C/∂W[1,0,0,1] of a 2×3 δ on a 3×5 input, in a batch of one: six terms on a shared weight. */
const delta = [3, -1, 0, 0.5, 2, -4];
const input = (row: number, column: number): number => row * 10 + column - 12;
const terms: Term[] = delta.map((value, k) => {
  const [x, y] = [Math.floor(k / 3), k % 3];
  const a = input(x, y + 1);
  const factors = [
    { source: { kind: 'delta' }, index: [0, 1, x, y], value },
    { source: { kind: 'input', input: 0 }, index: [0, 0, x, y + 1], value: a },
  ] as const;
  return { at: [x, y], factors, product: value * a };
});
const sum: TermSum = {
  indices: [
    { name: 'x', from: 0, to: 1 },
    { name: 'y', from: 0, to: 2 },
  ],
  factors: [
    { symbol: 'δ', subscripts: ['1', 'x', 'y'] },
    { symbol: 'a', subscripts: ['0', 'x', 'y+1'] },
  ],
  terms,
  note: 'the weight is shared: sum them all',
};
const value = terms.reduce((total, { product }) => total + product, 0);
const reply: EntryReply = {
  layer: 0,
  target: { kind: 'gradient', parameter: 'weight' },
  index: [1, 0, 0, 1],
  symbol: '∂C/∂W',
  value,
  sum,
  planes: [
    { source: { kind: 'delta' }, ref: { layer: 0, kind: 'delta' }, shape: [1, 2, 2, 3], fixed: [0, 1] },
    {
      source: { kind: 'input', input: 0 },
      ref: { layer: 0, kind: 'input', input: 0 },
      shape: [1, 1, 3, 5],
      fixed: [0, 0],
    },
  ],
  check: undefined,
};

describe('the table of terms', () => {
  it('has the largest first, shares that sum to 1, and a running sum that ends at the entry', () => {
    const table = termTable(sum, 'share');
    const sizes = table.rows.map(({ term }) => Math.abs(term.product));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(table.rows.reduce((total, { share }) => total + share, 0)).toBeCloseTo(1, 12);
    expect(table.rows.at(-1)!.running).toBeCloseTo(value, 12);
    expect(termTable(sum, 'index').rows.map(({ at }) => at)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('adds a bias after all terms, whatever its size', () => {
    const bias = { source: { kind: 'parameter', parameter: 'bias' }, index: [1], value: -1000 } as const;
    const table = termTable({ ...sum, plus: { factor: bias, symbol: { symbol: 'b', subscripts: ['1'] } } }, 'share');
    expect(table.rows.at(-1)).toMatchObject({ isPlus: true, term: { product: -1000 } });
    expect(table.rows.at(-1)!.running).toBeCloseTo(value - 1000, 9);
    expect(restOf(table.rows, 6).count).toBe(0);
  });

  it('closes the sum with the rows that are not shown', () => {
    const table = termTable(sum, 'share');
    const rest = restOf(table.rows, 2);
    expect(rest.count).toBe(4);
    expect(table.rows[1]!.running + rest.product).toBeCloseTo(value, 12);
  });

  it('says how much cancels', () => {
    const table = termTable(sum, 'share');
    expect(cancellation(table, value)).toBeCloseTo(table.sumOfSizes / Math.abs(value), 12);
    expect(cancellation(table, 0)).toBe(Infinity);
    expect(cancellation({ ...table, sumOfSizes: 0 }, 0)).toBeUndefined();
  });
});

it('says of a wrong gradient what its terms add up to, not what the layer said', () => {
  const check = { verdict: 'wrong', numeric: value, uncertainty: 0, error: 1 } as const;
  const wrong: EntryReply = { ...reply, value: value + 1, check };
  expect(summed(wrong)).toBeCloseTo(value, 12);
  expect(latexOf(wrong).endsWith(String(value + 1))).toBe(false);
  expect(summed({ ...wrong, check: { ...check, verdict: 'right' } })).toBe(value + 1);
});

it('puts the numbers of a term into its indices, without the lone sample', () => {
  const factor = terms[5]!.factors[1]!;
  expect(liveIndices(factor, sum.factors[1]!)).toEqual([
    { text: '0', live: false },
    { text: '1', live: true },
    { text: '3', live: true },
  ]);
  const batched = { symbol: 'a', subscripts: ['n', '0', 'x', 'y+1'] };
  expect(liveIndices(factor, batched).map(({ live }) => live)).toEqual([true, false, true, true]);
});

describe('the maps of an entry', () => {
  const maps = factorMaps(reply, sum, 4, '1');

  it('are the planes of the factors and the products by running index', () => {
    expect(maps.map(({ rest }) => rest)).toEqual([[2, 3], [3, 5], [2, 3]]); // prettier-ignore
    expect(maps[1]!.wanted?.request).toMatchObject({ ref: { layer: 0, kind: 'input' }, fixed: [0, 0] });
    expect(maps[0]!.caption).toBe('2×3, one cell a term');
    expect(maps[1]!.caption).toBe('the 2×3 cells that are read');
    expect([...maps[2]!.values!]).toEqual(terms.map(({ product }) => product));
  });

  it('light the cells of a term', () => {
    expect(maps.map((map) => map.placeOf(5))).toEqual([{ row: 1, column: 2 }, { row: 1, column: 3 }, { row: 1, column: 2 }]); // prettier-ignore
  });

  it('start where the running indices start', () => {
    const shifted = {
      ...sum,
      indices: [{ name: 'x', from: 4, to: 5 }, sum.indices[1]!],
      terms: terms.map((term) => ({ ...term, at: [term.at[0]! + 4, term.at[1]!] })),
    };
    const products = factorMaps({ ...reply, sum: shifted }, shifted, 0, '1')[2]!;
    expect([...products.values!]).toEqual(terms.map(({ product }) => product));
    expect(products.placeOf(5)).toEqual({ row: 1, column: 2 });
  });

  it('leave the cells of terms in the padding empty', () => {
    const fewer = { ...sum, terms: terms.slice(1) };
    const products = factorMaps({ ...reply, sum: fewer }, fewer, 0, '1')[2]!;
    expect(products.values![0]).toBeNaN();
    expect(products.values![1]).toBe(terms[1]!.product);
  });

  it('show the plane of the active term where terms lie on several', () => {
    const index = (o: number, x: number) => [0, o, x, 0];
    const several: Term[] = [0, 1, 2].flatMap((o) =>
      [0, 1].map((x) => ({
        at: [o, x, 0],
        factors: [{ source: { kind: 'delta' } as const, index: index(o, x), value: o + x }],
        product: o + x,
      })),
    );
    const over: TermSum = {
      indices: [
        { name: 'o', from: 0, to: 2 },
        { name: 'x', from: 0, to: 1 },
        { name: 'y', from: 0, to: 0 },
      ],
      factors: [{ symbol: 'δ', subscripts: ['o', 'x', 'y'] }],
      terms: several,
    };
    const plane = {
      source: { kind: 'delta' } as const,
      ref: { layer: 0, kind: 'delta' } as const,
      shape: [1, 3, 2, 2],
      fixed: [0],
    };
    const [map] = factorMaps({ ...reply, sum: over, planes: [plane] }, over, 4, '1');
    expect(map!.fixed).toEqual([0, 2]);
    expect(map!.placeOf(5)).toEqual({ row: 1, column: 0 });
    expect(map!.placeOf(1)).toBeUndefined();
  });

  it('show a row of a matrix alone, and a column in its matrix', () => {
    const dense = (indexOf: (k: number) => number[]): TermSum => ({
      indices: [{ name: 'k', from: 0, to: 3 }],
      factors: [{ symbol: 'W', subscripts: ['2', 'k'] }],
      terms: [0, 1, 2, 3].map((k) => ({
        at: [k],
        factors: [{ source: { kind: 'parameter', parameter: 'weight' }, index: indexOf(k), value: k }],
        product: k,
      })),
    });
    const plane = {
      source: { kind: 'parameter', parameter: 'weight' } as const,
      ref: { layer: 0, kind: 'parameter', parameter: 'weight' } as const,
      shape: [5, 4],
      fixed: [],
    };
    const row = dense((k) => [2, k]);
    expect(factorMaps({ ...reply, sum: row, planes: [plane] }, row, 0, '1')[0]).toMatchObject({
      rest: [4],
      fixed: [2],
    });
    const column = dense((k) => [k, 2]);
    expect(factorMaps({ ...reply, sum: column, planes: [plane] }, column, 0, '1')[0]).toMatchObject({
      rest: [5, 4],
      fixed: [],
    });
  });

  it('put a long note on a line of its own', () => {
    expect(longNote(sum)).toBeUndefined();
    const long = { ...sum, note: 'x and y stand with a minus in W: going back, the kernel is rotated by 180°' };
    expect(longNote(long)).toBe(long.note);
    expect(factorMaps({ ...reply, sum: long }, long, 0, '1')[2]!.caption).toBe('all terms add up');
  });
});

describe('the entries beside an entry', () => {
  const entry: EntryRequest = { layer: 0, target: { kind: 'gradient', parameter: 'weight' }, index: [0, 1, 2] };
  const shape = [2, 2, 3];

  it('follow in row-major order and end at the ends', () => {
    expect(beside(entry, shape, 1)?.index).toEqual([1, 0, 0]);
    expect(beside({ ...entry, index: [1, 0, 0] }, shape, -1)?.index).toEqual([0, 1, 2]);
    expect(beside({ ...entry, index: [1, 1, 2] }, shape, 1)).toBeUndefined();
    expect(beside({ ...entry, index: [0, 0, 0] }, shape, -1)).toBeUndefined();
  });

  it('lie along rows and columns', () => {
    expect(along(entry, shape, 0, -1)?.index).toEqual([0, 1, 1]);
    expect(along(entry, shape, 0, 1)).toBeUndefined();
    expect(along(entry, shape, 1, -1)?.index).toEqual([0, 0, 2]);
    expect(along({ ...entry, index: [1] }, [3], 1, 1)).toBeUndefined();
  });

  it('are those of the tensor that the entry belongs to', () => {
    const layer = {
      output: [2, 4, 5, 6],
      inputShapes: [[2, 3, 7, 8]],
      parameters: [{ name: 'weight', key: 'c.weight', shape: [4, 3, 3, 3] }],
    };
    const network = { input: { shape: [2, 3, 7, 8] }, layers: [layer] } as unknown as NetworkSummary;
    const shapeOf = (target: EntryRequest['target'], at = 0) => entryShape(network, { layer: at, target, index: [] });
    expect(shapeOf({ kind: 'output' })).toEqual([2, 4, 5, 6]);
    expect(shapeOf({ kind: 'inputDelta', input: 0 })).toEqual([2, 3, 7, 8]);
    expect(shapeOf({ kind: 'gradient', parameter: 'weight' })).toEqual([4, 3, 3, 3]);
    expect(shapeOf({ kind: 'inputDelta', input: 0 }, 1)).toEqual([2, 4, 5, 6]);
    expect(shapeOf({ kind: 'delta' }, -1)).toEqual([2, 3, 7, 8]);
  });
});

it('writes an entry as text and as LaTeX', () => {
  expect(entryName(reply)).toBe('∂C/∂W[1, 0, 0, 1]');
  expect(latexOf({ ...reply, value: -0.5 })).toBe(
    '\\frac{\\partial C}{\\partial W_{1,0,0,1}} = \\sum_{x=0}^{1} \\sum_{y=0}^{2} \\delta_{1,x,y} \\, a_{0,x,y+1} = -0.5',
  );
  const slope: TermSum = {
    indices: [],
    factors: [
      { symbol: 'δ', subscripts: ['3'] },
      { symbol: 'tanh′(z)', subscripts: ['3'] },
    ],
    terms: [],
  };
  expect(latexOf({ ...reply, symbol: 'δ', index: [0, 3], sum: slope, value: 2 })).toBe(
    "\\delta_{0,3} = \\delta_{3} \\, \\tanh'(z_{3}) = 2",
  );
});
