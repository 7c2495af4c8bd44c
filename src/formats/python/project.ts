/**
 * The files of one project that a file imports. What is evaluated does not wait: a file that it asks for and that is not
 * here yet is remembered, read afterwards, and everything is evaluated again. So only what is really used is read.
 */
import { strFromU8 } from 'fflate';
import type { FileReader } from '../definition';
import { folderOf, resolvePath } from '../filePath';
import type { PythonFile } from './ast';
import { parsePython } from './parse';
import type { SourceFile } from './values';

export interface PythonModule {
  readonly name: string;
  readonly file: SourceFile;
  readonly python: PythonFile;
}

interface Import {
  readonly name: string;
  /** Leading dots; 0 for an absolute name. */
  readonly level: number;
  /** The file that imports it. */
  readonly from: string;
}

/** Files that take part at most, and that are looked for at most. */
const MOST_FILES = 200;
const MOST_LOOKED_FOR = 2000;
/** Folders above the file in which an absolute import may begin. */
const FOLDERS_UP = 4;

export class Project {
  readonly main: PythonModule;
  private readonly modules = new Map<string, PythonModule | undefined>();
  private wanted = new Map<string, Import>();
  private readonly read = new Map<string, Import>();
  private files = 0;

  constructor(
    file: SourceFile,
    private readonly reader: FileReader,
    /** Modules of the library, which no file stands for. */
    private readonly isKnown: (module: string) => boolean,
  ) {
    this.main = { name: moduleName(file.path), file, python: parsePython(file.text) };
    this.modules.set(file.path, this.main);
    for (const one of readLastTime.get(file.path) ?? []) this.wanted.set(keyOf(one), one);
  }

  /** `unread` where it may exist: `readWanted` then tells. */
  find(name: string, level: number, from: string): PythonModule | 'unread' | undefined {
    if (level === 0 && this.isKnown(name)) return undefined;
    const wanted = { name, level, from };
    for (const path of candidates(wanted)) {
      const module = this.modules.get(path);
      if (module) return module;
      if (this.modules.has(path)) continue;
      if (this.files >= MOST_FILES || this.modules.size >= MOST_LOOKED_FOR) return undefined;
      this.wanted.set(keyOf(wanted), wanted);
      return 'unread';
    }
    return undefined;
  }

  /** Reads the files that were asked for; false where none were: then all that was evaluated holds. */
  async readWanted(): Promise<boolean> {
    if (this.wanted.size === 0) return false;
    const now = [...this.wanted.values()];
    this.wanted = new Map();
    await Promise.all(now.map((one) => this.readOne(one)));
    for (const one of now) this.read.set(keyOf(one), one);
    remember(readLastTime, this.main.file.path, [...this.read.values()], MOST_REMEMBERED);
    return true;
  }

  private async readOne(wanted: Import): Promise<void> {
    for (const path of candidates(wanted)) {
      if (!this.modules.has(path)) {
        const text = await textAt(path, this.reader);
        if (text !== undefined) this.files++;
        this.modules.set(path, text === undefined ? undefined : moduleOf(path, text));
      }
      if (this.modules.get(path)) return;
    }
  }
}

const keyOf = ({ name, level, from }: Import): string => `${level} ${name} ${folderOf(from)}`;

const moduleName = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/\.py$/, '');

// ---------------------------------------------------------------- what was read before

/** A file is read anew each time, and parsed anew when it has changed: the file that is edited imports the same ones. */
const parsed = new Map<string, PythonModule>();
/** By the file that was opened: what it had to ask for, so that it is all there the next time. */
const readLastTime = new Map<string, readonly Import[]>();
const MOST_REMEMBERED = 300;

function moduleOf(path: string, text: string): PythonModule {
  const known = parsed.get(path);
  if (known?.file.text === text) return known;
  const made = { name: moduleName(path), file: { path, text }, python: parsePython(text) };
  remember(parsed, path, made, MOST_REMEMBERED);
  return made;
}

function remember<T>(all: Map<string, T>, key: string, value: T, most: number): void {
  all.delete(key);
  all.set(key, value);
  for (const oldest of all.keys()) if (all.size > most) all.delete(oldest);
}

async function textAt(path: string, reader: FileReader): Promise<string | undefined> {
  try {
    return strFromU8(await reader.read(path));
  } catch {
    // That there is no such file is the common case.
    return undefined;
  }
}

/** Where a module may stand: `a.b` is `a/b.py` or `a/b/__init__.py`. */
function candidates({ name, level, from }: Import): string[] {
  const folder = folderOf(from);
  const inner = name.replaceAll('.', '/');
  const starts: string[] = [];
  if (level > 0) starts.push(resolvePath(folder, '../'.repeat(level - 1)));
  else for (let up = 0; up <= FOLDERS_UP; up++) starts.push(resolvePath(folder, '../'.repeat(up)));
  const roots = [...new Set(starts)].filter((root) => level > 0 || !isForeign(root, name, from));
  return roots.flatMap((root) =>
    inner === '' ? [`${root}/__init__.py`] : [`${root}/${inner}.py`, `${root}/${inner}/__init__.py`],
  );
}

/** Packages that are installed belong to no project; only their own files see them. */
const isForeign = (root: string, name: string, from: string): boolean =>
  /\/(?:site|dist)-packages$/.test(root) && !from.startsWith(`${root}/${name.split('.')[0]}/`);
