/** Reads and runs a network whose one layer is code that a test writes. */
import type { RunEvent } from '../../../src/engine/events';
import { run } from '../../../src/engine/run';
import type { RunReport } from '../../../src/engine/summary';
import { UserCodeError } from '../../../src/engine/userLayer/userModule';
import type { Definition } from '../../../src/formats/definition';
import { readDefinition } from '../../../src/formats/read';
import { nodeModuleLoader } from '../../../src/worker/userCode/nodeModules';

export const FOLDER = '/w';

export interface OwnNet {
  /** Files beside the network, by name. */
  readonly files: { readonly [name: string]: string };
  readonly layers: readonly object[];
  readonly shape?: readonly number[];
  readonly mode?: 'train' | 'eval';
}

export async function readOwn({ files, layers, shape = [2, 2, 5, 6], mode = 'train' }: OwnNet): Promise<Definition> {
  const readBytes = async (path: string): Promise<Uint8Array> => {
    const text = files[path.slice(FOLDER.length + 1)];
    if (text === undefined) throw new Error('there is no such file');
    return new TextEncoder().encode(text);
  };
  const input = { shape, data: { random: 'normal', seed: 3 } };
  const text = JSON.stringify({ name: 'own', input, loss: 'MSELoss', mode, layers });
  const { loadModule } = nodeModuleLoader({ readBytes });
  return readDefinition({ path: `${FOLDER}/own.net.json`, text }, { read: readBytes, loadModule });
}

/** `mine.ts:3:5 …`, counted from 1, of the user's own files; messages as they are. */
export const codeProblems = ({ codeProblems: found = [] }: Definition): string[] =>
  found.map(({ message, place }) => at(message, place));

const at = (message: string, place: UserCodeError['place']): string =>
  place
    ? `${place.path.slice(FOLDER.length + 1)}:${place.range.startLine + 1}:${place.range.startColumn + 1} ${message}`
    : message;

/** The report; or, where the user's code fails, what it says. */
export async function runOwn(net: OwnNet): Promise<RunReport | string> {
  const { model, summary, problems } = await readOwn(net);
  if (!model || !summary) return problems.map(({ message }) => message).join('\n');
  const events: RunEvent[] = [];
  try {
    const control = { cancelled: () => false, pause: async () => undefined };
    for await (const event of run(model, summary, {}, control)) events.push(event);
  } catch (failure) {
    if (failure instanceof UserCodeError) return at(failure.message, failure.place);
    throw failure;
  }
  const last = events.at(-1);
  if (last?.type !== 'runDone') throw new Error(`the run ended with ${last?.type}`);
  return last.report;
}

export async function reportOf(net: OwnNet): Promise<RunReport> {
  const report = await runOwn(net);
  if (typeof report === 'string') throw new Error(report);
  return report;
}
