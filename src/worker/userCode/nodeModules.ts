/** The loader of the user's modules on Node: texts from the editor or from disk, run by V8 under their own names. */
import { compileFunction } from 'node:vm';
import type { LoadedModule } from '../../formats/definition';
import { fileName } from '../../formats/filePath';
import type { CallSignal } from './callSignal';
import { claimedIn } from './compileSource';
import { loadModule, type ModuleIo } from './moduleLoader';

export interface NodeModuleOptions {
  readBytes(path: string): Promise<Uint8Array>;
  readonly signal?: CallSignal;
  /** Texts that beat those on disk, by path: what an editor has not saved yet. */
  readonly texts?: { readonly [path: string]: string };
}

export function nodeModuleLoader({ readBytes, signal, texts = {} }: NodeModuleOptions) {
  const readText = async (path: string): Promise<string> =>
    texts[path] ?? new TextDecoder().decode(await readBytes(path)).replace(/^\uFEFF/, '');
  const io: ModuleIo = {
    readText,
    compile: (code, path) =>
      compileFunction(code, ['module', 'exports', 'require'], { filename: path }) as ReturnType<ModuleIo['compile']>,
    ...(signal ? { signal } : {}),
  };
  return {
    loadModule: (path: string): Promise<LoadedModule> => loadModule(io, path),
    /** What can be said of code that may not run. */
    async describeOnly(path: string, message: string): Promise<LoadedModule> {
      try {
        const like = claimedIn(await readText(path));
        return { message, ...(like === undefined ? {} : { like }) };
      } catch (failure) {
        return { message: `${fileName(path)}: ${(failure as Error).message.replace(/\.$/, '')}.` };
      }
    },
  };
}
