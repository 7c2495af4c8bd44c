/**
 * Stands in for the extension in a browser page: feeds the panel from the real engine, running in the page itself.
 * `shoot.mjs` sets `globalThis.scene` before this script runs.
 */
import type { StampedEvent } from '../../../src/engine/events';
import type { EntryReply, SweepRequest } from '../../../src/engine/reference';
import type { FromPanel, NetworkSummary, PanelRequest, TensorReply, ToPanel } from '../../../src/protocol';
import { Session } from '../../../src/worker/session';
import type { Analysis } from '../../../src/worker/protocol';
import { dumpOf } from './dump';
import { FaultyConv, type Fault } from './fault';
import { pretendSweep } from './sweep';

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
  /** Events and tensors are changed on their way, as a layer with a fault would. */
  readonly fault?: Fault;
  /** Compares with gradients in which δ before this layer is wrong, in place of a check. */
  readonly against?: number;
  /** Answers sweeps with a curve of its own. */
  readonly sweep?: 'smooth' | 'kink';
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
};

let sending = Promise.resolve();
const session = new Session(io, (_, event) => {
  if (held || silent) return;
  // One after the other, since a faulty layer's tensors have to be asked for.
  sending = sending.then(async () => send({ type: 'event', event: await faulty(event) }));
  if (event.type === 'progress' && event.layer === scene.holdAt && event.layerChecked > event.layerTotal / 2) {
    held = true;
  }
});

const conv =
  scene.fault && new FaultyConv(scene.fault, (request) => call('tensor', { key, request }) as Promise<TensorReply>);

function send(message: ToPanel): void {
  setTimeout(() => globalThis.postMessage(message, '*'));
}

/** The verdict of the faulty layer, and a report that says so. */
async function faulty(event: StampedEvent): Promise<StampedEvent> {
  const { fault } = scene;
  if (fault === undefined || conv === undefined) return event;
  if (event.type === 'runStarted') return { ...event, network: sourced(event.network, fault) };
  if (event.type === 'layerVerdict') return { ...event, report: await conv.report(event.report) };
  if (event.type !== 'runDone') return event;
  const layers = await Promise.all(event.report.layers.map((layer) => conv.report(layer)));
  const report = {
    ...event.report,
    verdict: 'wrong',
    sentence: fault.sentence,
    firstAtFault: fault.layer,
    layers,
  } as const;
  return { ...event, report };
}

function sourced(network: NetworkSummary, { layer: at, source }: Fault): NetworkSummary {
  const layers = network.layers.map((layer) => (layer.index === at && source ? { ...layer, source } : layer));
  return { ...network, layers };
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
    // The scene's own, so that every shape of curve can be looked at.
    if (scene.sweep !== undefined && (method as string) === 'sweep') return await answerSweep(request);
    const changed = request.method === 'tensor' ? await conv?.tensor(request.argument) : undefined;
    const value =
      changed ?? (await call(method, method === 'suggestions' ? { key, layer: argument } : { key, request: argument }));
    const seen = method === 'entry' && conv ? await conv.entry(value as EntryReply) : value;
    send({ type: 'reply', id, ok: true, value: seen });
  } catch (failure) {
    send({ type: 'reply', id, ok: false, message: failure instanceof Error ? failure.message : String(failure) });
  }
}

async function answerSweep({ id, argument }: { readonly id: number; readonly argument: unknown }): Promise<void> {
  const asked = argument as SweepRequest;
  const entry = (await call('entry', { key, request: asked })) as EntryReply;
  const opened = conv ? await conv.entry(entry) : entry;
  send({ type: 'reply', id, ok: true, value: pretendSweep(asked, opened, scene.sweep === 'kink') });
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
