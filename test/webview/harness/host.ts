/**
 * Stands in for the extension in a browser page: feeds the panel from the real engine, running in the page itself.
 * `shoot.mjs` sets `globalThis.scene` before this script runs.
 */
import type { StampedEvent } from '../../../src/engine/events';
import type { FromPanel, PanelRequest, ToPanel } from '../../../src/protocol';
import { Session } from '../../../src/worker/session';
import type { Analysis } from '../../../src/worker/protocol';

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
  /** Events are changed on their way, as a layer with a fault would. */
  readonly fault?: { readonly layer: number; readonly tensor: string; readonly sentence: string };
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
globalThis.posted = [];

const io = {
  read: async (path: string) => {
    const content = scene.files[path.replace('/net/', '')];
    if (content === undefined) throw new Error('there is no such file');
    return Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
  },
  pause: () => new Promise<void>((resolve) => setTimeout(resolve)),
};

const session = new Session(io, (_, event) => {
  if (held) return;
  send({ type: 'event', event: faulty(event) });
  if (event.type === 'progress' && event.layer === scene.holdAt && event.layerChecked > event.layerTotal / 2) {
    held = true;
  }
});

function send(message: ToPanel): void {
  setTimeout(() => globalThis.postMessage(message, '*'));
}

/** A wrong verdict for one tensor, and a report that says so. */
function faulty(event: StampedEvent): StampedEvent {
  const { fault } = scene;
  if (fault === undefined) return event;
  if (event.type === 'layerVerdict' && event.report.layer === fault.layer)
    return { ...event, report: spoil(event.report) };
  if (event.type !== 'runDone') return event;
  const layers = event.report.layers.map((layer) => (layer.layer === fault.layer ? spoil(layer) : layer));
  const report = {
    ...event.report,
    verdict: 'wrong',
    sentence: fault.sentence,
    firstAtFault: fault.layer,
    layers,
  } as const;
  return { ...event, report };
}

function spoil(report: Extract<StampedEvent, { type: 'layerVerdict' }>['report']): typeof report {
  const tensors = report.tensors.map((tensor) =>
    tensor.name === scene.fault?.tensor
      ? {
          ...tensor,
          failed: tensor.entries,
          worst: tensor.worst && { ...tensor.worst, analytic: tensor.worst.analytic + 0.158 },
        }
      : tensor,
  );
  return { ...report, verdict: 'wrong', tensors };
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
  if (scene.check === true) await check({});
}

async function check(command: Pick<Extract<FromPanel, { type: 'check' }>, 'layers' | 'method'>): Promise<void> {
  await call('run', { document, run: ++run, layers: command.layers, method: command.method });
}

async function answer({ id, method, argument }: PanelRequest): Promise<void> {
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
