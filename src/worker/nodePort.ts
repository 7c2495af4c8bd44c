/** The engine in a Node worker thread, ended when code of the user's own does not come back. */
import { Worker } from 'node:worker_threads';
import type { WorkerPort } from './port';
import type { FromWorker } from './protocol';
import { callUnderWay, newSignalBuffer } from './userCode/callSignal';
import { UserCodeStopped } from './userCode/overrun';
import { DEFAULT_LIMITS, endedBy, outOfMemory, watchCalls, type CallLimits } from './userCode/watchdog';

/** Starts the bundled worker at `script`. */
export function startNodeWorker(script: string, limits: () => CallLimits = () => DEFAULT_LIMITS): WorkerPort {
  const signal = newSignalBuffer();
  // Flags of the extension host (inspection, loaders) are none of the engine's business.
  const worker = new Worker(script, { execArgv: [], name: 'GradLens engine', workerData: { signal } });
  const watch = watchCalls(signal, limits, process.memoryUsage.rss, (overrun) => end(new UserCodeStopped(overrun)));
  let ended = false;
  let listener: ((reason: Error) => void) | undefined;

  function end(reason: Error): void {
    watch.end();
    if (ended) return;
    ended = true;
    void worker.terminate();
    listener?.(reason);
  }

  /** Of a thread that ends in the midst of the user's code, that code is the reason. */
  function reasonOf(failure: Error): Error {
    if (callUnderWay(signal) === 0) return failure;
    const isFull = (failure as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
    return new UserCodeStopped(isFull ? outOfMemory(signal, limits()) : endedBy(signal));
  }

  worker.on('error', (failure: unknown) =>
    end(failure instanceof Error ? reasonOf(failure) : new Error(String(failure))),
  );
  worker.on('messageerror', end);
  worker.on('exit', (code) => end(reasonOf(new Error(`the worker exited with code ${code}`))));

  return {
    post: (message) => worker.postMessage(message),
    onMessage: (receive) => void worker.on('message', (message: FromWorker) => receive(message)),
    onExit: (hear) => (listener = hear),
    terminate() {
      ended = true;
      watch.end();
      void worker.terminate();
    },
  };
}
