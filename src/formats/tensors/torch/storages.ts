/** Tensors as torch pickles them: a view (offset, sizes, strides) of a storage that stands outside the pickle. */
import { sizeOf, type Tensor } from '../../../engine/tensor';
import { readNumbers, safetensorsTypes, type NumberType } from '../numberTypes';
import { mostEntries, TensorFileError } from '../tensorError';
import { damaged, Inert, Name, type PickleHost, type PickleValue } from './pickle';

export interface StorageId {
  /** `FloatStorage` */
  readonly type: string;
  readonly key: string;
  readonly entries: number;
}

export interface Storages {
  readonly littleEndian: boolean;
  /** Undefined on a reading that only counts. */
  bytesOf(id: StorageId): Uint8Array | undefined;
}

class Storage {
  private read: Float64Array | undefined;

  constructor(
    readonly id: StorageId,
    readonly bytes: Uint8Array | undefined,
  ) {}

  numbers(littleEndian: boolean): Float64Array {
    const { entries, type: name } = this.id;
    const bytes = this.bytes ?? new Uint8Array();
    const type = storageType(name);
    const available = Math.min(entries, Math.floor(bytes.length / type.bytes));
    this.read ??= readNumbers(bytes, 0, available, type, littleEndian);
    return this.read;
  }
}

/** A tensor among the values of a pickle. */
export class PickledTensor {
  constructor(readonly tensor: Tensor) {}
}

const names: { readonly [storage: string]: string } = {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
};

export function storageType(storage: string): NumberType {
  const type = safetensorsTypes.get(names[storage] ?? '');
  if (!type) throw new TensorFileError(`a ${storage} holds numbers of a kind that is not read.`);
  return type;
}

export function hostOf(storages: Storages): PickleHost {
  const known = new Map<string, Storage>();
  const context: Context = { littleEndian: storages.littleEndian, entries: 0 };
  return {
    persistent(id) {
      const [kind, type, key, , entries] = Array.isArray(id) ? id : [];
      if (kind !== 'storage' || !(type instanceof Name) || typeof entries !== 'number') throw damaged();
      const own: StorageId = { type: type.name, key: String(key), entries };
      const storage = known.get(own.key) ?? new Storage(own, storages.bytesOf(own));
      known.set(own.key, storage);
      return storage;
    },
    call: (path, args) => calls.get(path)?.(args, context),
  };
}

interface Context {
  readonly littleEndian: boolean;
  /** Of all tensors so far: views of one storage can pretend to any size. */
  entries: number;
}

type Call = (args: readonly PickleValue[], context: Context) => PickleValue;

/** All that files of tensors call. None of it runs anything of the file's own. */
const calls: ReadonlyMap<string, Call> = new Map<string, Call>([
  ['collections.OrderedDict', ([items]) => new Map(Array.isArray(items) ? items.map(pairOf) : [])],
  ['collections.defaultdict', () => new Map()],
  ['torch._utils._rebuild_tensor_v2', rebuild],
  ['torch._utils._rebuild_tensor', rebuild],
  ['torch._utils._rebuild_parameter', ([data]) => data ?? null],
  ['torch._utils._rebuild_parameter_with_state', ([data]) => data ?? null],
  ['torch.Size', ([sizes]) => sizes ?? []],
  ['torch.device', ([device]) => device ?? null],
  ['builtins.set', ([items]) => items ?? []],
  ['__builtin__.set', ([items]) => items ?? []],
  ['copy_reg._reconstructor', ([type]) => inert(type)],
  ['copyreg._reconstructor', ([type]) => inert(type)],
  // What stands beside the weights in a checkpoint is of no interest: an epoch of NumPy's, a path, a date.
  ...[
    ...['numpy.core.multiarray.scalar', 'numpy._core.multiarray.scalar', 'numpy.dtype', '_codecs.encode'],
    ...['pathlib.PosixPath', 'pathlib.WindowsPath', 'datetime.datetime', 'datetime.timedelta'],
  ].map((path): [string, Call] => [path, () => null]),
  ...['numpy.core.multiarray._reconstruct', 'numpy._core.multiarray._reconstruct'].map((path): [string, Call] => [
    path,
    ([type]) => inert(type),
  ]),
]);

const inert = (type: PickleValue | undefined): Inert => {
  if (!(type instanceof Name)) throw damaged();
  return new Inert(type, []);
};

function pairOf(item: PickleValue): [PickleValue, PickleValue] {
  if (!Array.isArray(item) || item.length !== 2) throw damaged();
  return [item[0]!, item[1]!];
}

function rebuild([storage, offset, shape, strides]: readonly PickleValue[], context: Context): PickleValue {
  if (!(storage instanceof Storage) || typeof offset !== 'number' || !isCounts(shape) || !isCounts(strides)) {
    throw damaged();
  }
  if (storage.bytes === undefined) return null;
  if (shape.length !== strides.length || offset < 0) throw damaged();
  const size = sizeOf(shape);
  context.entries += size;
  if (context.entries > mostEntries) throw new TensorFileError('the tensors in it are too large.');
  const numbers = storage.numbers(context.littleEndian);
  const last = shape.reduce((at, extent, axis) => at + (extent - 1) * strides[axis]!, offset);
  if (size > 0 && last >= numbers.length) throw new TensorFileError('a tensor in it reaches beyond its numbers.');
  return new PickledTensor({ shape, data: gather(numbers, offset, shape, strides, size) });
}

function gather(
  numbers: Float64Array,
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
  size: number,
): Float64Array {
  const index = shape.map(() => 0);
  const data = new Float64Array(size);
  let at = offset;
  for (let flat = 0; flat < size; flat++) {
    data[flat] = numbers[at]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      at -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return data;
}

const isCounts = (value: PickleValue | undefined): value is number[] =>
  Array.isArray(value) && value.every((extent) => Number.isSafeInteger(extent) && (extent as number) >= 0);
