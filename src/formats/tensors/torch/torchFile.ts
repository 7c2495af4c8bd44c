/**
 * What `torch.save` writes, `.pt` and `.pth`: since 1.6 a zip with a pickle and a file for each storage, before that
 * pickles with the storages behind them. Only tensors come out of it; nothing in the pickle is executed.
 */
import { strFromU8, unzipSync, type UnzipFileInfo } from 'fflate';
import type { Tensor } from '../../../engine/tensor';
import { mostEntries, TensorFileError } from '../tensorError';
import { PickleBytes } from './pickleBytes';
import { damaged, readPickle, type PickleValue } from './pickle';
import { hostOf, storageType, type Storages } from './storages';
import { namedTensors } from './stateDict';

/** The tensors by `state_dict` key. Throws a TensorFileError. */
export function readTorchFile(bytes: Uint8Array): Map<string, Tensor> {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const tensors = namedTensors(isZip ? readZip(bytes) : readLegacy(bytes));
  if (tensors.size === 0) throw new TensorFileError('there is no tensor in it.');
  return tensors;
}

function readZip(bytes: Uint8Array): PickleValue {
  const files = unzip(bytes);
  const pickle = [...files.keys()].find((name) => /(^|\/)data\.pkl$/.test(name));
  if (pickle === undefined) throw new TensorFileError('this zip holds no data.pkl, so torch.save has not written it.');
  const folder = pickle.slice(0, -'data.pkl'.length);
  const byteOrder = files.get(`${folder}byteorder`);
  const storages: Storages = {
    littleEndian: !byteOrder || strFromU8(byteOrder) !== 'big',
    bytesOf: ({ key }) => {
      const content = files.get(`${folder}data/${key}`);
      if (!content) throw new TensorFileError(`the numbers of storage ${key} are missing.`);
      return content;
    },
  };
  return readPickle(new PickleBytes(files.get(pickle)!), hostOf(storages));
}

function unzip(bytes: Uint8Array): Map<string, Uint8Array> {
  let announced = 0;
  // torch.save does not compress; a zip that announces far more than it weighs is a bomb.
  const filter = ({ originalSize }: UnzipFileInfo): boolean => {
    announced += originalSize;
    if (announced > mostEntries * 8 || announced > bytes.length * 1032) {
      throw new TensorFileError('its zip announces more bytes than the file can hold.');
    }
    return true;
  };
  try {
    return new Map(Object.entries(unzipSync(bytes, { filter })));
  } catch (error) {
    if (error instanceof TensorFileError) throw error;
    throw new TensorFileError('its zip is damaged or cut off.');
  }
}

/** torch/serialization.py: magic number, protocol, system, object, list of storage keys, storages. */
const MAGIC = 0x1950a86a20f9469cfc6cn;

function readLegacy(bytes: Uint8Array): PickleValue {
  const source = new PickleBytes(bytes);
  const nothing = hostOf({ littleEndian: true, bytesOf: () => new Uint8Array() });
  if (bytes[0] !== 0x80 || readPickle(source, nothing) !== MAGIC) {
    throw new TensorFileError('this is no file of torch.save.');
  }
  readPickle(source, nothing);
  readPickle(source, nothing);
  // The storages stand behind the object that needs them: their lengths are known only after a first reading of it.
  const start = source.at;
  const sizes = new Map<string, number>();
  readPickle(
    source,
    hostOf({
      littleEndian: true,
      bytesOf: ({ key, entries, type }) => {
        sizes.set(key, entries * storageType(type).bytes);
        return undefined;
      },
    }),
  );
  const keys = readPickle(source, nothing);
  if (!Array.isArray(keys)) throw damaged();
  const places = new Map<string, Uint8Array>();
  for (const key of keys) {
    if (typeof key !== 'string') throw damaged();
    source.take(8);
    places.set(key, source.take(sizes.get(key) ?? 0));
  }
  const storages: Storages = { littleEndian: true, bytesOf: ({ key }) => places.get(key) ?? new Uint8Array() };
  return readPickle(new PickleBytes(bytes, start), hostOf(storages));
}
