// How the scripts of this folder start other programs.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Runs a program in the project's root with its output shown.
 * @param {string} command
 * @param {string[]} args
 * @returns {number} exit code; 1 where a signal ended it or it could not start
 */
export function run(command, args) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (result.error) console.error(`${command} could not be started: ${result.error.message}`);
  return result.status ?? 1;
}

/**
 * Runs a Node program; ends this process when it fails.
 * @param {string[]} args
 */
export function nodeOrExit(...args) {
  const status = run(process.execPath, args);
  if (status !== 0) process.exit(status);
}
