// npm run test:desktop: the suites of test/host in desktop VS Code, through @vscode/test-electron.
// It downloads VS Code; GRADLENS_VSCODE names an installed one instead. Without a display, run it under xvfb-run.
import path from 'node:path';
import { runDesktop } from '../test/desktop/runDesktop';
import { nodeOrExit } from './run.mjs';

nodeOrExit('esbuild.js');
nodeOrExit('esbuild.js', '--tests');
const installed = process.env.GRADLENS_VSCODE;
try {
  const result = await runDesktop(installed && path.resolve(installed));
  process.exit(result.ok ? 0 : 1);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
