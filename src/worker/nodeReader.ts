/** Reads data files from disk, with failures in a user's words. */
import { readFile } from 'node:fs/promises';

const REASONS: { readonly [code: string]: string | undefined } = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
};

/** Rejects with an Error whose message completes `seven.png: …`. */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (failure) {
    const { code, message } = failure as NodeJS.ErrnoException;
    throw new Error((code !== undefined ? REASONS[code] : undefined) ?? message, { cause: failure });
  }
}
