import { describe, expect, test } from 'vitest';
import type { SweepReply } from '../../src/protocol';
import { bestPoint, sweepPlot, truncated, type SweepPoint } from '../../webview/sweepPlot';
import { entryToOpen } from '../../webview/diagnosis';
import { canSweep, sweptEntry } from '../../webview/swept';
import { kinkSentence, sweepSentence } from '../../webview/sweepWords';
import { reduce } from '../../webview/store';
import { tabsOf } from '../../webview/view/tabs';
import { after, layerReport, opened, runReport, started, tensorReport } from './support/panelData';

const frame = { left: 40, right: 640, top: 10, bottom: 310 };
const point = (step: number, error: number, more: Partial<SweepPoint> = {}): SweepPoint => ({
  step,
  value: 1 + error,
  error,
  rounding: 3e-16 / step,
  crossed: false,
  ...more,
});
/** Truncation h², rounding 3·10⁻¹⁶/h. */
const points = [1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6].map((step) => point(step, Math.max(step ** 2, 3e-16 / step)));

describe('the plot of a sweep', () => {
  const plot = sweepPlot({ points, slope: 2 }, [], frame);

  test('has whole decades on both axes, the largest step at the right, the largest error on top', () => {
    expect([plot.x.from, plot.x.to, plot.y.from, plot.y.to]).toEqual([-6, 0, -16, 0]);
    expect(plot.points[0]).toMatchObject({ x: 640, y: 10 });
    expect(plot.points.at(-1)!.x).toBe(40);
    // Six decades over 600 pixels, sixteen over 300.
    expect(plot.x.place(1e-3)).toBeCloseTo(340, 9);
    expect(plot.y.place(1e-4)).toBeCloseTo(10 + (4 / 16) * 300, 9);
  });

  test('takes levels into its range, and keeps labels apart', () => {
    const wide = sweepPlot({ points, slope: 2 }, [3e-30], frame);
    expect([wide.y.from, wide.y.to]).toEqual([-30, 0]);
    const gaps = wide.y.ticks
      .slice(1)
      .map((tick, k) => wide.y.place(10 ** wide.y.ticks[k]!) - wide.y.place(10 ** tick));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(15);
  });

  test('lays the guide along the points where truncation rules, with the measured slope', () => {
    expect(truncated(points).map(({ step }) => step)).toEqual([1, 1e-1, 1e-2, 1e-3, 1e-4]);
    const { from, to } = plot.guide!;
    expect(from[0]).toBeCloseTo(plot.x.place(1e-4), 6);
    expect(from[1]).toBeCloseTo(plot.y.place(1e-8), 6);
    expect(to[0]).toBeCloseTo(640, 6);
    expect(to[1]).toBeCloseTo(10, 6);
    expect(sweepPlot({ points, slope: undefined }, [], frame).guide).toBeUndefined();
    // Where large steps leave the power behind, so does the guide; at a kink errors have no slope.
    const saturated = [point(100, 2), point(10, 2), ...points];
    const along = sweepPlot({ points: saturated, slope: 2 }, [], frame);
    expect(along.guide!.to[0]).toBeCloseTo(along.points[2]!.x, 9);
    expect(sweepPlot({ points, slope: 0 }, [], frame).guide).toBeUndefined();
  });

  test('puts an error of 0 at the bottom, and breaks the line there and where a branch is crossed', () => {
    const broken = [
      point(1, 1e-2),
      point(1e-1, 0),
      point(1e-2, 1e-6),
      point(1e-3, 1e-3, { crossed: true }),
      point(1e-4, 1e-8),
    ];
    const drawn = sweepPlot({ points: broken, slope: undefined }, [], frame);
    expect(drawn.points[1]).toMatchObject({ y: 310, isZero: true });
    expect(drawn.path.match(/M/g)).toHaveLength(3);
    expect(drawn.path).not.toContain('L');
  });

  test('stands without a single number', () => {
    const none = sweepPlot({ points: [point(1, NaN)], slope: undefined }, [], frame);
    expect(none.path).toBe('');
    expect(none.y.to).toBeGreaterThan(none.y.from);
    expect(bestPoint([point(1, NaN)])).toBeUndefined();
  });
});

const reply = (more: Partial<SweepReply>): SweepReply => ({
  layer: 0,
  target: { kind: 'gradient', parameter: 'weight' },
  index: [0],
  symbol: '∂C/∂W',
  analytic: 1,
  check: undefined,
  method: '',
  points,
  chosen: undefined,
  slope: 2.004,
  ...more,
});

describe('the words of a sweep', () => {
  test('name the closest step, its distance and the slope', () => {
    expect(sweepSentence(reply({}))).toBe(
      'A plain central difference comes closest at h = 1.0e−5, 1e−10 away. Truncation falls with slope 2.00 (2 is what a central difference has), rounding grows as 1/h.',
    );
    const exact = sweepSentence(reply({ points: [point(0.5, 0)], slope: undefined }));
    expect(exact).toBe(
      'A plain central difference equals the check’s value at h = 0.50. Truncation never shows: below rounding at every step.',
    );
  });

  test('count the steps at which a branch changes, and say at a kink where mine lies', () => {
    const crossed = reply({
      points: [point(1, 1e-2, { crossed: true }), point(0.5, 1e-3, { crossed: true }), point(0.1, 1e-9)],
    });
    expect(sweepSentence(crossed)).toMatch(/At 2 steps a branch changes within ±h\.$/);
    const check = {
      verdict: 'kink',
      numeric: 0.5,
      uncertainty: 0,
      error: 0,
      slopes: [0, 1],
      unit: 'relu1[0, 3] changes sign',
    } as const;
    const at = (analytic: number) => kinkSentence({ check, analytic });
    expect(at(0)).toBe(
      'The slope is 0 from the left and 1.00000 from the right: relu1[0, 3] changes sign. Mine is 0, one of the two, so it is right.',
    );
    expect(at(0.25)).toMatch(/Mine is 0\.250000, between the two, so it is right\.$/);
    expect(at(1.5)).toMatch(/Mine is 1\.50000, outside the two\.$/);
    expect(kinkSentence({ check: undefined, analytic: 1 })).toBeUndefined();
  });
});

describe('the entry that is swept', () => {
  const dx = tensorReport('dx', { maxRelativeError: 3e-10 });
  const report = runReport({ layers: [layerReport(0, { tensors: [tensorReport('weight'), dx] }), layerReport(1)] });
  const state = reduce(after([started, { type: 'runDone', report }]), { type: 'selectLayer', layer: 0 });

  test('is the one that is looked at, else the worst of the layer', () => {
    expect(sweptEntry(state)).toEqual({ layer: 0, target: dx.target, index: [3, 0, 1, 1] });
    const target = { kind: 'gradient', parameter: 'weight' } as const;
    const open = reduce(state, { type: 'openEntry', entry: { layer: 0, target, index: [1, 2, 0, 1] } });
    expect(sweptEntry(open)).toEqual({ layer: 0, target, index: [1, 2, 0, 1] });
    // An output has no derivative of its own to sweep.
    const output = reduce(state, {
      type: 'openEntry',
      entry: { layer: 0, target: { kind: 'output' }, index: [0, 0, 0, 0] },
    });
    expect(sweptEntry(output)).toMatchObject({ target: dx.target });
    // δ comes back from the layer that reads the output, or from the loss.
    const delta = (layer: number) =>
      sweptEntry(
        reduce(state, { type: 'openEntry', entry: { layer, target: { kind: 'delta' }, index: [0, 1, 2, 3] } }),
      );
    expect(delta(0)).toEqual({ layer: 1, target: dx.target, index: [0, 1, 2, 3] });
    expect(delta(1)).toEqual({ layer: 2, target: dx.target, index: [0, 1, 2, 3] });
  });

  test('is what the tab Entry opens too, where it is a sum', () => {
    expect(entryToOpen(state)).toEqual({ layer: 0, target: dx.target, index: [3, 0, 1, 1] });
    const [conv1, ...rest] = state.network!.layers;
    const layers = [{ ...conv1!, explains: ['gradient'] as const }, ...rest];
    const target = { kind: 'gradient', parameter: 'weight' };
    expect(entryToOpen({ ...state, network: { ...state.network!, layers } })).toMatchObject({ target });
    expect(entryToOpen(reduce(opened(), { type: 'selectLayer', layer: 0 }))).toBeUndefined();
    expect(tabsOf(state).map(({ id, enabled }) => [id, enabled])).toContainEqual(['entry', true]);
    expect(reduce(state, { type: 'tab', tab: 'entry' }).entry).toMatchObject({ target: dx.target });
  });

  test('is there once the layer is checked, and not where gradients from elsewhere were compared', () => {
    expect(canSweep(state)).toBe(true);
    expect(canSweep(reduce(opened(), { type: 'selectLayer', layer: 0 }))).toBe(false);
    const comparison = { file: 'grads.npz', precision: 'float64', read: [], unread: [], notes: [] } as const;
    const compared = after([started, { type: 'runDone', report: { ...report, comparison } }]);
    expect(canSweep(reduce(compared, { type: 'selectLayer', layer: 0 }))).toBe(false);
  });
});
