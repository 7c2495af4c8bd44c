import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { StampedEvent } from '../../../src/engine/events';
import { WorkerClient } from '../../../src/worker/client';
import { startNodeWorker } from '../../../src/worker/nodePort';
import type { DocumentInput, UserCode } from '../../../src/worker/protocol';
import type { Overrun } from '../../../src/worker/userCode/overrun';
import { CONV, documentWith, ownLayers } from '../support/ownLayers';

const scratch = mkdtempSync(join(tmpdir(), 'gradlens-worker-'));
const script = join(scratch, 'worker.js');

beforeAll(async () => {
  const { bundles } = createRequire(import.meta.url)('../../../esbuild.js') as { bundles: BuildOptions[] };
  const bundle = bundles.find(({ outfile = '' }) => basename(outfile) === 'worker.js');
  await build({ ...bundle, outfile: script, sourcemap: false });
}, 60_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const trusted: UserCode = { revision: 0, texts: {}, stopped: {} };
const clients: WorkerClient[] = [];
afterEach(() => clients.splice(0).forEach((client) => client.dispose()));

function connect(limits = { seconds: 0.5, megabytes: 300 }) {
  const events: StampedEvent[] = [];
  const stopped: Overrun[] = [];
  const crashes: string[] = [];
  const client = new WorkerClient(() => startNodeWorker(script, () => limits), {
    onEvent: (_key, event) => events.push(event),
    onCrash: ({ message }) => crashes.push(message),
    onStopped: (overrun) => stopped.push(overrun),
  });
  clients.push(client);
  return { client, events, stopped, crashes };
}

const run = (client: WorkerClient, document: DocumentInput) => client.call('run', { document, run: 1 });
const own = (file: string) => ({ ...documentWith({ type: `./${file}`, ...CONV }), userCode: trusted });

describe("code of the user's own in the worker", () => {
  it('runs, and is judged', async () => {
    const { client, events } = connect();
    await run(client, own('right.ts'));
    expect(events.at(-1)).toMatchObject({ type: 'runDone', report: { verdict: 'right' } });
  });

  it('does not run in a document that does not say so; a layer that says what it is like has its shapes', async () => {
    const { client } = connect();
    const { userCode: _none, ...untrusted } = own('loop.ts');
    const analysis = await client.call('analyse', untrusted);
    expect(analysis.problems.map(({ message }) => message)).toEqual([
      'Layers of your own run only in a trusted workspace.',
    ]);
    expect(analysis.network?.layers.map(({ output }) => output)).toEqual([
      [2, 3, 4, 4],
      [2, 3, 4, 4],
      [2, 48],
      [2, 4],
    ]);
    expect(analysis.runnable).toBe(false);
  });

  it.each([
    ['loop.ts', 'backward of loop.ts did not return within 0.5 s.', 1],
    ['memory.ts', 'backward of memory.ts takes more than 300 MB of memory.', 2],
    ['heap.ts', 'backward of heap.ts takes more than 300 MB of memory.', 1],
  ])('is stopped: %s', async (file, message, line) => {
    // Of a full memory the time limit must not come first.
    const { client, stopped, crashes } = connect({ seconds: file === 'loop.ts' ? 0.5 : 60, megabytes: 300 });
    const { network } = await client.call('analyse', own(file));
    expect(network?.layers[0]?.source).toMatchObject({ like: 'Conv2d', path: `${ownLayers}/${file}` });
    await expect(run(client, own(file))).rejects.toThrow(message);
    expect(stopped).toMatchObject([{ message, place: { path: `${ownLayers}/${file}`, range: { startLine: line } } }]);
    expect(crashes).toEqual([]);
    // A new worker takes over.
    const after = await client.call('analyse', own('right.ts'));
    expect(after.problems).toEqual([]);
  });

  it('is stopped while it is loaded, and not loaded again where that is known', async () => {
    const { client, stopped } = connect();
    await expect(client.call('analyse', own('load-loop.ts'))).rejects.toThrow('did not return within 0.5 s');
    const [overrun] = stopped;
    const userCode = { ...trusted, stopped: { [`${ownLayers}/load-loop.ts`]: overrun! } };
    const { problems, codeProblems, network } = await client.call('analyse', { ...own('load-loop.ts'), userCode });
    expect(codeProblems.map(({ message }) => message)).toEqual([
      'The top level of load-loop.ts did not return within 0.5 s.',
    ]);
    expect(problems).toHaveLength(1);
    expect(network?.layers[3]?.output).toEqual([2, 4]);
    expect(stopped).toHaveLength(1);
  });

  it('that ends its thread is named', async () => {
    const { client, stopped, crashes } = connect();
    await expect(run(client, own('exits.ts'))).rejects.toThrow('backward of exits.ts ends the process it runs in.');
    expect(stopped).toMatchObject([{ place: { range: { startLine: 2 } } }]);
    expect(crashes).toEqual([]);
  });

  it('is what the editor holds, not what is on disk', async () => {
    const { client, events } = connect();
    const path = `${ownLayers}/right.ts`;
    const texts = {
      [path]: 'export function backward(d: any) {\n  const a: number = d.none.data;\n}\nexport const like = "Conv2d";',
    };
    await run(client, { ...own('right.ts'), userCode: { ...trusted, texts } });
    expect(events.at(-1)).toMatchObject({
      type: 'runFailed',
      message: "backward of right.ts throws TypeError: Cannot read properties of undefined (reading 'data').",
      place: { path, range: { startLine: 1, startColumn: 27, endColumn: 31 } },
    });
  });
});
