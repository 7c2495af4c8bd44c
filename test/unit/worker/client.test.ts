import { describe, expect, it } from 'vitest';
import { WorkerClient, WorkerGone } from '../../../src/worker/client';
import type { WorkerPort } from '../../../src/worker/port';
import type { FromWorker, ToWorker } from '../../../src/worker/protocol';

class FakePort implements WorkerPort {
  readonly posted: ToWorker[] = [];
  terminated = false;
  answer: (message: FromWorker) => void = () => undefined;
  exit: (reason: Error) => void = () => undefined;
  post(message: ToWorker): void {
    this.posted.push(message);
  }
  onMessage(listener: (message: FromWorker) => void): void {
    this.answer = listener;
  }
  onExit(listener: (reason: Error) => void): void {
    this.exit = listener;
  }
  terminate(): void {
    this.terminated = true;
  }
}

function connect() {
  const ports: FakePort[] = [];
  const events: string[] = [];
  const crashes: string[] = [];
  const client = new WorkerClient(
    () => {
      ports.push(new FakePort());
      return ports.at(-1)!;
    },
    {
      onEvent: (key, { type }) => events.push(`${key} ${type}`),
      onCrash: ({ message }) => crashes.push(message),
      onStopped: ({ message }) => crashes.push(`stopped: ${message}`),
    },
  );
  return { client, ports, events, crashes };
}

describe('the client of the worker', () => {
  it('starts no worker before the first call', () => {
    expect(connect().ports).toHaveLength(0);
  });

  it('gives each call its own answer, in whatever order they come', async () => {
    const { client, ports } = connect();
    const first = client.call('suggestions', { key: 'a', layer: 1 });
    const second = client.call('suggestions', { key: 'a', layer: 2 });
    const [one, two] = ports[0]!.posted;
    ports[0]!.answer({ type: 'reply', id: two!.id, ok: true, value: ['two'] });
    ports[0]!.answer({ type: 'reply', id: one!.id, ok: true, value: ['one'] });
    expect(await first).toEqual(['one']);
    expect(await second).toEqual(['two']);
  });

  it('rejects with the message of a call that failed, and only that call', async () => {
    const { client, ports } = connect();
    const bad = client.call('close', 'a');
    const good = client.call('close', 'b');
    ports[0]!.answer({ type: 'reply', id: ports[0]!.posted[0]!.id, ok: false, message: 'no such document' });
    ports[0]!.answer({ type: 'reply', id: ports[0]!.posted[1]!.id, ok: true, value: undefined });
    await expect(bad).rejects.toThrow('no such document');
    await expect(good).resolves.toBeUndefined();
  });

  it('rejects all open calls when the worker crashes, says so once, and starts anew on the next call', async () => {
    const { client, ports, crashes } = connect();
    const open = [client.call('close', 'a'), client.call('close', 'b')];
    ports[0]!.exit(new Error('out of memory'));
    for (const call of open) await expect(call).rejects.toBeInstanceOf(WorkerGone);
    expect(crashes).toEqual(['out of memory']);
    const again = client.call('close', 'c');
    expect(ports).toHaveLength(2);
    ports[1]!.answer({ type: 'reply', id: ports[1]!.posted[0]!.id, ok: true, value: undefined });
    await expect(again).resolves.toBeUndefined();
  });

  it('hears nothing more from a worker that was replaced', async () => {
    const { client, ports, events, crashes } = connect();
    const lost = client.call('close', 'a');
    client.restart();
    await expect(lost).rejects.toThrow('restarted');
    expect(ports[0]!.terminated).toBe(true);
    void client.call('close', 'b').catch(() => undefined);
    ports[0]!.answer({ type: 'event', key: 'a', event: { type: 'lossDone', loss: 1, run: 1, version: 1 } });
    ports[0]!.exit(new Error('late'));
    expect(events).toEqual([]);
    expect(crashes).toEqual([]);
    ports[1]!.answer({ type: 'event', key: 'b', event: { type: 'lossDone', loss: 1, run: 1, version: 1 } });
    expect(events).toEqual(['b lossDone']);
  });

  it('rejects what is open and what comes later once it is disposed', async () => {
    const { client, ports } = connect();
    const open = client.call('close', 'a');
    client.dispose();
    await expect(open).rejects.toBeInstanceOf(WorkerGone);
    await expect(client.call('close', 'b')).rejects.toBeInstanceOf(WorkerGone);
    expect(ports).toHaveLength(1);
  });

  it('rejects a call that cannot be posted', async () => {
    const { client, ports } = connect();
    void client.call('close', 'a').catch(() => undefined);
    ports[0]!.post = () => {
      throw new Error('could not be cloned');
    };
    await expect(client.call('close', 'b')).rejects.toThrow('could not be cloned');
  });
});
