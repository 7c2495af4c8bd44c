/** `"model": "lenet.py:LeNet"`: the network comes from source, and the file says how it is run. */
import { strFromU8 } from 'fflate';
import { problem, type Path, type Problem } from '../../engine/problem';
import type { LocatedProblem, NetworkSummary } from '../../engine/summary';
import type { UserProblem } from '../../engine/userLayer/userLayer';
import type { Definition } from '../definition';
import { fileName, resolvePath } from '../filePath';
import type { DataFiles } from '../numbers/dataFiles';
import { readSource } from '../readSource';
import type { NetJson } from './document';
import { show } from './values';

/** File and expression of a model, as `"model"` names it. */
export interface ModelSource {
  readonly file: string;
  /** The file's own choice where nothing stands behind a colon. */
  readonly expression: string | undefined;
}

export function readModelSource(value: unknown, problems: Problem[]): ModelSource | undefined {
  const [, file, expression] = (typeof value === 'string' ? /^(.+?\.py)(?::([\s\S]+))?$/.exec(value) : null) ?? [];
  if (file !== undefined) return { file, expression };
  const message = `"model" must be a Python file and what makes the model, such as "lenet.py:LeNet", but is ${show(value)}.`;
  problems.push(problem(['model'], message));
  return undefined;
}

/** What source says, seen from the definition that names it. */
export interface FromSource {
  readonly definition: Definition | undefined;
  readonly summary: NetworkSummary | undefined;
  /** In the source, each at its place there. */
  readonly codeProblems: readonly UserProblem[];
}

const at: Path = ['model'];

/** @param problems gets what is wrong with the settings, and at `"model"` what is wrong with the source */
export async function modelFromSource(
  source: ModelSource,
  document: NetJson,
  files: DataFiles,
  problems: Problem[],
): Promise<FromSource> {
  const path = resolvePath(files.folder, source.file);
  let text: string;
  try {
    text = strFromU8(await files.reader.read(path));
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
    problems.push(problem(at, `${fileName(path)}: ${why}.`));
    return { definition: undefined, summary: undefined, codeProblems: [] };
  }
  const { input, target, loss, weights, seed, mode, isStated } = document;
  const settings = {
    ...(input?.shape ? { shape: input.shape } : {}),
    ...(input?.data ? { data: input.data } : {}),
    ...(target ? { target } : {}),
    ...(loss ? { loss: { value: loss, at: ['loss'] } } : {}),
    ...(weights ? { weights } : {}),
    ...(isStated('seed') ? { seed } : {}),
    ...(isStated('mode') ? { mode } : {}),
  };
  const overrides = source.expression === undefined ? {} : { model: source.expression };
  const definition = await readSource({ path, text }, files.reader, overrides, { folder: files.folder, settings });
  problems.push(...definition.settingProblems);
  for (const found of definition.problems)
    problems.push(problem(at, placed(path, found), { severity: found.severity }));
  const codeProblems = definition.problems.map(({ message, severity, range }) => ({
    message,
    severity,
    place: { path, range },
  }));
  return { definition, summary: definition.summary && seenFrom(path, definition.summary), codeProblems };
}

/** `lenet.py:12:5: …`, counted from 1. */
const placed = (path: string, { range, message }: LocatedProblem): string =>
  `${fileName(path)}:${range.startLine + 1}:${range.startColumn + 1}: ${message}`;

/** The layers' places are in another file now, and none in this one. */
function seenFrom(path: string, { sites: _, ...summary }: NetworkSummary): NetworkSummary {
  const layers = summary.layers.map(({ range, ...layer }) => ({
    ...layer,
    ...(layer.elsewhere || !range ? {} : { elsewhere: { path, range } }),
  }));
  const { range: __, ...loss } = summary.loss;
  return { ...summary, layers, loss };
}
