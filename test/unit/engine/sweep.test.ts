/** The error of a plain central difference over its step, for entries whose curve is known. */
import { describe, expect, it } from 'vitest';
import type { EntryTarget } from '../../../src/engine/layer';
import { sweep } from '../../../src/engine/sweep';
import { tensor } from '../../../src/engine/tensor';
import { build, classes, runAll } from './build';

const dx: EntryTarget = { kind: 'inputDelta', input: 0 };
const built = build(
  [2, 4],
  [
    { type: 'Linear', out_features: 3, name: 'fc' },
    { type: 'Sigmoid', name: 'sigmoid' },
    { type: 'ReLU', name: 'relu' },
  ],
  { loss: 'CrossEntropyLoss', target: classes(2, 0), seed: 3 },
);

describe('a sweep', async () => {
  const { record } = await runAll(built);

  it('shows slope 2.00 where truncation rules: of a sigmoid, and of the loss', () => {
    for (const layer of [1, 3]) {
      const { slope, points, chosen, check } = sweep(record, { layer, target: dx, index: [1, 2] });
      expect(slope!.toFixed(2)).toBe('2.00');
      expect(points.length).toBeGreaterThan(20);
      expect(Math.min(...points.map(({ error }) => error / Math.abs(check!.numeric)))).toBeLessThan(1e-9);
      expect(chosen).toBeGreaterThan(0);
    }
  });

  it('says how the check made its own value, and judges as the check did', () => {
    const methods = [0, 1, 2, 3].map((layer) => sweep(record, { layer, target: dx, index: [0, 0] }).method);
    expect(methods.map((text) => text.split(' ')[0])).toEqual(['one', 'differences', 'central', 'differences']);
    const { check, analytic, symbol } = sweep(record, {
      layer: 0,
      target: { kind: 'gradient', parameter: 'weight' },
      index: [2, 1],
    });
    expect(check!.verdict).toBe('right');
    expect(analytic).toBe(record.trace!.layers[0]!.back!.parameters['weight']!.data[2 * 4 + 1]);
    expect(symbol).toBe('∂C/∂W');
  });

  it('finds no truncation where a layer is affine', () => {
    expect(sweep(record, { layer: 0, target: dx, index: [0, 3] }).slope).toBeUndefined();
  });

  it('marks the steps within which a branch changes, and those alone', () => {
    const { points } = sweep(record, { layer: 2, target: dx, index: [0, 1] });
    const at = record.trace!.layers[2]!.inputs[0]!.data[1]!;
    for (const { step, crossed } of points) expect(crossed).toBe(step >= at);
    expect(points.some(({ crossed }) => crossed)).toBe(true);
  });

  it('refuses what has no derivative', () => {
    expect(() => sweep(record, { layer: 0, target: { kind: 'output' }, index: [0, 0] })).toThrow('no derivative');
    expect(() => sweep(record, { layer: 0, target: dx, index: [7, 0] })).toThrow(RangeError);
  });
});

it('at a kink a sweep has both slopes and the unit', async () => {
  const { record } = await runAll(
    build([1, 3], [{ type: 'ReLU', name: 'relu1' }], {
      input: tensor([1, 3], [0, 1, -2]),
      target: tensor([1, 3], [1, 1, 1]),
    }),
  );
  const { check, points } = sweep(record, { layer: 0, target: dx, index: [0, 0] });
  expect(check).toMatchObject({ verdict: 'kink', unit: 'relu1[0, 0] is at a tie: it changes sign with any move' });
  expect(check!.slopes![0]).toBeLessThan(check!.slopes![1]);
  expect(points.every(({ crossed }) => crossed)).toBe(true);
});
