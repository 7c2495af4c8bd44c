/** Python source of a model, by the framework that it imports. */
import type { DefinitionFile, FileReader, Overrides } from './definition';
import { isKerasSource, readKerasSource } from './keras/source/readKerasSource';
import { readPython, type PythonDefinition, type RunFile } from './pytorch/readPython';

/** Never rejects for what is in the file. */
export const readSource = (
  file: DefinitionFile,
  reader: FileReader,
  overrides?: Overrides,
  runFile?: RunFile,
): Promise<PythonDefinition> =>
  isKerasSource(file.text)
    ? readKerasSource(file, reader, overrides, runFile)
    : readPython(file, reader, overrides, runFile);
