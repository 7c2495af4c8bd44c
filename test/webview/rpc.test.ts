import { describe, expect, test } from 'vitest';
import type { FromPanel, TensorReply, TensorRequest } from '../../src/protocol';
import { Rpc } from '../../webview/rpc';
import { TensorCache } from '../../webview/tensorCache';
import { layerReport, stamped, started, stats, thumb } from './support/panelData';

const request = (layer: number, kind: 'output' | 'delta' = 'output'): TensorRequest => ({
  ref: { layer, kind },
  fixed: [0],
});
const errors: TensorRequest = { ref: { layer: 0, kind: 'error', of: { kind: 'output' } }, fixed: [] };
const reply = (entries: number): TensorReply => ({
  shape: [entries],
  data: new ArrayBuffer(8 * entries),
  min: 0,
  max: 0,
  nan: 0,
  infinite: 0,
});

function wired() {
  const sent: FromPanel[] = [];
  const rpc = new Rpc((message) => sent.push(message), { timeoutMs: 0 });
  const answer = (k: number, value: unknown) => {
    const message = sent[k];
    if (message?.type === 'request') rpc.receive({ type: 'reply', id: message.id, ok: true, value });
  };
  return { sent, rpc, answer };
}

describe('calls to the host', () => {
  test('are answered by their id, in any order', async () => {
    const { rpc, answer } = wired();
    const calls = [rpc.request('suggestions', 1), rpc.request('suggestions', 2)];
    answer(1, ['second']);
    answer(0, ['first']);
    expect(await Promise.all(calls)).toEqual([['first'], ['second']]);
  });

  test('fail with the host’s message, and all open ones when the document changes', async () => {
    const { rpc, sent } = wired();
    const refused = rpc.request('suggestions', 1);
    const first = sent[0];
    if (first?.type === 'request') rpc.receive({ type: 'reply', id: first.id, ok: false, message: 'Not computed.' });
    await expect(refused).rejects.toThrow('Not computed.');
    const lost = rpc.tensor(request(0));
    rpc.reset();
    await expect(lost).rejects.toThrow('The document changed.');
  });
});

describe('tensors', () => {
  test('are asked for once, also while the answer is under way, and again after a failure', async () => {
    const { rpc, sent, answer } = wired();
    const both = [rpc.tensor(request(0)), rpc.tensor(request(0))];
    expect(sent.length).toBe(1);
    expect(rpc.cachedTensor(request(0))).toBeUndefined();
    answer(0, reply(2));
    await Promise.all(both);
    expect(rpc.cachedTensor(request(0))?.shape).toEqual([2]);
    const failing = rpc.tensor(request(1));
    rpc.receive({ type: 'reply', id: 2, ok: false, message: 'Later.' });
    await expect(failing).rejects.toThrow('Later.');
    void rpc.tensor(request(1)).catch(() => undefined);
    expect(sent.length).toBe(3);
  });

  test('are forgotten when a run begins, and one by one as it goes on', async () => {
    const cache = new TensorCache();
    const fill = () =>
      Promise.all([request(0), request(1, 'delta'), errors].map((one) => cache.fetch(one, async () => reply(1))));
    const held = () => [request(0), request(1, 'delta'), errors].map((one) => cache.peek(one) !== undefined);
    await fill();
    cache.noteEvent(stamped(started));
    expect(held()).toEqual([false, false, false]);
    await fill();
    cache.noteEvent(stamped({ type: 'deltaDone', layer: 1, stats: stats(1), thumb }));
    expect(held()).toEqual([true, false, true]);
    const progress = {
      type: 'progress',
      tensor: 'weight',
      layerChecked: 1,
      layerTotal: 4,
      checked: 1,
      total: 4,
    } as const;
    cache.noteEvent(stamped({ ...progress, layer: 1, failed: 0, kinks: 0 }));
    expect(held()).toEqual([true, false, true]);
    cache.noteEvent(stamped({ ...progress, layer: 0, failed: 0, kinks: 0 }));
    expect(held()).toEqual([true, false, false]);
    await fill();
    cache.noteEvent(stamped({ type: 'layerVerdict', report: layerReport(0) }));
    expect(held()).toEqual([true, true, false]);
    cache.noteEvent(stamped(started, 2));
    expect(held()).toEqual([false, false, false]);
  });

  test('that come back after they were forgotten are not kept', async () => {
    const cache = new TensorCache(8 * 2);
    let arrive: (value: TensorReply) => void = () => undefined;
    const late = cache.fetch(request(0), () => new Promise((resolve) => (arrive = resolve)));
    cache.noteEvent(stamped(started));
    arrive(reply(1));
    await late;
    expect(cache.peek(request(0))).toBeUndefined();
    // Nor do they take up room.
    for (const layer of [1, 2]) await cache.fetch(request(layer), async () => reply(1));
    expect([1, 2].map((layer) => cache.peek(request(layer)) !== undefined)).toEqual([true, true]);
  });

  test('make room for each other, the least recently used first', async () => {
    const cache = new TensorCache(8 * 5);
    const load = (layer: number) => cache.fetch(request(layer), async () => reply(2));
    await load(0);
    await load(1);
    await load(0);
    await load(2);
    expect([0, 1, 2].map((layer) => cache.peek(request(layer)) !== undefined)).toEqual([true, false, true]);
  });
});
