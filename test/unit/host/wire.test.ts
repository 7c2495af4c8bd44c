import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { encodeNumbers } from '../../../src/host/wire';

/** A page as VS Code makes it, with the bridge loaded. */
function page(kept?: unknown) {
  const listeners: ((event: { data: unknown }) => void)[] = [];
  let state = kept;
  const api = {
    postMessage: () => undefined,
    getState: () => state,
    setState: (next: unknown) => (state = next),
  };
  const context: Record<string, unknown> = {
    document: { currentScript: { dataset: { document: 'file:///lenet5.net.json' } } },
    addEventListener: (_: string, listener: (event: { data: unknown }) => void) => listeners.push(listener),
    acquireVsCodeApi: () => api,
    ArrayBuffer,
  };
  runInNewContext(readFileSync('media/bridge.js', 'utf8'), context);
  return {
    receive(message: unknown) {
      for (const listener of listeners) listener({ data: message });
      return message;
    },
    acquire: context.acquireVsCodeApi as () => typeof api,
    state: () => state,
  };
}

describe('numbers on their way to the panel', () => {
  it('come through JSON as they are', () => {
    const message = { a: [NaN, { b: -Infinity }, -0, 1.5, null], c: Infinity, d: 'NaN', e: { $number: 3 } };
    const sent = JSON.parse(JSON.stringify(encodeNumbers(message)));
    expect(page().receive(sent)).toEqual(message);
  });

  it('leave buffers alone', () => {
    const buffer = new ArrayBuffer(8);
    const data = Float64Array.of(NaN);
    const sent = encodeNumbers({ value: { buffer, data } }) as { value: { buffer: unknown; data: unknown } };
    expect(sent.value.buffer).toBe(buffer);
    expect(sent.value.data).toBe(data);
  });
});

describe("the page's state", () => {
  it('holds the document from the first moment, beside what the panel keeps', () => {
    const { acquire, state } = page();
    expect(state()).toEqual({ document: 'file:///lenet5.net.json', panel: undefined });
    acquire().setState({ selected: 3 });
    expect(state()).toEqual({ document: 'file:///lenet5.net.json', panel: { selected: 3 } });
    expect(page(state()).acquire().getState()).toEqual({ selected: 3 });
  });
});
