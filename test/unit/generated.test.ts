/** Generated files are what their generators say now. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generated } from '../../scripts/generate';

const root = join(import.meta.dirname, '../..');

for (const { path, text } of generated) {
  it(`${path} is up to date`, async () => {
    const file = join(root, path);
    const written = existsSync(file) ? readFileSync(file, 'utf8') : '';
    expect(written === (await text()), `${path} is stale: run "npm run generate"`).toBe(true);
  });
}
