// npm run test:host [-- --floor]: the suites of test/host in the extension host of a real VS Code.
// The extension is the one in this folder, as `node esbuild.js` builds it.
import path from 'node:path';
import { runHostSuite } from '../test/harness/hostSuite';
import { outputFolder, root } from '../test/harness/paths';
import { writeCounts } from '../test/harness/results';
import { nodeOrExit } from './run.mjs';
import { setupVscode } from './setupVscode.mjs';

const floor = process.argv.includes('--floor');
setupVscode({ floor });
nodeOrExit('esbuild.js');
nodeOrExit('esbuild.js', '--tests');
const result = await runHostSuite({
  extension: root,
  suite: path.join(outputFolder, 'host/index.js'),
  workspace: path.join(root, 'examples'),
  floor,
  screenshot: path.join(outputFolder, 'screenshots/host-failure.png'),
});
writeCounts('host', result);
process.exit(result.ok ? 0 : 1);
