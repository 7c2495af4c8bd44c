/** Writes every generated file: `npm run generate`. The unit test `generated.test.ts` fails when one is stale. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { documents } from './generateDocuments';
import { indexes, type Generated } from './generateIndexes';

/** What scripts/torchFixtures.py computes. */
const samples: Generated = {
  path: 'test/fixtures/torch/samples.json',
  text: async () => (await import('./samplesText')).samplesText(),
};

/** In the order in which they are written: what is generated later may read what was generated before. */
export const generated: readonly Generated[] = [...indexes, ...documents, samples];

const root = join(import.meta.dirname, '..');

async function writeAll(): Promise<void> {
  for (const { path, text } of generated) {
    const file = join(root, path);
    const fresh = await text();
    if (existsSync(file) && readFileSync(file, 'utf8') === fresh) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, fresh);
    console.log(`wrote ${path}`);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) void writeAll();
