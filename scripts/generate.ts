/** Writes every generated file: `npm run generate`. The unit test `generated.test.ts` fails when one is stale. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { indexes, type Generated } from './generateIndexes';

/** In the order in which they are written: what is generated later may read what was generated before. */
export const generated: readonly Generated[] = [...indexes];

const root = join(import.meta.dirname, '..');

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const { path, text } of generated) {
    const file = join(root, path);
    const fresh = text();
    if (readFileSync(file, 'utf8') === fresh) continue;
    writeFileSync(file, fresh);
    console.log(`wrote ${path}`);
  }
}
