/**
 * Mutated Python files: none may throw, none may take a second. `npx tsx bench/fuzzPython.ts [files] [seed]`, 10,000 as
 * a rule; with Debian's python3-torchvision its sources are mutated, too.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mersenneTwister } from '../src/engine/rng';
import { readDefinition } from '../src/formats/read';
import { readBytes } from '../src/worker/nodeReader';
import { constructs, HEAD } from '../test/unit/python/constructs';
import { mutated } from '../test/unit/python/mutations';
import { SOURCES } from '../test/conformance/torchvisionModels';

const LIMIT_MS = 1000;

async function main(): Promise<void> {
  const [files = 10_000, seed = 1] = process.argv.slice(2).map(Number);
  const installed = existsSync(SOURCES) ? readdirSync(SOURCES).filter((name) => /^[a-z]\w*\.py$/.test(name)) : [];
  const sources = [
    ...installed.map((name) => ({ path: `${SOURCES}/${name}`, text: readFileSync(`${SOURCES}/${name}`, 'utf8') })),
    ...constructs.map(({ source }) => ({ path: '/p/model.py', text: HEAD + source })),
  ];
  // What is imported is read and parsed once; that is not what is measured here.
  for (const source of sources) await readDefinition(source, { read: readBytes });
  const rng = mersenneTwister(seed);
  let [crashed, slow, slowest, total, opened] = [0, 0, 0, 0, 0];
  for (let at = 0; at < files; at++) {
    const { path, text } = sources[at % sources.length]!;
    const changed = mutated(text, rng);
    const started = process.cpuUsage();
    try {
      const { network } = await readDefinition({ path, text: changed }, { read: readBytes });
      if (network) opened++;
    } catch (thrown) {
      crashed++;
      console.log(`file ${at} (${path}) throws: ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
    }
    const { user, system } = process.cpuUsage(started);
    const ms = (user + system) / 1000;
    total += ms;
    slowest = Math.max(slowest, ms);
    if (ms > LIMIT_MS) {
      slow++;
      console.log(`file ${at} (${path}) takes ${ms.toFixed(0)} ms of CPU`);
    }
  }
  const mean = (total / files).toFixed(0);
  console.log(`${files} files, seed ${seed}: ${crashed} crashes, ${slow} over ${LIMIT_MS} ms of CPU.`);
  console.log(`${opened} still hold a network; ${mean} ms each, ${slowest.toFixed(0)} ms the slowest.`);
}

void main();
