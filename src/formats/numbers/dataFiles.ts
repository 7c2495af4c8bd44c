/** Reads the files that a definition names; whatever goes wrong is one sentence that starts with the file's name. */
import type { Tensor } from '../../engine/tensor';
import type { FileReader } from '../definition';
import { fileName, resolvePath } from '../filePath';
import { TensorFileError } from '../tensors/tensorError';
import { readTensorFile, type TensorFile } from '../tensors/tensorFile';

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** The files beside one definition. */
export interface DataFiles {
  readonly folder: string;
  readonly reader: FileReader;
}

/** @param channels what the network wants of a picture */
export async function readTensors(files: DataFiles, path: string, channels?: number): Promise<Outcome<TensorFile>> {
  const fail = (why: string): Outcome<never> => ({ ok: false, message: `${fileName(path)}: ${why}` });
  let bytes: Uint8Array;
  try {
    bytes = await files.reader.read(resolvePath(files.folder, path));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fail(why.endsWith('.') ? why : `${why}.`);
  }
  try {
    return { ok: true, value: readTensorFile(path, bytes, channels) };
  } catch (error) {
    if (error instanceof TensorFileError) return fail(error.message);
    throw error;
  }
}

/** The one tensor of a file, or of several the one that carries one of these names. */
export function pickTensor(path: string, { tensors }: TensorFile, names: readonly string[]): Outcome<Tensor> {
  const [only] = tensors.size === 1 ? tensors.values() : [];
  if (only) return { ok: true, value: only };
  const name = names.find((candidate) => tensors.has(candidate));
  if (name !== undefined) return { ok: true, value: tensors.get(name)! };
  const wanted = names.map((candidate) => `"${candidate}"`).join(' or ');
  return { ok: false, message: `${fileName(path)} holds ${tensors.size} tensors, but none is called ${wanted}.` };
}
