/** Keras's own files: a zip with `config.json` and `model.weights.h5`, or HDF5 with both in one. */
import { strFromU8, unzipSync, type UnzipFileInfo } from 'fflate';
import { isHdf5, readHdf5, type Hdf5 } from './hdf5';
import { mostEntries, TensorFileError } from './tensorError';

/** The texts are `model_config` and the like, as in HDF5. Throws a TensorFileError. */
export function readKerasFile(bytes: Uint8Array): Hdf5 {
  if (isHdf5(bytes)) return readHdf5(bytes);
  const files = unzip(bytes);
  const weights = files['model.weights.h5'];
  const config = files['config.json'];
  if (!weights) throw new TensorFileError('there is no model.weights.h5 in it.');
  const texts = new Map<string, string>();
  if (config) texts.set('model_config', strFromU8(config));
  return { tensors: readHdf5(weights).tensors, texts };
}

function unzip(bytes: Uint8Array): { [name: string]: Uint8Array } {
  let announced = 0;
  const filter = ({ name, originalSize }: UnzipFileInfo): boolean => {
    if (name !== 'model.weights.h5' && name !== 'config.json') return false;
    announced += originalSize;
    // What deflate cannot have packed into these bytes is a lie (its limit is 1032:1).
    if (announced > mostEntries * 8 || announced > bytes.length * 1032) {
      throw new TensorFileError(`"${name}" announces ${originalSize} bytes, more than the file can hold.`);
    }
    return true;
  };
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof TensorFileError) throw error;
    throw new TensorFileError('this is no whole .keras (zip) file.');
  }
}
