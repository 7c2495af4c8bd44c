/** The engine's thread: receives calls, answers each once, and hands over the buffers of tensors. */
import { parentPort, workerData } from 'node:worker_threads';
import { readBytes } from './nodeReader';
import type { FromWorker, ToWorker, UserCode } from './protocol';
import { Session } from './session';
import { callSignal, unwatched } from './userCode/callSignal';
import { nodeModuleLoader } from './userCode/nodeModules';

const port = parentPort;
if (!port) throw new Error('This file runs as a worker thread.');

const send = (message: FromWorker, buffers: ArrayBuffer[] = []) => port.postMessage(message, buffers);

/** A turn of the event loop, in which waiting calls such as `cancel` are received. */
const pause = () => new Promise<void>((resolve) => setImmediate(resolve));

const { signal: buffer } = (workerData ?? {}) as { signal?: SharedArrayBuffer };
const signal = buffer ? callSignal(buffer) : unwatched;

/** Nothing of the user's own runs unless the document says so. */
function moduleLoader(userCode: UserCode | undefined) {
  const { loadModule, describeOnly } = nodeModuleLoader({ readBytes, signal, texts: userCode?.texts });
  if (!userCode) return (path: string) => describeOnly(path, 'Layers of your own run only in a trusted workspace.');
  return async (path: string) => {
    const overrun = userCode.stopped[path];
    if (!overrun) return loadModule(path);
    const described = await describeOnly(path, overrun.message);
    return overrun.place ? { ...described, place: overrun.place } : described;
  };
}

const session = new Session({ read: readBytes, pause, moduleLoader }, (key, event) =>
  send({ type: 'event', key, event }),
);

port.on('message', (call: ToWorker) => {
  session.answer(call).then(
    (value) => send({ type: 'reply', id: call.id, ok: true, value }, buffersOf(value)),
    (failure: unknown) => {
      const message = failure instanceof Error ? failure.message : String(failure);
      send({ type: 'reply', id: call.id, ok: false, message });
    },
  );
});

/** Of a tensor's reply: handed over rather than copied. */
function buffersOf(value: unknown): ArrayBuffer[] {
  if (typeof value !== 'object' || value === null || !('data' in value)) return [];
  return value.data instanceof ArrayBuffer ? [value.data] : [];
}
