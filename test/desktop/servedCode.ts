/** Takes the command line with which @vscode/test-electron starts VS Code, and runs it in the served VS Code. */
import { join } from 'node:path';
import { runHostSuite } from '../harness/hostSuite';
import { outputFolder } from '../harness/paths';

function option(name: string): string {
  const prefix = `--${name}=`;
  const argument = process.argv.find((candidate) => candidate.startsWith(prefix));
  if (argument === undefined) throw new Error(`${prefix} is missing.`);
  return argument.slice(prefix.length);
}

const workspace = process.argv.slice(2).find((argument) => !argument.startsWith('-'));
if (workspace === undefined) throw new Error('No folder to open was given.');
void runHostSuite({
  extension: option('extensionDevelopmentPath'),
  suite: option('extensionTestsPath'),
  workspace,
  screenshot: join(outputFolder, 'screenshots/desktop-failure.png'),
}).then(({ ok }) => process.exit(ok ? 0 : 1));
