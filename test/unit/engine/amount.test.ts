import { expect, it } from 'vitest';
import { endToEndEntries, methodFor, sampleSize } from '../../../src/engine/gradcheck/amount';
import { sizeOf } from '../../../src/engine/tensor';
import { build, runAll } from './build';

/** Few parameters on large maps. */
const wide = (extent: number) =>
  build(
    [2, 3, extent, extent + 1],
    [
      { type: 'Conv2d', name: 'conv1', out_channels: 8, kernel_size: [3, 2] },
      { type: 'ReLU' },
      { type: 'Conv2d', name: 'conv2', out_channels: 5, kernel_size: 3 },
    ],
  );

it('a sample of inputs is a share of all inputs, not of the parameters', () => {
  const { summary } = wide(40);
  const drawn = summary.layers.flatMap(({ inputShapes }) =>
    inputShapes.map((shape) => sampleSize(sizeOf(shape), 'inputDelta', summary)),
  );
  const total = drawn.reduce((sum, count) => sum + count, 0);
  expect(total).toBeGreaterThan(4000);
  expect(total).toBeLessThan(4200);
  expect(sampleSize(10_000, 'gradient', summary)).toBe(10_000);
});

it('no tensor has fewer than 64 entries in a sample, or all that it has', () => {
  const { summary } = wide(40);
  expect(sampleSize(5, 'inputDelta', summary)).toBe(5);
  expect(sampleSize(70, 'inputDelta', summary)).toBe(64);
});

it('fewer entries are checked end to end the more a pass costs, and the rule says how many', async () => {
  const counts = [8, 64, 160, 256, 1024].map((extent) => {
    const { summary } = wide(extent);
    return endToEndEntries(summary, [0, 1, 2]);
  });
  expect(counts[0]).toBe(20);
  expect([...counts].sort((a, b) => b - a)).toEqual(counts);
  expect(counts[2]).toBeGreaterThan(0);
  expect(counts[2]).toBeLessThan(20);
  expect(counts.at(-1)).toBe(0);
  const { report } = await runAll(wide(8));
  expect(report?.rule).toContain('; 20 entries a tensor end to end');
});

it('one layer alone may have more of its entries checked than all layers', () => {
  const { summary } = wide(160);
  expect(endToEndEntries(summary, [0])).toBeGreaterThan(endToEndEntries(summary, [0, 1, 2]));
});

it('every entry is checked, of a network where that takes minutes a sample, and of one of its layers every entry', () => {
  const { summary } = wide(40);
  expect(methodFor(summary, [0, 1, 2])).toBe('exhaustive');
  const layers = summary.layers.map((layer) => ({ ...layer, multiplyAdds: layer.index === 2 ? 1e9 : 1e6 }));
  expect(methodFor({ ...summary, layers }, [0, 1, 2])).toBe('sample');
  expect(methodFor({ ...summary, layers }, [0])).toBe('exhaustive');
});

it('without a method a large network says that it was sampled', async () => {
  const layers = [
    { type: 'Linear', name: 'fc1', out_features: 3 },
    { type: 'Linear', name: 'fc2', out_features: 2 },
  ];
  const built = build([2, 5], layers);
  const heavy = built.summary.layers.map((layer) => ({ ...layer, multiplyAdds: 1e7 }));
  const { report } = await runAll({ ...built, summary: { ...built.summary, layers: heavy } });
  expect(report?.sentence).toMatch(/^0 wrong in a sample of /);
  expect(report?.rule).toContain('a sample of entries');
});
