import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../src/protocol';
import { selectorsOf, shownSelection } from '../../webview/selectors';
import { emptyState, kept, reduce, type State } from '../../webview/store';
import {
  after,
  layerReport,
  network,
  opened,
  runReport,
  snapshot,
  stamped,
  started,
  stats,
  thumb,
} from './support/panelData';

const forward = (layer: number, mean: number): RunEvent => ({ type: 'forwardDone', layer, stats: stats(mean), thumb });
const delta = (layer: number, mean: number): RunEvent => ({ type: 'deltaDone', layer, stats: stats(mean), thumb });
const send = (state: State, event: RunEvent, run: number, version = 1) =>
  reduce(state, { type: 'event', event: stamped(event, run, version) });

describe('a run', () => {
  test('fills in as its events come, input and ∂C/∂input at place 0', () => {
    const { run } = after([
      started,
      forward(-1, 3),
      forward(0, 4),
      { type: 'lossDone', loss: 0.25 },
      delta(1, 5),
      delta(-1, 6),
      { type: 'gradientDone', layer: 1, parameter: 'weight', stats: stats(7) },
      { type: 'gradientDone', layer: 1, parameter: 'bias', stats: stats(8) },
    ]);
    expect(run?.outputs.map((view) => view?.stats.meanAbs)).toEqual([3, 4]);
    expect(run?.deltas.map((view) => view?.stats.meanAbs)).toEqual([6, undefined, 5]);
    expect(Object.keys(run?.gradients[1] ?? {})).toEqual(['weight', 'bias']);
    expect(run).toMatchObject({ loss: 0.25, state: 'running', total: 1234 });
  });

  test('ends with its report, which also fills verdicts that did not come one by one', () => {
    const { run } = after([
      started,
      { type: 'layerVerdict', report: layerReport(1, { verdict: 'wrong' }) },
      { type: 'runDone', report: runReport() },
    ]);
    expect(run?.verdicts.map((report) => report?.verdict)).toEqual(['right', 'right']);
    expect(run).toMatchObject({ state: 'done', loss: 0.5 });
  });

  test('that was cancelled or has failed takes nothing more', () => {
    const cancelled = after([started, { type: 'runCancelled', checked: 3, total: 9, failed: 1 }]);
    expect(cancelled.run).toMatchObject({ state: 'cancelled', cancelled: { checked: 3, total: 9, failed: 1 } });
    expect(send(cancelled, forward(0, 1), 1)).toBe(cancelled);
    const failed = after([started, { type: 'runFailed', message: 'No memory.', layer: 1 }]);
    expect(failed.run).toMatchObject({ state: 'failed', message: 'No memory.', failedLayer: 1 });
    expect(send(failed, { type: 'runDone', report: runReport() }, 1)).toBe(failed);
  });

  test('drops events of another version, of an older run, and of a run it never saw start', () => {
    const state = after([started, forward(0, 4)]);
    expect(send(state, forward(0, 9), 1, 2)).toBe(state);
    expect(send(state, started, 1)).toBe(state);
    expect(send(state, forward(0, 9), 2)).toBe(state);
    const newer = send(state, started, 2);
    expect(newer.run).toMatchObject({ run: 2, verdicts: [], report: undefined });
    expect(send(newer, forward(0, 9), 1)).toBe(newer);
    expect(send(newer, started, 1)).toBe(newer);
    expect(send(opened(), forward(0, 1), 1).run).toBeUndefined();
  });

  test('keeps the last run’s tensors in sight, marked as the last run’s, until its own come', () => {
    const again = send(after([started, forward(0, 4), { type: 'runDone', report: runReport() }]), started, 2);
    expect(again.run?.outputs[1]).toMatchObject({ run: 1, stats: { meanAbs: 4 } });
    expect(send(again, forward(0, 5), 2).run?.outputs[1]).toMatchObject({ run: 2, stats: { meanAbs: 5 } });
  });
});

describe('a snapshot', () => {
  test('replays the run’s events', () => {
    const events = [started, forward(0, 4)].map((event) => stamped(event));
    expect(opened({ events }).run?.outputs[1]?.stats.meanAbs).toBe(4);
  });

  test('of a new version ends what was shown of the old one, but keeps what was looked at', () => {
    const before = reduce(after([started]), { type: 'selectLayer', layer: 1 });
    const state = reduce(before, { type: 'snapshot', snapshot: snapshot({ version: 2 }) });
    expect(state).toMatchObject({ run: undefined, selected: 1, version: 2 });
    expect(send(state, forward(0, 1), 1, 1)).toBe(state);
  });

  test('of another file starts afresh; a layer that is gone is not selected', () => {
    const before = reduce(opened(), { type: 'selectLayer', layer: 1 });
    expect(reduce(before, { type: 'snapshot', snapshot: snapshot({ file: 'b.net.json' }) }).selected).toBeUndefined();
    const shorter = { ...network, layers: [] };
    expect(reduce(before, { type: 'snapshot', snapshot: snapshot({ network: shorter }) }).selected).toBeUndefined();
  });

  test('selects the layer that does not fit, unless another one is', () => {
    const layers = network.layers.map((layer, k) => (k === 1 ? { ...layer, state: 'misfit' as const } : layer));
    expect(opened({ network: { ...network, layers } }).selected).toBe(1);
    expect(opened({ network: { ...network, layers }, selected: 0 }).selected).toBe(0);
  });

  test('after a reload finds the selection again', () => {
    const before = reduce(reduce(opened(), { type: 'selectLayer', layer: 1 }), {
      type: 'choose',
      layer: 1,
      selection: { filter: 2 },
    });
    const reloaded = reduce({ ...emptyState, ...kept(before) }, { type: 'snapshot', snapshot: snapshot() });
    expect(reloaded.selected).toBe(1);
    expect(shownSelection(reloaded).filter).toBe(2);
  });
});

describe('selecting', () => {
  test('another layer closes the entry; the same one does not', () => {
    const entry = { layer: 1, target: { kind: 'gradient', parameter: 'weight' }, index: [2, 3, 1, 0] } as const;
    const state = reduce(opened(), { type: 'openEntry', entry });
    expect(state).toMatchObject({ tab: 'entry', selected: 1, entry });
    expect(shownSelection(state)).toMatchObject({
      filter: 2,
      channel: 3,
      cell: { map: 'gradient', row: 1, column: 0 },
    });
    expect(reduce(state, { type: 'selectLayer', layer: 1 })).toBe(state);
    expect(reduce(state, { type: 'selectLayer', layer: 0 })).toMatchObject({ tab: 'maps', entry: undefined });
  });

  test('an entry of dx finds its group: channel 4 is the second of the filters 2 and 3', () => {
    const entry = { layer: 0, target: { kind: 'inputDelta', input: 0 }, index: [1, 4, 6, 2] } as const;
    const state = reduce(opened(), { type: 'openEntry', entry });
    expect(shownSelection(state)).toMatchObject({ sample: 1, filter: 2, channel: 1, cell: { row: 6, column: 2 } });
    const there = reduce(opened(), { type: 'choose', layer: 0, selection: { filter: 3 } });
    expect(shownSelection(reduce(there, { type: 'openEntry', entry })).filter).toBe(3);
  });

  test('in an entry only the sample is left to choose', () => {
    const entry = { layer: 0, target: { kind: 'gradient', parameter: 'weight' }, index: [2, 1, 1, 0] } as const;
    expect(selectorsOf(reduce(opened(), { type: 'openEntry', entry })).map(({ key }) => key)).toEqual(['sample']);
  });

  test('offers the samples, filters and channels there are, and stays inside them', () => {
    const state = reduce(reduce(opened(), { type: 'selectLayer', layer: 0 }), {
      type: 'choose',
      layer: 0,
      selection: { filter: 99, channel: 2 },
    });
    expect(selectorsOf(state).map(({ key, count, value }) => [key, count, value])).toEqual([
      ['sample', 2, 0],
      ['filter', 4, 3],
      ['channel', 3, 2],
    ]);
  });
});
