/** Calls into the engine worker as promises that always settle, and the worker's life: start, crash, restart, end. */
import type { StampedEvent } from '../engine/events';
import type { WorkerPort } from './port';
import type { FromWorker, ToWorker, WorkerApi, WorkerMethod } from './protocol';
import { UserCodeStopped, type Overrun } from './userCode/overrun';

export interface ClientEvents {
  /** An event of a run of document `key`. */
  onEvent(key: string, event: StampedEvent): void;
  /** The worker ended by itself; all open calls have been rejected. The next call starts a new one. */
  onCrash(reason: Error): void;
  /** The worker was ended because code of the user's own did not come back; all open calls have been rejected. */
  onStopped(overrun: Overrun): void;
}

/** Why a call was rejected without an answer: the worker crashed, was restarted, or the client is disposed. */
export class WorkerGone extends Error {
  override readonly name = 'WorkerGone';
}

interface OpenCall {
  resolve(value: unknown): void;
  reject(reason: Error): void;
}

export class WorkerClient {
  private port: WorkerPort | undefined;
  private readonly open = new Map<number, OpenCall>();
  private nextId = 1;
  private disposed = false;

  constructor(
    private readonly start: () => WorkerPort,
    private readonly events: ClientEvents,
  ) {}

  /** Rejects with the worker's message when the call fails, with `WorkerGone` when the worker goes before it answers. */
  call<M extends WorkerMethod>(method: M, argument: Parameters<WorkerApi[M]>[0]): Promise<ReturnType<WorkerApi[M]>> {
    if (this.disposed) return Promise.reject(new WorkerGone('The engine has been shut down.'));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.open.set(id, { resolve: (value) => resolve(value as ReturnType<WorkerApi[M]>), reject });
      try {
        // The three fields belong together by this method's own type; a union cannot say so of a generic.
        this.connected().post({ id, method, argument } as ToWorker);
      } catch (failure) {
        this.open.delete(id);
        reject(failure instanceof Error ? failure : new Error(String(failure)));
      }
    });
  }

  /** Ends the worker and rejects its open calls; the next call starts a new one. */
  restart(): void {
    this.end('The engine was restarted.');
  }

  dispose(): void {
    this.disposed = true;
    this.end('The engine has been shut down.');
  }

  private connected(): WorkerPort {
    if (this.port) return this.port;
    const port = this.start();
    this.port = port;
    port.onMessage((message) => {
      if (this.port === port) this.receive(message);
    });
    port.onExit((reason) => {
      if (this.port !== port) return;
      this.port = undefined;
      if (reason instanceof UserCodeStopped) {
        this.rejectAll(reason.message);
        this.events.onStopped(reason.overrun);
      } else {
        this.rejectAll(`The engine crashed: ${reason.message}`);
        this.events.onCrash(reason);
      }
    });
    return port;
  }

  private receive(message: FromWorker): void {
    if (message.type === 'event') {
      this.events.onEvent(message.key, message.event);
      return;
    }
    const call = this.open.get(message.id);
    this.open.delete(message.id);
    if (message.ok) call?.resolve(message.value);
    else call?.reject(new Error(message.message));
  }

  private end(reason: string): void {
    const port = this.port;
    this.port = undefined;
    port?.terminate();
    this.rejectAll(reason);
  }

  private rejectAll(reason: string): void {
    const calls = [...this.open.values()];
    this.open.clear();
    for (const call of calls) call.reject(new WorkerGone(reason));
  }
}
