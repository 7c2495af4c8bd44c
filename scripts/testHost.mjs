// npm run test:host [-- --floor]: the suites of test/host in the extension host of a real VS Code.
// The extension is the one in this folder, as `node esbuild.js` builds it.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { runHostSuite } from '../test/harness/hostSuite';
import { outputFolder, root } from '../test/harness/paths';
import { setupVscode } from './setupVscode.mjs';

const floor = process.argv.includes('--floor');
setupVscode({ floor });
for (const args of [[], ['--tests']]) {
  const build = spawnSync(process.execPath, ['esbuild.js', ...args], { cwd: root, stdio: 'inherit' });
  if (build.status !== 0) process.exit(1);
}
const { ok } = await runHostSuite({
  extension: root,
  suite: path.join(outputFolder, 'host/index.js'),
  workspace: path.join(root, 'examples'),
  floor,
  screenshot: path.join(outputFolder, 'screenshots/host-failure.png'),
});
process.exit(ok ? 0 : 1);
