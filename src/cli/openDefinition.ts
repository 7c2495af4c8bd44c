/** Reads a definition for a command; what is wrong with it is printed for people and editors alike. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ArgumentsCamelCase } from 'yargs';
import type { Model } from '../engine/model';
import type { LocatedProblem, NetworkSummary } from '../engine/summary';
import type { Definition } from '../formats/definition';
import { readDefinition } from '../formats/read';
import { overridesOf, type CommonArguments } from './commonOptions';
import { CliFailure } from './failure';

/** A definition without a problem. */
export interface ReadyDefinition extends Definition {
  readonly summary: NetworkSummary;
  readonly model: Model;
}

const reasons: { readonly [code: string]: string } = {
  ENOENT: 'there is no such file.',
  ENOTDIR: 'there is no such file.',
  EISDIR: 'it is a folder.',
  EACCES: 'it may not be read.',
};

/** Rejects in the words of the `FileReader` contract. */
async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (failure) {
    const { code = '', message } = failure as NodeJS.ErrnoException;
    throw new Error(reasons[code] ?? message, { cause: failure });
  }
}

/** Reads FILE and prints all its problems to standard error. Throws a CliFailure where FILE itself cannot be read. */
export async function readAndReport(args: ArgumentsCamelCase<CommonArguments>): Promise<Definition> {
  const { file } = args;
  const path = resolve(file);
  let text: string;
  try {
    text = Buffer.from(await readBytes(path)).toString('utf8');
  } catch (failure) {
    throw new CliFailure(`${file}:1:1: error: ${(failure as Error).message}`);
  }
  const withoutMark = text.replace(/^\uFEFF/, '');
  const definition = await readDefinition(
    { path: path.replaceAll('\\', '/'), text: withoutMark },
    { read: readBytes },
    overridesOf(args),
  );
  for (const problem of definition.problems) process.stderr.write(`${formatProblem(file, problem)}\n`);
  return definition;
}

/** As `readAndReport`, but throws a CliFailure for a definition that has errors. */
export async function openDefinition(args: ArgumentsCamelCase<CommonArguments>): Promise<ReadyDefinition> {
  const definition = await readAndReport(args);
  const { summary, model } = definition;
  if (hasErrors(definition) || !summary || !model) throw new CliFailure('');
  return { ...definition, summary, model };
}

export const hasErrors = ({ problems }: Definition): boolean => problems.some(({ severity }) => severity === 'error');

/** `file:line:col: error: message`, counted from 1 as compilers do. */
function formatProblem(file: string, { range, severity, message }: LocatedProblem): string {
  return `${file}:${range.startLine + 1}:${range.startColumn + 1}: ${severity}: ${message}`;
}
