/** The one entrance: a network definition file of any format, by its name. */
import type { Definition, FileReader, DefinitionFile, Overrides } from './definition';
import { fileName } from './filePath';
import { isKerasFile, readKerasFile } from './keras/readKerasFile';
import { looksLikeKeras, readKeras } from './keras/readKeras';
import { readNetJson } from './netJson/readNetJson';
import { isPython } from './pytorch/readPython';
import { readSource } from './readSource';

/** Is this a file that `readDefinition` reads? */
export const isDefinitionFile = (path: string): boolean => fileName(path).endsWith('.net.json');

/** Never rejects for bad input: everything that is wrong stands in `problems`. */
export async function readDefinition(
  file: DefinitionFile,
  reader: FileReader,
  overrides?: Overrides,
): Promise<Definition> {
  if (isDefinitionFile(file.path)) return readNetJson(file, reader, overrides);
  if (file.path.endsWith('.json') && looksLikeKeras(file.text)) return readKeras(file, reader, overrides);
  if (isKerasFile(file.path)) return readKerasFile(file, reader, overrides);
  if (isPython(file.path)) return readSource(file, reader, overrides);
  const message = `${fileName(file.path)} is not a network definition; these are read: *.net.json, PyTorch and Keras source (*.py), Keras's and TensorFlow.js's model.json, and Keras's .keras and .h5.`;
  const range = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };
  return {
    network: undefined,
    summary: undefined,
    model: undefined,
    problems: [{ message, severity: 'error', range }],
    edit: () => [],
  };
}
