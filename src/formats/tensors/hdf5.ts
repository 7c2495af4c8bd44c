// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- ambient types of a package without its own
/// <reference path="./jsfive.d.ts" />
/**
 * HDF5 as Keras writes it: numbers in groups, and texts as attributes of the root, `model_config` among them.
 * jsfive reads the format; what it is given is bounded here, as a file may be made to lead it in circles.
 */
import { Dataset, File, Group } from 'jsfive';
import { formatShape, sizeOf, type Tensor } from '../../engine/tensor';
import { mostEntries, TensorFileError } from './tensorError';

export interface Hdf5 {
  /** By path: `conv1/conv1/kernel:0`, in the order of the file. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Texts of the root. */
  readonly texts: ReadonlyMap<string, string>;
}

const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const mostGroups = 20_000;
const deepest = 64;
const texts = ['model_config', 'training_config', 'keras_version'];

export const isHdf5 = (bytes: Uint8Array): boolean => signature.every((byte, at) => bytes[at] === byte);

/** Throws a TensorFileError. */
export function readHdf5(bytes: Uint8Array): Hdf5 {
  if (!isHdf5(bytes)) throw new TensorFileError('this is no HDF5 file.');
  try {
    const file = new File(bounded(bytes));
    const tensors = new Map<string, Tensor>();
    collect(file, '', 0, new Set(), bytes.length, tensors);
    const { attrs } = file;
    const found = texts.flatMap((name) => {
      const text = attrs[name];
      return typeof text === 'string' ? [[name, text] as const] : [];
    });
    return { tensors, texts: new Map(found) };
  } catch (error) {
    if (error instanceof TensorFileError) throw error;
    // jsfive throws texts as well as errors, of whatever it stumbles over.
    throw new TensorFileError('this HDF5 file is damaged, cut off, or of a kind that is not read.');
  }
}

function collect(
  group: Group,
  path: string,
  depth: number,
  seen: Set<number>,
  bytes: number,
  into: Map<string, Tensor>,
): void {
  const { offset } = group._dataobjects;
  if (seen.has(offset)) throw new TensorFileError('its groups lead in circles.');
  if (depth > deepest || seen.size > mostGroups) throw new TensorFileError('it holds too many groups.');
  seen.add(offset);
  for (const key of group.keys) {
    const name = path === '' ? key : `${path}/${key}`;
    const inner = group.get(key);
    if (inner instanceof Group) collect(inner, name, depth + 1, seen, bytes, into);
    else if (inner instanceof Dataset) {
      const tensor = numbersOf(inner, name, bytes);
      if (tensor) into.set(name, tensor);
    }
  }
}

/** Undefined for what holds no numbers. */
function numbersOf(dataset: Dataset, name: string, bytes: number): Tensor | undefined {
  const { dtype, shape } = dataset;
  const [, width] = typeof dtype === 'string' ? (/^[<>|]?[fiu](\d)$/.exec(dtype) ?? []) : [];
  if (width === undefined) return undefined;
  const size = sizeOf(shape);
  // Deflate cannot pack more than 1032:1.
  if (!(size <= mostEntries) || size * Number(width) > bytes * 1032) {
    throw new TensorFileError(`"${name}" announces ${formatShape(shape)}, more than the file can hold.`);
  }
  const { value } = dataset;
  if (value.length !== size) throw new TensorFileError(`"${name}" is cut off.`);
  return { shape: [...shape], data: Float64Array.from(value, Number) };
}

/** A copy that gives up after more pieces than any file needs. */
function bounded(bytes: Uint8Array): ArrayBuffer {
  const most = 100_000 + bytes.length;
  let pieces = 0;
  class Bounded extends ArrayBuffer {
    override slice(begin?: number, end?: number): ArrayBuffer {
      if (++pieces > most) throw new TensorFileError('it leads in circles.');
      return super.slice(begin ?? 0, end);
    }
    static override get [Symbol.species](): ArrayBufferConstructor {
      return ArrayBuffer;
    }
  }
  const made = new Bounded(bytes.length);
  new Uint8Array(made).set(bytes);
  return made;
}
