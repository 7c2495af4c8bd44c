// npm run test:e2e [-- --floor]: test/e2e in a browser, on a real VS Code with the packaged .vsix installed.
import fs from 'node:fs';
import path from 'node:path';
import { runE2eSuites } from '../test/harness/e2eSuite';
import { root } from '../test/harness/paths';
import { writeCounts } from '../test/harness/results';
import { packageExtension } from './package.mjs';
import { setupVscode } from './setupVscode.mjs';

const floor = process.argv.includes('--floor');
setupVscode({ floor });
const vsix = packageExtension();
const folder = path.join(root, 'test/e2e');
const files = fs.readdirSync(folder).filter((file) => file.endsWith('.e2e.ts'));
const counts = await runE2eSuites(
  files.sort().map((file) => path.join(folder, file)),
  { vsix, floor },
);
writeCounts('e2e', counts);
process.exit(counts.failed > 0 ? 1 : 0);
