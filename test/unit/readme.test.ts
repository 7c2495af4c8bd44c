import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandsOf, problemWith } from './support/readmeCommands';

const readme = readFileSync('README.md', 'utf8');

/** What `gradlens COMMAND --help` prints, asked once for each command. */
const helpTexts = new Map<string, string>();
function helpOf(command: string): string | undefined {
  if (!helpTexts.has(command)) {
    const help = spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', command, '--help'], {
      encoding: 'utf8',
    });
    // For an unknown command it prints the help of `gradlens` itself.
    helpTexts.set(command, help.stdout.startsWith(`gradlens ${command} `) ? help.stdout : '');
  }
  return helpTexts.get(command) || undefined;
}

const scripts = Object.keys((JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object }).scripts);
const known = { scripts, helpOf, exists: existsSync };

describe('the commands in README.md', () => {
  const commands = commandsOf(readme);

  it('are there', () => {
    expect(commands).toEqual(expect.arrayContaining(['npm ci', 'npm start', 'npm test']));
  });

  it.each(commands)('%s', (command) => {
    expect(problemWith(command, known)).toBeUndefined();
  });

  it.each([
    ['npm run nothing', 'package.json has no script nothing'],
    ['gradlens nothing x.net.json', 'gradlens has no command nothing'],
    ['gradlens check examples/a-rotated-kernel.net.json --nothing 3', 'gradlens check has no option --nothing'],
    ['gradlens check examples/nothing.net.json', 'there is no file examples/nothing.net.json'],
    ['nothing at all', 'nothing is no known program'],
  ])('an unknown one is found: %s', (command, problem) => {
    expect(problemWith(command, known)).toBe(problem);
  });
});

describe('commandsOf', () => {
  it('reads shell blocks only, splits at && and leaves out prompts and comments', () => {
    const text = ['```sh', '$ npm ci && npm start   # builds', '', '# only a comment', '```', '```json', '{}', '```'];
    expect(commandsOf(text.join('\n'))).toEqual(['npm ci', 'npm start']);
  });
});
