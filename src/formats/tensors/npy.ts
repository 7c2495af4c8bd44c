/**
 * NumPy's .npy: magic, version, the length of a header that is a Python dict literal, the header, then the numbers.
 * Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
import { strFromU8, strToU8 } from 'fflate';
import { formatShape, sizeOf, stridesOf, type Shape, type Tensor } from '../../engine/tensor';
import { numpyTypes, readNumbers, type NumberType } from './numberTypes';
import { mostEntries, TensorFileError } from './tensorError';

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

interface Header {
  readonly type: NumberType;
  readonly littleEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: Shape;
  /** Where the numbers start. */
  readonly start: number;
}

/** The array, row-major whichever order the file has. Throws a TensorFileError for anything else than a whole file. */
export function readNpy(bytes: Uint8Array): Tensor {
  const { type, littleEndian, fortranOrder, shape, start } = readHeader(bytes);
  const count = sizeOf(shape);
  if (count > mostEntries) throw new TensorFileError(`an array of ${formatShape(shape)} is too large.`);
  const needed = count * type.bytes;
  if (bytes.length - start < needed) {
    throw new TensorFileError(
      `the file is cut off: ${formatShape(shape)} needs ${needed} bytes of numbers, but ${bytes.length - start} are there.`,
    );
  }
  const data = readNumbers(bytes, start, count, type, littleEndian);
  return { shape, data: fortranOrder ? toRowMajor(data, shape) : data };
}

function readHeader(bytes: Uint8Array): Header {
  if (bytes.length < 10 || magic.some((byte, at) => bytes[at] !== byte)) {
    throw new TensorFileError('this is no .npy file: it does not start with \\x93NUMPY.');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6]!;
  if (version < 1 || version > 3) throw new TensorFileError(`version ${version} of .npy is not known.`);
  if (version > 1 && bytes.length < 12) throw new TensorFileError('the file is cut off within its header.');
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const from = version === 1 ? 10 : 12;
  const start = from + length;
  if (start > bytes.length) throw new TensorFileError('the file is cut off within its header.');
  const text = strFromU8(bytes.subarray(from, start), version < 3);
  return { ...readDescription(text), start };
}

/** The header is `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`, keys in any order. */
function readDescription(text: string): Omit<Header, 'start'> {
  const description = /['"]descr['"]\s*:\s*['"]([<>|=]?)(\w+)['"]/.exec(text);
  if (!description) throw new TensorFileError('the header names no plain number type; structured arrays are not read.');
  const type = numpyTypes.get(description[2]!);
  if (!type) throw new TensorFileError(`the number type ${description[1]}${description[2]} is not read.`);
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text);
  const shape = /['"]shape['"]\s*:\s*\(([\d\s,]*)\)/.exec(text);
  if (!order || !shape) throw new TensorFileError('the header lacks fortran_order or shape.');
  const extents = shape[1]!.split(',').flatMap((part) => (part.trim() === '' ? [] : [Number(part)]));
  if (!extents.every(Number.isSafeInteger)) throw new TensorFileError('the header has no legal shape.');
  return { type, littleEndian: description[1] !== '>', fortranOrder: order[1] === 'True', shape: extents };
}

/** In Fortran order the first index runs fastest. */
function toRowMajor(data: Float64Array, shape: Shape): Float64Array {
  const strides = stridesOf(shape);
  const turned = new Float64Array(data.length);
  const index = new Array<number>(shape.length).fill(0);
  let flat = 0;
  for (const value of data) {
    turned[flat] = value;
    for (let axis = 0; axis < shape.length; axis++) {
      flat += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      flat -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return turned;
}

/** Writes little-endian float64, version 1.0, the numbers aligned to 64 bytes as NumPy does. */
export function writeNpy({ shape, data }: Tensor): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const description = `{'descr': '<f8', 'fortran_order': False, 'shape': ${tuple}, }`;
  const start = Math.ceil((10 + description.length + 1) / 64) * 64;
  const header = strToU8(description.padEnd(start - 11) + '\n');
  const bytes = new Uint8Array(start + data.length * 8);
  bytes.set([...magic, 1, 0], 0);
  const view = new DataView(bytes.buffer);
  view.setUint16(8, header.length, true);
  bytes.set(header, 10);
  data.forEach((value, entry) => view.setFloat64(start + entry * 8, value, true));
  return bytes;
}
