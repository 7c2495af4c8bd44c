/**
 * IDX, the format of MNIST: two zeros, a type, the number of axes, the extents (big-endian), the numbers (big-endian).
 * Often packed by gzip. Format: http://yann.lecun.com/exdb/mnist/
 */
import { gunzipSync } from 'fflate';
import { formatShape, sizeOf, type Tensor } from '../../engine/tensor';
import { numpyTypes, readNumbers } from './numberTypes';
import { mostEntries, TensorFileError } from './tensorError';

const types: { readonly [code: number]: string } = { 8: 'u1', 9: 'i1', 11: 'i2', 12: 'i4', 13: 'f4', 14: 'f8' };

/** By name: `t10k-images-idx3-ubyte`, `train.idx`, `labels.idx1.gz`. */
export const isIdxFile = (path: string): boolean => /(idx\d?-ubyte|\.idx\d?|-ubyte)(\.gz)?$/i.test(path);

/** Throws a TensorFileError. */
export function readIdx(given: Uint8Array): Tensor {
  const bytes = given[0] === 0x1f && given[1] === 0x8b ? unpack(given) : given;
  const type = bytes[0] === 0 && bytes[1] === 0 ? numpyTypes.get(types[bytes[2] ?? 0] ?? '') : undefined;
  if (!type) throw new TensorFileError('this is no IDX file.');
  const axes = bytes[3] ?? 0;
  const start = 4 + 4 * axes;
  if (axes > 8 || bytes.length < start) throw new TensorFileError('this IDX file is cut off.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = sizeOf(shape);
  if (size > mostEntries) throw new TensorFileError(`its tensor of ${formatShape(shape)} is too large.`);
  if (bytes.length - start !== size * type.bytes) {
    const [needs, has] = [size * type.bytes, bytes.length - start];
    throw new TensorFileError(`its tensor of ${formatShape(shape)} needs ${needs} bytes, but ${has} follow.`);
  }
  return { shape, data: readNumbers(bytes, start, size, type, false) };
}

function unpack(bytes: Uint8Array): Uint8Array {
  // gzip says at its end how long it is unpacked; deflate cannot pack more than 1032:1.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const announced = bytes.length >= 18 ? view.getUint32(bytes.length - 4, true) : 0;
  if (announced > bytes.length * 1032) throw new TensorFileError('its gzip announces more than the file can hold.');
  try {
    return gunzipSync(bytes);
  } catch {
    throw new TensorFileError('its gzip is damaged or cut off.');
  }
}
