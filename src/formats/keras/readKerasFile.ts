/** `.keras` and `.h5` as a definition: the model stands in the file beside its weights. */
import type { Problem } from '../../engine/problem';
import type { LocatedProblem } from '../../engine/summary';
import type { Definition, DefinitionFile, FileReader, Overrides } from '../definition';
import { fileName, folderOf } from '../filePath';
import { readKerasFile as readFile } from '../tensors/kerasFile';
import { TensorFileError } from '../tensors/tensorError';
import type { Hdf5 } from '../tensors/hdf5';
import { findModel } from './modelJson';
import { defineJson } from './readKeras';

export const isKerasFile = (path: string): boolean => /\.(keras|h5|hdf5)$/i.test(path);

/** Never rejects for what is in the file. */
export async function readKerasFile(
  { path }: DefinitionFile,
  reader: FileReader,
  overrides: Overrides = {},
): Promise<Definition> {
  const problems: Problem[] = [];
  // There is no text that a place could be in.
  const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
  const located = (): LocatedProblem[] => problems.map(({ message, severity }) => ({ message, severity, range }));
  const nothing = { network: undefined, summary: undefined, model: undefined, edit: () => [] };
  const read = await contentOf(path, reader);
  if (typeof read === 'string') return { ...nothing, problems: [{ message: read, severity: 'error', range }] };
  const found = findModel(jsonOf(read));
  if (!found) {
    const message = `${fileName(path)} holds weights alone, and no model: name it as the "weights" of a model.`;
    return { ...nothing, problems: [{ message, severity: 'error', range }] };
  }
  const files = { folder: folderOf(path), reader };
  const weights = async () => read.tensors;
  const defined = await defineJson(found, fileName(path), files, overrides, () => undefined, problems, weights);
  const { network, summary, model } = defined;
  return { ...nothing, network, summary, model, problems: located() };
}

/** A sentence where it cannot be read. */
async function contentOf(path: string, reader: FileReader): Promise<Hdf5 | string> {
  try {
    return readFile(await reader.read(path));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (!(error instanceof TensorFileError) && !(error instanceof Error)) throw error;
    return `${fileName(path)}: ${why.endsWith('.') ? why : `${why}.`}`;
  }
}

/** The texts of the file as one object, as they would stand in JSON. */
function jsonOf({ texts }: Hdf5): unknown {
  const parsed = (name: string): unknown => {
    try {
      return JSON.parse(texts.get(name) ?? 'null') as unknown;
    } catch {
      return undefined;
    }
  };
  const training = parsed('training_config');
  return {
    model_config: parsed('model_config'),
    keras_version: texts.get('keras_version'),
    ...(training !== undefined && training !== null ? { training_config: training } : {}),
  };
}
