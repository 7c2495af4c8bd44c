import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StampedEvent } from '../../../src/engine/events';
import { EventStream } from '../../../src/host/eventStream';

const stamps = { run: 1, version: 1 };
const progress = (checked: number): StampedEvent => ({
  type: 'progress',
  layer: 0,
  tensor: 'weight',
  layerChecked: checked,
  layerTotal: 9,
  checked,
  total: 9,
  failed: 0,
  kinks: 0,
  ...stamps,
});
const loss: StampedEvent = { type: 'lossDone', loss: 1, ...stamps };

describe('the stream to a panel', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const open = () => {
    const sent: (string | number)[] = [];
    const stream = new EventStream((event) => sent.push(event.type === 'progress' ? event.checked : event.type));
    return { stream, sent };
  };

  it('sends the first progress at once and then only the latest of every 50 ms', () => {
    const { stream, sent } = open();
    for (const checked of [1, 2, 3]) stream.push(progress(checked));
    expect(sent).toEqual([1]);
    vi.advanceTimersByTime(50);
    expect(sent).toEqual([1, 3]);
    stream.push(progress(4));
    expect(sent).toEqual([1, 3]);
    vi.advanceTimersByTime(50);
    expect(sent).toEqual([1, 3, 4]);
    vi.advanceTimersByTime(500);
    expect(sent).toEqual([1, 3, 4]);
  });

  it('sends every other event at once, and in order', () => {
    const { stream, sent } = open();
    stream.push(progress(1));
    stream.push(progress(2));
    stream.push(loss);
    stream.push(loss);
    expect(sent).toEqual([1, 2, 'lossDone', 'lossDone']);
  });

  it('forgets what waits when it is reset', () => {
    const { stream, sent } = open();
    stream.push(progress(1));
    stream.push(progress(2));
    stream.reset();
    vi.advanceTimersByTime(500);
    expect(sent).toEqual([1]);
    stream.push(progress(3));
    expect(sent).toEqual([1, 3]);
  });
});
