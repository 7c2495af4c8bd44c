import { describe, expect, it } from 'vitest';
import { statsOf, thumbOf } from '../../../src/engine/stats';
import { tensor } from '../../../src/engine/tensor';

describe('statistics', () => {
  it('leave NaN and ±∞ out, and count them', () => {
    const stats = statsOf(tensor([6], [NaN, Infinity, -Infinity, -3, 0, 1]));
    expect(stats).toMatchObject({ nan: 1, infinite: 2, min: -3, max: 1, maxAbs: 3, zeros: 1, entries: 6 });
    expect(stats.meanAbs).toBeCloseTo(4 / 3, 15);
  });
});

describe('a thumbnail', () => {
  it('shows the strongest channel of the first sample', () => {
    const data = [1, 1, 1, 1, -2, 3, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9];
    expect([...thumbOf(tensor([2, 2, 2, 2], data)).data]).toEqual([-2, 3, 0, 0]);
  });

  it('wraps a vector, and channels of one cell, to about square', () => {
    for (const shape of [
      [1, 5],
      [1, 5, 1, 1],
    ]) {
      const { rows, columns, data } = thumbOf(tensor(shape, [1, 2, 3, 4, 5]));
      expect([rows, columns, ...data]).toEqual([2, 3, 1, 2, 3, 4, 5, 0]);
    }
  });

  it('takes the mean of blocks of a large plane', () => {
    const { rows, columns, data } = thumbOf(
      tensor(
        [1, 1, 30, 52],
        Array.from({ length: 30 * 52 }, (_, at) => at % 2),
      ),
    );
    expect([rows, columns]).toEqual([15, 26]);
    expect(data.every((value) => value === 0.5)).toBe(true);
  });
});
