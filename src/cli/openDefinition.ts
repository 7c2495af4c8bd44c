/** Reads a definition for a command; what is wrong with it is printed for people and editors alike. */
import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { ArgumentsCamelCase } from 'yargs';
import type { Model } from '../engine/model';
import type { LocatedProblem, NetworkSummary } from '../engine/summary';
import type { UserPlace } from '../engine/userLayer/userModule';
import type { Definition, DefinitionFile, Overrides } from '../formats/definition';
import { readDefinition } from '../formats/read';
import { nodeModuleLoader } from '../worker/userCode/nodeModules';
import { namesOwnCode } from '../formats/netJson/userLayers';
import type { Overrun } from '../worker/userCode/overrun';
import { formatAssumed, refuseToChoose } from './assumptions';
import { callLimitsOf, overridesOf, type CommonArguments } from './commonOptions';
import { CliFailure } from './failure';
import { isGuarded, runGuarded, startWatch } from './guard';

/** A definition with all that it was read from. */
export interface OpenedDefinition extends Definition {
  readonly file: DefinitionFile;
  readonly overrides: Overrides;
  /** The data files that were read, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** A definition without a problem. */
export interface ReadyDefinition extends OpenedDefinition {
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
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (failure) {
    const { code = '', message } = failure as NodeJS.ErrnoException;
    throw new Error(reasons[code] ?? message, { cause: failure });
  }
}

/** Reads FILE and prints all its problems to standard error. Throws a CliFailure where FILE itself cannot be read. */
export async function readAndReport(args: ArgumentsCamelCase<CommonArguments>): Promise<OpenedDefinition> {
  const overrides = overridesOf(args);
  const path = resolve(args.file);
  const file = { path: path.replaceAll('\\', '/'), text: await readText(args.file, path) };
  const files = new Map<string, Uint8Array>();
  const read = async (name: string): Promise<Uint8Array> => {
    const bytes = await readBytes(name);
    files.set(name, bytes);
    return bytes;
  };
  const limits = callLimitsOf(args);
  const namesCode = file.path.endsWith('.net.json') && namesOwnCode(file.text);
  // An exit status without a word: the second process has said it all.
  if (namesCode && !isGuarded()) throw new CliFailure('', await runGuarded(tellOverrun));
  const { loadModule } = nodeModuleLoader({ readBytes, ...(namesCode ? { signal: startWatch(limits) } : {}) });
  const definition = await readDefinition(file, { read, loadModule }, overrides);
  for (const { place, ...problem } of definition.codeProblems ?? []) {
    process.stderr.write(`${formatProblem(relativePath(place.path), { ...problem, range: place.range })}\n`);
  }
  for (const problem of definition.problems) process.stderr.write(`${formatProblem(args.file, problem)}\n`);
  refuseToChoose(args.file, definition);
  for (const line of formatAssumed(args.file, definition)) process.stderr.write(`${line}\n`);
  return { ...definition, file, overrides, files };
}

async function readText(name: string, path: string): Promise<string> {
  try {
    const text = Buffer.from(await readBytes(path)).toString('utf8');
    return text.replace(/^\uFEFF/, '');
  } catch (failure) {
    throw new CliFailure(`${name}:1:1: error: ${(failure as Error).message}`);
  }
}

/** As `readAndReport`, but throws a CliFailure for a definition that has errors. */
export async function openDefinition(args: ArgumentsCamelCase<CommonArguments>): Promise<ReadyDefinition> {
  return ready(await readAndReport(args));
}

/** Throws a CliFailure, without a word, for a definition whose errors have been printed. */
export function ready(opened: OpenedDefinition): ReadyDefinition {
  const { summary, model } = opened;
  if (hasErrors(opened) || !summary || !model) throw new CliFailure('');
  return { ...opened, summary, model };
}

export const hasErrors = ({ problems }: Definition): boolean => problems.some(({ severity }) => severity === 'error');

function tellOverrun({ message, place }: Pick<Overrun, 'message' | 'place'>): void {
  process.stderr.write(`${formatFailure(message, place)}\n`);
}

/** At its place in the user's code, where that is what failed. */
export const formatFailure = (message: string, place: UserPlace | undefined): string =>
  place
    ? formatProblem(relativePath(place.path), { message, severity: 'error', range: place.range })
    : `gradlens: error: ${message}`;

/** As seen from the working directory, as FILE is. */
export const relativePath = (path: string): string => relative(process.cwd(), path) || path;

/** `file:line:col: error: message`, counted from 1 as compilers do. */
export function formatProblem(file: string, { range, severity, message }: LocatedProblem): string {
  return `${file}:${range.startLine + 1}:${range.startColumn + 1}: ${severity}: ${message}`;
}
