import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { outputFolder, removeFolder, root, temporaryFolder } from '../harness/paths';
import { eventsVariable, readSuiteEvents } from '../harness/suiteEvents';
import { type Ending, reportSuite, type SuiteResult } from '../harness/suiteReport';

/**
 * Runs the suites of test/host in desktop VS Code, in a private copy of the examples.
 * @param executable VS Code's program; downloaded when left out
 * @throws Error that says in one sentence what is missing, where VS Code cannot be downloaded
 */
export async function runDesktop(executable?: string): Promise<SuiteResult> {
  const vscodeExecutablePath = executable ?? (await download());
  const folder = temporaryFolder();
  const workspace = join(folder, 'examples');
  const eventsFile = join(folder, 'events.jsonl');
  cpSync(join(root, 'examples'), workspace, { recursive: true });
  try {
    const ending = await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: root,
      extensionTestsPath: join(outputFolder, 'host/index.js'),
      launchArgs: [workspace, '--disable-extensions'],
      extensionTestsEnv: { [eventsVariable]: eventsFile },
    }).then(
      (exitCode): Ending => ({ exitCode, problem: `exit code ${exitCode}`, log: [] }),
      (error: unknown): Ending => ({ exitCode: undefined, problem: String(error), log: [] }),
    );
    return reportSuite(readSuiteEvents(eventsFile), ending);
  } finally {
    removeFolder(folder);
  }
}

async function download(): Promise<string> {
  try {
    return await downloadAndUnzipVSCode({ cachePath: join(outputFolder, 'vscode-desktop') });
  } catch {
    throw new Error(
      'Desktop VS Code could not be downloaded, so its tests did not run; name an installed one in GRADLENS_VSCODE.',
    );
  }
}
