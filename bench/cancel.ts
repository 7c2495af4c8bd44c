/**
 * `npx tsx bench/cancel.ts`: how long a run of LeNet-5 in the engine worker goes on after it was told to cancel, at ten
 * moments of the run. Needs `npm run build`.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { WorkerClient } from '../src/worker/client';
import { startNodeWorker } from '../src/worker/nodePort';

const path = resolve('examples/lenet5.net.json');
const document = { key: 'lenet5', version: 1, path, text: readFileSync(path, 'utf8') };

async function main(): Promise<void> {
  let ended = (): void => {};
  const client = new WorkerClient(() => startNodeWorker(resolve('dist/worker.js')), {
    onEvent: (_key, { type }) => type === 'runCancelled' && ended(),
    onCrash: (reason) => console.error(reason),
    onStopped: ({ message }) => console.error(message),
  });
  await client.call('analyse', document);
  const waits: number[] = [];
  for (let run = 1; run <= 10; run++) {
    const cancelled = new Promise<void>((done) => (ended = done));
    const whole = client.call('run', { document, run });
    await new Promise((later) => setTimeout(later, 80 * run));
    const start = performance.now();
    void client.call('cancel', run);
    await Promise.race([cancelled, whole]);
    waits.push(performance.now() - start);
    await whole;
  }
  client.dispose();
  waits.sort((a, b) => a - b);
  const show = (at: number): string => `${waits[at]!.toFixed(0)} ms`;
  console.log(`from cancel to the end of the run, 10 runs: min ${show(0)}, median ${show(5)}, max ${show(9)}`);
}

void main();
