/** Layers of the user's own in a `*.net.json` file: `"type": "./my-conv.ts"`, optionally `"like": "Conv2d"`. */
import type { Layer } from '../../engine/layer';
import type { LayerSpec } from '../../engine/network';
import { hint, problem, type Path, type Problem } from '../../engine/problem';
import { findLayer, layerTypes } from '../../engine/registry';
import { userLayer, type UserProblem } from '../../engine/userLayer/userLayer';
import type { LoadedModule } from '../definition';
import { fileName, resolvePath } from '../filePath';
import type { DataFiles } from '../numbers/dataFiles';
import { show } from './values';

/** Is this type the name of a file with code? */
export const isOwnType = (type: string): boolean => /\.[cm]?[jt]s$/.test(type);

/** Does this definition name code? Said of its text alone, and rather too often than not. */
export const namesOwnCode = (text: string): boolean => /"type"\s*:\s*"[^"]+\.[cm]?[jt]s"/.test(text);

export interface OwnLayers {
  readonly layers: readonly LayerSpec[];
  readonly codeProblems: readonly UserProblem[];
}

/** Loads every file once; each layer of it is one of its own. */
export async function withOwnLayers(
  layers: readonly LayerSpec[],
  files: DataFiles,
  problems: Problem[],
): Promise<OwnLayers> {
  const loaded = new Map<string, Promise<LoadedModule>>();
  const codeProblems = new Map<string, UserProblem>();
  const resolved: LayerSpec[] = [];
  for (const [at, spec] of layers.entries()) {
    if (!isOwnType(spec.type)) {
      resolved.push(spec);
      continue;
    }
    const { like: said, ...settings } = spec.settings;
    const path = resolvePath(files.folder, spec.type);
    const loading = loaded.get(path) ?? load(files, path);
    loaded.set(path, loading);
    const like = claimed(said, ['layers', at, 'like'], problems);
    const made = madeOf(spec.type, path, await loading, like);
    for (const found of made.problems) codeProblems.set(JSON.stringify(found), found);
    for (const message of made.messages) problems.push(problem(['layers', at, 'type'], message));
    resolved.push({ ...spec, settings, definition: made.definition });
  }
  return { layers: resolved, codeProblems: [...codeProblems.values()] };
}

async function load({ reader }: DataFiles, path: string): Promise<LoadedModule> {
  if (!reader.loadModule) return { message: `${fileName(path)}: layers of your own do not run here.` };
  return reader.loadModule(path);
}

function claimed(said: unknown, at: Path, problems: Problem[]): Layer | undefined {
  if (said === undefined) return undefined;
  const like = typeof said === 'string' ? findLayer(said) : undefined;
  if (like) return like;
  const message =
    typeof said === 'string'
      ? `There is no layer type "${said}" to be like.${hint(said, layerTypes())}`
      : `"like" must be a layer type, such as "Conv2d", but is ${show(said)}.`;
  problems.push(problem(at, message));
  return undefined;
}

interface Made {
  /** Null where nothing at all is known. */
  readonly definition: Layer | null;
  /** In the user's code. */
  readonly problems: readonly UserProblem[];
  /** At the layer's type in the definition. */
  readonly messages: readonly string[];
}

function madeOf(type: string, path: string, loaded: LoadedModule, like: Layer | undefined): Made {
  if ('message' in loaded) {
    const { message, place } = loaded;
    const problems: UserProblem[] = place ? [{ message, severity: 'error', place }] : [];
    const known = like ?? (loaded.like === undefined ? undefined : findLayer(loaded.like));
    return { definition: absent(type, path, known), problems, messages: [placed(message, problems[0])] };
  }
  const { layer, problems } = userLayer(type, loaded.module, like);
  const errors = problems.filter(({ severity }) => severity === 'error');
  const messages = errors.map((found) => placed(found.message, found));
  return { definition: layer ?? absent(type, path, like), problems, messages };
}

/** `my-conv.ts:12:5: …`, counted from 1, unless the message says the file itself. */
function placed(message: string, found: UserProblem | undefined): string {
  if (!found) return message;
  const { path, range } = found.place;
  const place = `${fileName(path)}:${range.startLine + 1}:${range.startColumn + 1}`;
  return `${place}: ${message.replace(`${fileName(path)}: `, '')}`;
}

/** Shapes are known from what it is like, though its code is not there. */
function absent(type: string, path: string, like: Layer | undefined): Layer | null {
  return like ? { ...like, type, like, source: { file: type, path, like: like.type }, absent: true } : null;
}
