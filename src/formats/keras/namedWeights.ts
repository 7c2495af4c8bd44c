/** A weights file that was named, of whichever kind. */
import type { Tensor } from '../../engine/tensor';
import { readTensors, type DataFiles } from '../numbers/dataFiles';

/** By the names in the file, or a sentence. */
export function namedWeights(path: string, files: DataFiles): () => Promise<ReadonlyMap<string, Tensor> | string> {
  return async () => {
    const read = await readTensors(files, path);
    if (!read.ok) return read.message;
    const { tensors } = read.value;
    return tensors.has('')
      ? `${path} holds no named tensors; Keras's weights come from .h5, .keras, .npz or .safetensors.`
      : tensors;
  };
}
