/** Somebody's own gradients in a file. */
import type { Dump } from '../engine/compare/compare';
import type { FileReader } from './definition';
import { fileName, folderOf } from './filePath';
import { readTensors, type Outcome } from './numbers/dataFiles';

/** `.npz`, `.safetensors`, `.json`, or one tensor as `.npy`, whose file name is then its name. */
export async function readDump(path: string, reader: FileReader): Promise<Outcome<Dump>> {
  const file = fileName(path);
  const read = await readTensors({ folder: folderOf(path), reader }, file);
  if (!read.ok) return read;
  const { tensors, image } = read.value;
  if (image)
    return { ok: false, message: `${file} is a picture; gradients come from .npz, .npy, .safetensors or .json.` };
  const named = [...tensors].map(([name, tensor]) => [name === '' ? withoutExtension(file) : name, tensor] as const);
  return { ok: true, value: { file, tensors: new Map(named) } };
}

const withoutExtension = (file: string): string => file.slice(0, file.lastIndexOf('.'));
