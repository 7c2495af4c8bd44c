import { describe, expect, it } from 'vitest';
import { tensor } from '../../../src/engine/tensor';
import { viewTensor } from '../../../src/worker/tensorView';

/** 2×3×2×5 entries 0 … 59. */
const counting = tensor(
  [2, 3, 2, 5],
  Array.from({ length: 60 }, (_, at) => at),
);
const numbers = ({ data }: { data: ArrayBuffer }) => [...new Float64Array(data)];

describe('a part of a tensor', () => {
  it('holds leading indices fixed', () => {
    const view = viewTensor(counting, { fixed: [1, 2] });
    expect(view).toMatchObject({ shape: [2, 5], min: 50, max: 59, nan: 0, infinite: 0 });
    expect(numbers(view)).toEqual([50, 51, 52, 53, 54, 55, 56, 57, 58, 59]);
    expect(view.reduced).toBeUndefined();
  });

  it('is a buffer of its own', () => {
    const view = viewTensor(counting, { fixed: [1, 2] });
    expect(view.data.byteLength).toBe(80);
    new Float64Array(view.data)[0] = -1;
    expect(counting.data[50]).toBe(50);
  });

  it('may be a single entry, or all', () => {
    expect(numbers(viewTensor(counting, { fixed: [1, 0, 1, 2] }))).toEqual([37]);
    expect(viewTensor(counting, { fixed: [] }).shape).toEqual([2, 3, 2, 5]);
  });

  it.each([[[2]], [[0, 3]], [[-1]], [[0, 0, 0, 0, 0]], [[0.5]]])('does not exist at %j', (fixed) => {
    expect(() => viewTensor(counting, { fixed })).toThrow('lies outside a tensor of shape 2×3×2×5');
  });

  it('leaves NaN and ±∞ out of its range and counts them', () => {
    const view = viewTensor(tensor([5], [NaN, -Infinity, 3, Infinity, -2]), { fixed: [] });
    expect(view).toMatchObject({ min: -2, max: 3, nan: 1, infinite: 2 });
    expect(viewTensor(tensor([1], [NaN]), { fixed: [] })).toMatchObject({ min: 0, max: 0, nan: 1 });
  });
});

describe('a tensor larger than the view', () => {
  const plane = tensor(
    [3, 5],
    Array.from({ length: 15 }, (_, at) => at),
  );

  it('is reduced by square blocks with a remainder', () => {
    const view = viewTensor(plane, { fixed: [], maxEntries: 6, reduce: 'mean' });
    expect(view.reduced).toEqual({ shape: [2, 3], block: [2, 2] });
    expect(view).toMatchObject({ shape: [3, 5], min: 0, max: 14 });
    expect(numbers(view)).toEqual([3, 5, 6.5, 10.5, 12.5, 14]);
  });

  it('by least or largest entry', () => {
    expect(numbers(viewTensor(plane, { fixed: [], maxEntries: 6, reduce: 'min' }))).toEqual([0, 2, 4, 10, 12, 14]);
    expect(numbers(viewTensor(plane, { fixed: [], maxEntries: 6, reduce: 'max' }))).toEqual([6, 8, 9, 11, 13, 14]);
  });

  it('never mixes planes', () => {
    const view = viewTensor(counting, { fixed: [1], maxEntries: 3, reduce: 'mean' });
    expect(view.reduced).toEqual({ shape: [3, 1, 1], block: [2, 5] });
    expect(numbers(view)).toEqual([34.5, 44.5, 54.5]);
  });

  it('reduces a vector as one row', () => {
    const vector = tensor([7], [1, 2, 3, 4, 5, 6, 7]);
    const view = viewTensor(vector, { fixed: [], maxEntries: 3, reduce: 'max' });
    expect(view.reduced).toEqual({ shape: [3], block: [1, 3] });
    expect(numbers(view)).toEqual([3, 6, 7]);
  });

  it('stays within its entries for any size', () => {
    for (let rows = 1; rows < 40; rows += 3) {
      for (let columns = 1; columns < 60; columns += 7) {
        const some = tensor([2, rows, columns], new Float64Array(2 * rows * columns));
        const view = viewTensor(some, { fixed: [], maxEntries: 50 });
        expect(view.data.byteLength / 8).toBeLessThanOrEqual(50);
      }
    }
  });

  it('shows a NaN as NaN, and leaves a gap out unless there is nothing else', () => {
    const holes = tensor([2, 4], [1, NaN, NaN, NaN, 2, 3, NaN, NaN]);
    const reduced = { fixed: [], maxEntries: 2, reduce: 'max' } as const;
    expect(numbers(viewTensor(holes, reduced))).toEqual([NaN, NaN]);
    expect(numbers(viewTensor(holes, { ...reduced, nanIsGap: true }))).toEqual([3, NaN]);
  });
});
