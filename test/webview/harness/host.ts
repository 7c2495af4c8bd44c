/**
 * Stands in for the extension in a browser page: feeds the panel from the real engine, running in the page itself.
 * `shoot.mjs` sets `globalThis.scene` before this script runs.
 */
import type { FromPanel, NetworkSummary, PanelRequest, TensorReply, ToPanel } from '../../../src/protocol';
import type { Analysis } from '../../../src/worker/protocol';
import { Session } from '../../../src/worker/session';
import { loadModule } from '../../../src/worker/userCode/moduleLoader';
import { dumpOf } from './dump';

interface Scene {
  readonly file: string;
  readonly text: string;
  /** Data files by their path from the network's folder, in base64. */
  readonly files: { readonly [path: string]: string | undefined };
  readonly selected?: number;
  /** Run at once. */
  readonly check?: boolean;
  /** Events are held back once this layer's check is under way. */
  readonly holdAt?: number;
  /** Code of layers of the user's own, by its path from the network's folder. */
  readonly code?: { readonly [path: string]: string };
  /** Compares with gradients in which δ before this layer is wrong, in place of a check. */
  readonly against?: number;
}

declare global {
  var scene: Scene;
  var acquireVsCodeApi: () => unknown;
  /** What the panel posted, for the tests. */
  var posted: FromPanel[];
}

const { scene } = globalThis;
const key = 'file:///network';
const document = { key, path: `/net/${scene.file}`, text: scene.text, version: 1 };
let run = 0;
let held = false;
let silent = false;
globalThis.posted = [];

const dumpPath = '/net/grads.json';
let dump: Uint8Array | undefined;

const io = {
  read: async (path: string) => {
    if (path === dumpPath && dump !== undefined) return dump;
    const content = scene.files[path.replace('/net/', '')];
    if (content === undefined) throw new Error('there is no such file');
    return Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
  },
  pause: () => new Promise<void>((resolve) => setTimeout(resolve)),
  moduleLoader: () => (path: string) => loadModule({ readText, compile }, path),
};

async function readText(path: string): Promise<string> {
  const text = scene.code?.[path.replace('/net/', '')];
  if (text === undefined) throw new Error('there is no such file');
  return text;
}

function compile(code: string, path: string) {
  return new Function('module', 'exports', 'require', `${code}\n//# sourceURL=${path}`) as (
    module: object,
    exports: object,
    require: (specifier: string) => unknown,
  ) => void;
}

const session = new Session(io, (_, event) => {
  if (held || silent) return;
  send({ type: 'event', event });
  if (event.type === 'progress' && event.layer === scene.holdAt && event.layerChecked > event.layerTotal / 2) {
    held = true;
  }
});

function send(message: ToPanel): void {
  setTimeout(() => globalThis.postMessage(message, '*'));
}

async function receive(message: FromPanel): Promise<void> {
  globalThis.posted.push(message);
  if (message.type === 'request') await answer(message);
  else if (message.type === 'ready') await ready();
  else if (message.type === 'check') await check(message);
  else if (message.type === 'cancel') await call('cancel', run);
}

async function ready(): Promise<void> {
  const analysis = (await call('analyse', document)) as Analysis;
  const { network, problems, version } = analysis;
  send({
    type: 'snapshot',
    snapshot: { file: scene.file, version, network, problems, events: [], selected: scene.selected },
  });
  if (scene.against !== undefined && network !== undefined) await compare(network, scene.against);
  else if (scene.check === true) await check({});
}

async function compare(network: NetworkSummary, faulty: number): Promise<void> {
  silent = true;
  await call('run', { document, run: ++run, method: 'sample' });
  silent = false;
  const text = await dumpOf(network, faulty, (request) => call('tensor', { key, request }) as Promise<TensorReply>);
  dump = new TextEncoder().encode(text);
  await call('run', { document, run: ++run, against: dumpPath });
}

async function check(command: Pick<Extract<FromPanel, { type: 'check' }>, 'layers' | 'method'>): Promise<void> {
  await call('run', { document, run: ++run, layers: command.layers, method: command.method });
}

async function answer(request: PanelRequest): Promise<void> {
  const { id, method, argument } = request;
  try {
    const value = await call(method, method === 'suggestions' ? { key, layer: argument } : { key, request: argument });
    send({ type: 'reply', id, ok: true, value });
  } catch (failure) {
    send({ type: 'reply', id, ok: false, message: failure instanceof Error ? failure.message : String(failure) });
  }
}

/** Method and argument belong together at every call above. */
function call(method: string, argument: unknown): Promise<unknown> {
  return session.answer({ id: 0, method, argument } as Parameters<Session['answer']>[0]);
}

let state: unknown;
globalThis.acquireVsCodeApi = () => ({
  postMessage: (message: FromPanel) => void receive(message),
  getState: () => state,
  setState: (next: unknown) => {
    state = next;
  },
});
