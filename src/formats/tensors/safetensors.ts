/**
 * safetensors: 8 bytes with the length of a JSON header, the header (name → dtype, shape, offsets), then the numbers,
 * little-endian and row-major. Format: https://github.com/huggingface/safetensors#format
 */
import { strFromU8, strToU8 } from 'fflate';
import { formatShape, sizeOf, type Tensor } from '../../engine/tensor';
import { readNumbers, safetensorsTypes } from './numberTypes';
import { mostEntries, TensorFileError } from './tensorError';

/** The tensors by name, in the order of the header. Throws a TensorFileError for anything else than a whole file. */
export function readSafetensors(bytes: Uint8Array): Map<string, Tensor> {
  const { header, start } = readHeader(bytes);
  const tensors = new Map<string, Tensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name !== '__metadata__') tensors.set(name, readTensor(bytes, start, name, entry));
  }
  return tensors;
}

function readHeader(bytes: Uint8Array): { header: { [name: string]: unknown }; start: number } {
  if (bytes.length < 8) throw new TensorFileError(`a safetensors file has at least 8 bytes, this one ${bytes.length}.`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(bytes.length - 8)) {
    throw new TensorFileError(
      `the header should be ${length} bytes long, but only ${bytes.length - 8} follow; the file is cut off or is not safetensors.`,
    );
  }
  const start = 8 + Number(length);
  let header: unknown;
  try {
    header = JSON.parse(strFromU8(bytes.subarray(8, start)));
  } catch {
    throw new TensorFileError('the header is not JSON.');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw new TensorFileError('the header is not a JSON object.');
  }
  return { header: header as { [name: string]: unknown }, start };
}

function readTensor(bytes: Uint8Array, start: number, name: string, entry: unknown): Tensor {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as { [key: string]: unknown };
  const type = typeof dtype === 'string' ? safetensorsTypes.get(dtype) : undefined;
  if (!type) throw new TensorFileError(`"${name}" has the unknown number type ${JSON.stringify(dtype)}.`);
  if (!isCounts(shape)) throw new TensorFileError(`"${name}" has no legal shape.`);
  if (!isCounts(offsets) || offsets.length !== 2 || offsets[1]! < offsets[0]!) {
    throw new TensorFileError(`"${name}" has no legal offsets.`);
  }
  const count = sizeOf(shape);
  const [from, to] = [offsets[0]!, offsets[1]!];
  if (count > mostEntries) throw new TensorFileError(`"${name}" (${formatShape(shape)}) is too large.`);
  if (to - from !== count * type.bytes) {
    throw new TensorFileError(
      `"${name}" (${formatShape(shape)}, ${String(dtype)}) needs ${count * type.bytes} bytes, but the header gives it ${to - from}.`,
    );
  }
  if (start + to > bytes.length) {
    throw new TensorFileError(
      `the file is cut off: "${name}" ends at byte ${start + to}, but the file has ${bytes.length}.`,
    );
  }
  return { shape, data: readNumbers(bytes, start + from, count, type) };
}

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((extent) => Number.isSafeInteger(extent) && (extent as number) >= 0);

/** Writes tensors as F64 (exact) or F32 (rounded). */
export function writeSafetensors(tensors: ReadonlyMap<string, Tensor>, dtype: 'F64' | 'F32' = 'F64'): Uint8Array {
  const size = dtype === 'F64' ? 8 : 4;
  const header: { [name: string]: unknown } = {};
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype, shape, data_offsets: [end, end + data.length * size] };
    end += data.length * size;
  }
  const json = strToU8(JSON.stringify(header));
  // Spaces pad the header so that the numbers start on a multiple of 8.
  const padded = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + padded + end).fill(0x20, 8, 8 + padded);
  bytes.set(json, 8);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(padded), true);
  let at = 8 + padded;
  for (const { data } of tensors.values()) {
    for (const value of data) {
      if (dtype === 'F64') view.setFloat64(at, value, true);
      else view.setFloat32(at, value, true);
      at += size;
    }
  }
  return bytes;
}
