/** A file of tensors that cannot be read; the message is for a user and completes `lenet5.safetensors: …`. */
export class TensorFileError extends Error {
  override readonly name = 'TensorFileError';
}

/** Largest number of entries that a tensor file may announce; a hostile header must not allocate more. */
export const mostEntries = 2 ** 28;
