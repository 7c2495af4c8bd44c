/** Tensors in the order of other libraries are put in ours; the test's own loops say what goes where. */
import { describe, expect, it } from 'vitest';
import { inOurOrder, layoutsBetween } from '../../../src/engine/compare/layouts';
import { precisionOf, tolerancesFor } from '../../../src/engine/compare/precision';
import { ravel, sizeOf, type Shape, type Tensor } from '../../../src/engine/tensor';

const counting = (shape: Shape): Tensor => ({ shape, data: Float64Array.from({ length: sizeOf(shape) }, (_, k) => k) });
const names = (...given: Parameters<typeof layoutsBetween>): string[] =>
  layoutsBetween(...given).map(({ name }) => name);

describe('the layout of a tensor', () => {
  it('of a kernel follows from its shape where that leaves one', () => {
    expect(names([5, 3, 2, 4], [4, 2, 5, 3], 'kernel')).toEqual(['H,W,I,O']);
    expect(names([4, 5, 3, 2], [4, 2, 5, 3], 'kernel')).toEqual(['O,H,W,I']);
    expect(names([4, 2, 5, 3], [4, 2, 5, 3], 'kernel')).toEqual(['as here']);
    expect(names([7, 4], [4, 7], 'kernel')).toEqual(['in,out']);
    expect(names([7, 5], [4, 7], 'kernel')).toEqual([]);
  });

  it('may be open: every one that fits is named, as it stands first', () => {
    expect(names([3, 3], [3, 3], 'kernel')).toEqual(['as here', 'in,out']);
    expect(names([3, 3, 3, 3], [3, 3, 3, 3], 'kernel')[0]).toBe('as here');
  });

  it('may leave out the batch of one, and axes of one', () => {
    expect(names([5, 4, 3], [1, 3, 5, 4], 'value')).toEqual(['N,H,W,C']);
    expect(names([3, 5, 4], [1, 3, 5, 4], 'value')).toEqual(['as here']);
    expect(names([60], [3, 5, 4], 'value')).toEqual(['as here']);
  });

  it('says where each number goes', () => {
    const [layout] = layoutsBetween([5, 3, 2, 4], [4, 2, 5, 3], 'kernel');
    const theirs = counting([5, 3, 2, 4]);
    const ours = inOurOrder(theirs, [4, 2, 5, 3], layout!);
    for (const [h, w, i, o] of [
      [0, 0, 0, 0],
      [4, 1, 1, 3],
      [2, 2, 0, 1],
    ] as const) {
      expect(ours.data[ravel([o, i, h, w], ours.shape)]).toBe(theirs.data[ravel([h, w, i, o], theirs.shape)]);
    }
    const image = counting([5, 4, 3]);
    const [pixels] = layoutsBetween(image.shape, [1, 3, 5, 4], 'value');
    const planes = inOurOrder(image, [1, 3, 5, 4], pixels!);
    expect(planes.data[ravel([0, 2, 3, 1], planes.shape)]).toBe(image.data[ravel([3, 1, 2], image.shape)]);
  });
});

describe('the precision of a dump', () => {
  const of = (...values: number[]) => precisionOf([Float64Array.from(values)]);

  it('is that of its numbers', () => {
    expect(of(0.1, 2)).toBe('float64');
    expect(of(Math.fround(0.1), 2)).toBe('float32');
    expect(of(0.5, -3, 0, 2 ** -20, NaN)).toBe('float16');
  });

  it('widens the bound', () => {
    expect(tolerancesFor('float64', 2)).toEqual({ rtol: 1e-7, atol: 2e-12 });
    expect(tolerancesFor('float32', 2).rtol).toBeGreaterThan(tolerancesFor('float64', 2).rtol);
  });
});
