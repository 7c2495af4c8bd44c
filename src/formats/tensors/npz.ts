/** NumPy's .npz: a zip of .npy files. */
import { unzipSync, zipSync, type UnzipFileInfo } from 'fflate';
import type { Tensor } from '../../engine/tensor';
import { readNpy, writeNpy } from './npy';
import { mostEntries, TensorFileError } from './tensorError';

/** The arrays by name, in the order of the zip. Throws a TensorFileError. */
export function readNpz(bytes: Uint8Array): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  for (const [name, content] of Object.entries(unzip(bytes))) {
    try {
      tensors.set(name.slice(0, -'.npy'.length), readNpy(content));
    } catch (error) {
      if (!(error instanceof TensorFileError)) throw error;
      throw new TensorFileError(`${name}: ${error.message}`);
    }
  }
  if (tensors.size === 0) throw new TensorFileError('there is no .npy file in it.');
  return tensors;
}

function unzip(bytes: Uint8Array): { [name: string]: Uint8Array } {
  let announced = 0;
  const filter = ({ name, originalSize }: UnzipFileInfo): boolean => {
    if (!name.endsWith('.npy')) return false;
    announced += originalSize;
    // A zip may announce anything; what deflate cannot have packed into these bytes is a lie (its limit is 1032:1).
    if (announced > mostEntries * 8 || announced > bytes.length * 1032) {
      throw new TensorFileError(`"${name}" announces ${originalSize} bytes, more than the file can hold.`);
    }
    return true;
  };
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof TensorFileError) throw error;
    throw new TensorFileError('this is no whole .npz (zip) file.');
  }
}

/** Writes float64 arrays, deflated. */
export function writeNpz(tensors: ReadonlyMap<string, Tensor>): Uint8Array {
  const files: { [name: string]: Uint8Array } = {};
  for (const [name, tensor] of tensors) files[`${name}.npy`] = writeNpy(tensor);
  // A fixed date makes the same tensors the same bytes; zip cannot say anything before 1980.
  return zipSync(files, { level: 6, mtime: '1980-01-02T00:00:00' });
}
