/**
 * TensorFlow.js's weights: a manifest names groups of files whose bytes, one after the other, hold the weights in the
 * order given; quantised ones as q · scale + min. Format: tfjs-core, io/types.ts.
 */
import { sizeOf, type Tensor } from '../../engine/tensor';
import { readNumbers, safetensorsTypes } from './numberTypes';
import { mostEntries, TensorFileError } from './tensorError';

interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: { readonly dtype: string; readonly scale?: number; readonly min?: number };
}

export interface Group {
  readonly paths: readonly string[];
  readonly weights: readonly Weight[];
}

const types: { readonly [dtype: string]: string } = {
  float32: 'F32',
  float16: 'F16',
  int32: 'I32',
  uint16: 'U16',
  uint8: 'U8',
  bool: 'BOOL',
};

/** Throws a TensorFileError where this is no manifest. */
export function groupsOf(manifest: unknown): Group[] {
  const isWeight = (value: unknown): value is Weight => {
    const { name, shape, dtype } = (value ?? {}) as Partial<Weight>;
    return (
      typeof name === 'string' && typeof dtype === 'string' && Array.isArray(shape) && shape.every(Number.isInteger)
    );
  };
  const isGroup = (value: unknown): value is Group => {
    const { paths, weights } = (value ?? {}) as Partial<Group>;
    return (
      Array.isArray(paths) &&
      paths.every((path) => typeof path === 'string') &&
      Array.isArray(weights) &&
      weights.every(isWeight)
    );
  };
  if (!Array.isArray(manifest) || !manifest.every(isGroup)) {
    throw new TensorFileError('its "weightsManifest" does not list files and weights.');
  }
  return manifest;
}

/** Throws a TensorFileError where the bytes are too few or of an unknown kind. */
export function readGroup({ weights }: Group, files: readonly Uint8Array[]): Map<string, Tensor> {
  const bytes = new Uint8Array(files.reduce((size, file) => size + file.length, 0));
  let at = 0;
  for (const file of files) {
    bytes.set(file, at);
    at += file.length;
  }
  at = 0;
  const tensors = new Map<string, Tensor>();
  for (const { name, shape, dtype, quantization } of weights) {
    const type = safetensorsTypes.get(types[quantization?.dtype ?? dtype] ?? '');
    if (!type) throw new TensorFileError(`"${name}" has the unknown number type ${quantization?.dtype ?? dtype}.`);
    const size = sizeOf(shape);
    if (size > mostEntries || at + size * type.bytes > bytes.length) {
      throw new TensorFileError(`the files of the weights end before "${name}" does.`);
    }
    const data = readNumbers(bytes, at, size, type);
    at += size * type.bytes;
    const { scale, min } = quantization ?? {};
    tensors.set(name, { shape, data: scale === undefined ? data : data.map((q) => q * scale + (min ?? 0)) });
  }
  return tensors;
}
