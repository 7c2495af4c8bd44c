/** Loads modules of the user's with all that they import from beside them. Nothing is kept from one load to the next. */
import { UserCodeError, type UserModule, type UserPlace } from '../../engine/userLayer/userModule';
import type { LoadedModule } from '../../formats/definition';
import { fileName, folderOf, resolvePath } from '../../formats/filePath';
import { unwatched, type CallLabel, type CallSignal } from './callSignal';
import {
  claimedIn,
  compileSource,
  describeFailure,
  exportPlace,
  placeAt,
  placeOfFailure,
  type CompiledSource,
} from './compileSource';
import { gradlensModule } from './gradlensModule';

/** What the loader needs of its surroundings. */
export interface ModuleIo {
  /** Rejects with an Error whose message says why. */
  readText(path: string): Promise<string>;
  /** Makes a function of a module's code; a stack names it by `path`. */
  compile(
    code: string,
    path: string,
  ): (module: object, exports: object, require: (specifier: string) => unknown) => void;
  readonly signal?: CallSignal;
}

const EXTENSIONS = ['', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.js'];

/** Never rejects. */
export async function loadModule(io: ModuleIo, path: string): Promise<LoadedModule> {
  const graph: Graph = { io, sources: new Map(), resolved: new Map() };
  let like: string | undefined;
  try {
    const text = await readEntry(io, path);
    like = claimedIn(text);
    await addSource(graph, path, text);
    return { module: evaluate(graph, path) };
  } catch (failure) {
    if (!(failure instanceof UserCodeError)) throw failure;
    const { message, place } = failure;
    return { message, ...(place ? { place } : {}), ...(like === undefined ? {} : { like }) };
  }
}

interface Graph {
  readonly io: ModuleIo;
  readonly sources: Map<string, CompiledSource>;
  /** By importing path and specifier; undefined stands for the module `gradlens`. */
  readonly resolved: Map<string, string | undefined>;
}

async function readEntry(io: ModuleIo, path: string): Promise<string> {
  try {
    return await io.readText(path);
  } catch (failure) {
    const why = (failure as Error).message.replace(/\.$/, '');
    throw new UserCodeError(`${fileName(path)}: ${why}.`, undefined);
  }
}

// ---------------------------------------------------------------- what belongs to it

async function addSource(graph: Graph, path: string, text: string): Promise<void> {
  const source = compileSource(path, text);
  graph.sources.set(path, source);
  for (const specifier of source.imports) {
    const key = `${path}\n${specifier}`;
    if (graph.resolved.has(key)) continue;
    const found = await find(graph, source, specifier);
    graph.resolved.set(key, found?.path);
    if (found && !graph.sources.has(found.path)) await addSource(graph, found.path, found.text);
  }
}

/** Undefined stands for the module `gradlens`, whose types may lie beside the user's files as `gradlens.d.ts`. */
async function find({ io, sources }: Graph, from: CompiledSource, specifier: string) {
  if (specifier === 'gradlens') return undefined;
  if (!specifier.startsWith('.') && !specifier.startsWith('/')) {
    throw importError(
      from,
      specifier,
      `"${specifier}" cannot be imported: a layer of your own imports files beside it, and "gradlens".`,
    );
  }
  const base = resolvePath(folderOf(from.path), specifier);
  // TypeScript lets its files be imported by the names of what they compile to.
  const asTypescript = base.replace(/\.([cm]?)js$/, '.$1ts');
  const candidates = [
    ...EXTENSIONS.map((extension) => `${base}${extension}`),
    ...(asTypescript === base ? [] : [asTypescript]),
  ];
  for (const path of candidates.filter((name) => /\.([cm]?[jt]s|json)$/.test(name))) {
    const known = sources.get(path);
    if (known) return known;
    try {
      return { path, text: await io.readText(path) };
    } catch {
      // The next one may be there.
    }
  }
  if (/(^|\/)gradlens(\.js)?$/.test(specifier)) return undefined;
  throw importError(from, specifier, `There is no file "${specifier}" to import.`);
}

function importError({ path, text }: CompiledSource, specifier: string, message: string): UserCodeError {
  const offset = Math.max(0, text.search(new RegExp(`(['"])${specifier.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\1`)));
  const before = text.slice(0, offset).split('\n');
  const place = placeAt(path, text, before.length - 1, before.at(-1)!.length);
  return new UserCodeError(message, place);
}

// ---------------------------------------------------------------- running it

function evaluate({ io, sources, resolved }: Graph, entry: string): UserModule {
  const name = fileName(entry);
  const signal = io.signal ?? unwatched;
  const modules = new Map<string, { exports: { [name: string]: unknown } }>();

  function run(path: string): { [name: string]: unknown } {
    const known = modules.get(path);
    if (known) return known.exports;
    const module = { exports: {} };
    modules.set(path, module);
    const source = sources.get(path)!;
    const require = (specifier: string): unknown => {
      const target = resolved.get(`${path}\n${specifier}`);
      if (target !== undefined) return run(target);
      if (resolved.has(`${path}\n${specifier}`)) return gradlensModule;
      throw new Error(`"${specifier}" cannot be imported.`);
    };
    compiled(source)(module, module.exports, require);
    return module.exports;
  }

  function compiled({ code, path }: CompiledSource): ReturnType<ModuleIo['compile']> {
    try {
      return io.compile(code, path);
    } catch (failure) {
      // What sucrase lets pass, such as a name that is declared twice.
      const { message } = failure as Error;
      throw new UserCodeError(`Syntax error: ${message}.`, placeOfFailure(failure, sources));
    }
  }

  const located = (failure: unknown, what: string, fallback: UserPlace): UserCodeError => {
    if (failure instanceof UserCodeError) return failure;
    const place = placeOfFailure(failure, sources) ?? fallback;
    return new UserCodeError(`${what} throws ${describeFailure(failure)}`.replace(/\.?$/, '.'), place);
  };

  const { text } = sources.get(entry)!;
  const placeOf = (exported: string): UserPlace => exportPlace(entry, text, exported);
  const labels = new Map<string, CallLabel>();
  const call = (what: string, code: () => unknown): unknown => {
    let label = labels.get(what);
    if (!label) labels.set(what, (label = { what, place: placeOf(/^\w+/.exec(what)?.[0] ?? '') }));
    signal.enter(label);
    try {
      return code();
    } catch (failure) {
      throw located(failure, what, label.place);
    } finally {
      signal.leave();
    }
  };

  const exported = call(`The top level of ${name}`, () => run(entry)) as { [name: string]: unknown };
  const { default: main } = exported;
  const exports = typeof main === 'object' && main !== null ? { ...exported, ...main } : exported;
  return { name, path: entry, exports, placeOf, call };
}
