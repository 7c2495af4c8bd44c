/** The files that one file imports, read beforehand: what is evaluated does not wait. */
import { strFromU8 } from 'fflate';
import type { FileReader } from '../definition';
import { folderOf, resolvePath } from '../filePath';
import type { Block, PythonFile } from './ast';
import { parsePython } from './parse';
import type { SourceFile } from './values';

export interface PythonModule {
  readonly name: string;
  readonly file: SourceFile;
  readonly python: PythonFile;
}

export interface Project {
  readonly main: PythonModule;
  /** @param level leading dots; 0 for an absolute name */
  find(name: string, level: number, from: string): PythonModule | undefined;
}

/** Files that take part at most, and that are looked for at most. */
const MOST_FILES = 200;
const MOST_LOOKED_FOR = 2000;
/** Folders above the file in which an absolute import may begin. */
const FOLDERS_UP = 4;

interface Import {
  readonly name: string;
  readonly level: number;
}

/** @param known modules of the library, which no file stands for */
export async function readProject(
  file: SourceFile,
  reader: FileReader,
  known: (module: string) => boolean,
): Promise<Project> {
  const main = moduleOf(file);
  const modules = new Map<string, PythonModule | undefined>([[file.path, main]]);
  const queue = [main];
  let files = 0;
  let lookedFor = 0;
  for (let next = queue.shift(); next; next = queue.shift()) {
    for (const wanted of importsOf(next.python.body)) {
      if (wanted.level === 0 && known(wanted.name)) continue;
      for (const path of candidates(wanted.name, wanted.level, next.file.path)) {
        if (modules.has(path)) {
          if (modules.get(path)) break;
          continue;
        }
        if (files > MOST_FILES || ++lookedFor > MOST_LOOKED_FOR) break;
        const text = await textAt(path, reader);
        const module = text === undefined ? undefined : moduleOf({ path, text });
        modules.set(path, module);
        if (module) {
          files++;
          queue.push(module);
          break;
        }
      }
    }
  }
  const find = (name: string, level: number, from: string): PythonModule | undefined =>
    candidates(name, level, from)
      .map((path) => modules.get(path))
      .find((module) => module !== undefined);
  return { main, find };
}

function moduleOf(file: SourceFile): PythonModule {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1).replace(/\.py$/, '');
  return { name, file, python: parsePython(file.text) };
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
function candidates(name: string, level: number, from: string): string[] {
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

function importsOf(block: Block): Import[] {
  return block.flatMap((statement): Import[] => {
    switch (statement.kind) {
      case 'import':
        return [{ name: statement.module, level: 0 }];
      case 'importFrom': {
        const { module, level, names } = statement;
        const inner = names
          .filter(({ name }) => name !== '*')
          .map(({ name }) => (module === '' ? name : `${module}.${name}`));
        return [...(module === '' && inner.length > 0 ? [] : [module]), ...inner].map((name) => ({ name, level }));
      }
      case 'if':
        return importsOf([...statement.then, ...statement.otherwise]);
      case 'try':
        return importsOf([
          ...statement.body,
          ...statement.handlers.flatMap(({ body }) => body),
          ...statement.otherwise,
        ]);
      case 'function':
        return importsOf(statement.body);
      case 'class':
        return importsOf(statement.body);
      default:
        return [];
    }
  });
}
