/** The panel's side of the conversation with the host: calls that are always settled, commands, and kept tensors. */
import type { FromPanel, PanelApi, PanelCommand, PanelRequest } from '../src/protocol';
import type { StampedEvent, TensorReply, TensorRequest, ToPanel } from '../src/protocol';
import { TensorCache } from './tensorCache';

type Reply = Extract<ToPanel, { type: 'reply' }>;

interface Open {
  readonly settle: (value: unknown) => void;
  readonly fail: (error: Error) => void;
  readonly timer: ReturnType<typeof setTimeout> | undefined;
}

export interface RpcOptions {
  /** A call without an answer fails after this long; 0 never. */
  readonly timeoutMs?: number;
}

export class Rpc {
  private nextId = 1;
  private readonly open = new Map<number, Open>();
  private readonly cache = new TensorCache();

  constructor(
    private readonly send: (message: FromPanel) => void,
    private readonly options: RpcOptions = {},
  ) {}

  /** What does not wait for an answer. */
  post(command: PanelCommand): void {
    this.send(command);
  }

  /** Rejects with the host's message, or when the answer does not come. */
  request<M extends keyof PanelApi>(method: M, argument: Parameters<PanelApi[M]>[0]): Promise<ReturnType<PanelApi[M]>> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const { timeoutMs = 30_000 } = this.options;
      const timer =
        timeoutMs > 0
          ? setTimeout(() => this.settle(id, (o) => o.fail(new Error('No answer.'))), timeoutMs)
          : undefined;
      this.open.set(id, { settle: (value) => resolve(value as ReturnType<PanelApi[M]>), fail: reject, timer });
      this.send({ type: 'request', id, method, argument } as PanelRequest);
    });
  }

  /** A tensor, from the cache where it has been fetched in this run; two calls for the same tensor share one request. */
  tensor(request: TensorRequest): Promise<TensorReply> {
    return this.cache.fetch(request, () => this.request('tensor', request));
  }

  /** The tensor when it is at hand, to draw without a moment's gap. */
  cachedTensor(request: TensorRequest): TensorReply | undefined {
    return this.cache.peek(request);
  }

  /** The host's answer to a call. */
  receive(reply: Reply): void {
    this.settle(reply.id, (call) => (reply.ok ? call.settle(reply.value) : call.fail(new Error(reply.message))));
  }

  /** Forgets the tensors that an event makes stale. */
  noteEvent(event: StampedEvent): void {
    this.cache.noteEvent(event);
  }

  /** Another document or version: every tensor is stale and no open call can still be answered. */
  reset(): void {
    this.cache.clear();
    for (const id of [...this.open.keys()]) this.settle(id, (call) => call.fail(new Error('The document changed.')));
  }

  private settle(id: number, how: (call: Open) => void): void {
    const call = this.open.get(id);
    if (call === undefined) return;
    this.open.delete(id);
    if (call.timer !== undefined) clearTimeout(call.timer);
    how(call);
  }
}
