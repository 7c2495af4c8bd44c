/** The wire to an engine worker, so that the client does not know what kind of worker it is. */
import type { FromWorker, ToWorker } from './protocol';

export interface WorkerPort {
  post(message: ToWorker): void;
  onMessage(listener: (message: FromWorker) => void): void;
  /** Called once, when the worker has ended by itself: a crash, or an exit. Never after `terminate`. */
  onExit(listener: (reason: Error) => void): void;
  terminate(): void;
}
