import { describe, expect, it } from 'vitest';
import type { RunEvent, StampedEvent } from '../../../src/engine/events';
import { foldEvent, startRun, type RunState } from '../../../src/host/runState';
import { layerReport, runReport, summary } from './samples';

const stamp = (event: RunEvent, run = 5, version = 2): StampedEvent => ({ ...event, run, version });
const progress = (checked: number): RunEvent => ({
  type: 'progress',
  layer: 1,
  tensor: 'weight',
  layerChecked: checked,
  layerTotal: 40,
  checked: 100 + checked,
  total: 140,
  failed: 0,
  kinks: 0,
});
const fold = (...events: RunEvent[]): RunState =>
  events.reduce((state, event) => foldEvent(state, stamp(event)), startRun(5, 2, undefined, undefined));

describe('a run, folded from its events', () => {
  it('counts, and knows the layer being checked until that has its verdict', () => {
    const running = fold(
      { type: 'runStarted', network: summary, rule: 'the rule', bound: 1e-7, total: 140 },
      progress(10),
    );
    expect(running).toMatchObject({ phase: 'running', rule: 'the rule', progress: { checked: 110, total: 140 } });
    expect(running.checking).toMatchObject({ layer: 1, checked: 10, total: 40 });
    const other = foldEvent(running, stamp({ type: 'layerVerdict', report: layerReport({ layer: 0 }) }));
    expect(other.checking?.layer).toBe(1);
    const judged = foldEvent(other, stamp({ type: 'layerVerdict', report: layerReport({ layer: 1 }) }));
    expect(judged.checking).toBeUndefined();
    expect([...judged.reports.keys()]).toEqual([0, 1]);
  });

  it.each([
    [{ type: 'runDone', report: runReport({}) }, 'done'],
    [{ type: 'runFailed', message: 'no' }, 'failed'],
    [{ type: 'runCancelled', checked: 7, total: 140, failed: 0 }, 'cancelled'],
  ] satisfies [RunEvent, string][])('ends', (event, phase) => {
    const ended = fold(progress(10), event);
    expect(ended.phase).toBe(phase);
    expect(ended.checking).toBeUndefined();
  });

  it('does not change by events of other runs and versions', () => {
    const state = fold(progress(1));
    expect(foldEvent(state, stamp({ type: 'lossDone', loss: 1 }, 4, 2))).toBe(state);
    expect(foldEvent(state, stamp({ type: 'lossDone', loss: 1 }, 5, 3))).toBe(state);
  });

  it('keeps all events for a panel that opens later, of progress only the latest', () => {
    const state = fold(progress(1), { type: 'lossDone', loss: 1 }, progress(2), progress(3));
    expect(state.events.map(({ type }) => type)).toEqual(['lossDone', 'progress']);
    expect(state.events[1]).toMatchObject({ layerChecked: 3 });
  });

  it('of some layers keeps the reports of the others while the text is the same', () => {
    const before = fold(
      { type: 'layerVerdict', report: layerReport({ layer: 0 }) },
      { type: 'layerVerdict', report: layerReport({ layer: 1 }) },
    );
    expect([...startRun(6, 2, [1], before).reports.keys()]).toEqual([0]);
    expect(startRun(6, 2, undefined, before).reports.size).toBe(0);
    expect(startRun(6, 3, [1], before).reports.size).toBe(0);
  });
});
