/** The engine in a Node worker thread. */
import { Worker } from 'node:worker_threads';
import type { WorkerPort } from './port';
import type { FromWorker } from './protocol';

/** Starts the bundled worker at `script`. */
export function startNodeWorker(script: string): WorkerPort {
  // Flags of the extension host (inspection, loaders) are none of the engine's business.
  const worker = new Worker(script, { execArgv: [], name: 'GradLens engine' });
  let ended = false;

  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => void worker.on('message', (message: FromWorker) => listener(message)),
    onExit(listener) {
      const once = (reason: Error) => {
        if (ended) return;
        ended = true;
        listener(reason);
      };
      worker.on('error', (failure: unknown) => once(failure instanceof Error ? failure : new Error(String(failure))));
      worker.on('messageerror', once);
      worker.on('exit', (code) => once(new Error(`the worker exited with code ${code}`)));
    },
    terminate() {
      ended = true;
      void worker.terminate();
    },
  };
}
