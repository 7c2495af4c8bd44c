/** Reads whichever file of tensors, by its extension. */
import type { Tensor } from '../../engine/tensor';
import { extensionOf } from '../filePath';
import { readCsv } from './csv';
import { isIdxFile, readIdx } from './idx';
import { readImage } from './image';
import { readJsonTensors } from './jsonTensors';
import { readKerasFile } from './kerasFile';
import { readNpy } from './npy';
import { readNpz } from './npz';
import { readSafetensors } from './safetensors';
import { readTorchFile } from './torch/torchFile';
import { TensorFileError } from './tensorError';

export interface TensorFile {
  /** By name; a file that holds one unnamed tensor names it ''. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** A picture: one C,H,W tensor. */
  readonly image: boolean;
}

const images = new Set(['png', 'jpg', 'jpeg']);

export const isImageFile = (path: string): boolean => images.has(extensionOf(path));

/** Throws a TensorFileError. `channels` is what the network wants of a picture: 1 is grey. */
export function readTensorFile(path: string, bytes: Uint8Array, channels?: number): TensorFile {
  if (isImageFile(path)) return { tensors: new Map([['', readImage(bytes, channels)]]), image: true };
  if (isIdxFile(path)) return { tensors: new Map([['', readIdx(bytes)]]), image: false };
  switch (extensionOf(path)) {
    case 'safetensors':
      return { tensors: readSafetensors(bytes), image: false };
    case 'npz':
      return { tensors: readNpz(bytes), image: false };
    case 'npy':
      return { tensors: new Map([['', readNpy(bytes)]]), image: false };
    case 'pt':
    case 'pth':
    case 'bin':
    case 'ckpt':
      return { tensors: readTorchFile(bytes), image: false };
    case 'h5':
    case 'hdf5':
    case 'keras':
      return { tensors: readKerasFile(bytes).tensors, image: false };
    case 'csv':
    case 'tsv':
      return { tensors: new Map([['', readCsv(bytes)]]), image: false };
    case 'json':
      return { tensors: readJsonTensors(bytes), image: false };
    default:
      throw new TensorFileError(
        'this kind of file is not read; use .safetensors, .npz, .npy, .pt, .h5, .keras, .json, .csv, IDX, .png or .jpg.',
      );
  }
}
