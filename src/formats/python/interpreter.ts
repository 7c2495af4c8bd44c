/** Evaluates a file, and the files of the same project that it imports, within limits. Knows no library of its own. */
import { getAttribute, findAttribute, setAttribute } from './attributes';
import type { Expression, Statement } from './ast';
import { forget } from './assign';
import { builtins, exceptions } from './builtins/names';
import { execute } from './execute';
import { OutOfBounds, PyError, Unknowable } from './errors';
import { evaluate } from './evaluate';
import { callValue } from './functions';
import { binary, equal, truth } from './operators';
import { Scope } from './scope';
import { getItem, iterate, setItem } from './subscripts';
import { repr, str } from './text';
import {
  Opaque,
  PyClass,
  PyModule,
  PyTuple,
  type Arguments,
  type Located,
  type SourceFile,
  type Value,
} from './values';
import type { Frame, Note, Vm } from './vm';
import type { PythonModule, Project } from './project';

export interface Limits {
  /** Statements, expressions and items of loops. */
  readonly steps: number;
  /** Items of one list, characters of one text. */
  readonly size: number;
}

export const LIMITS: Limits = { steps: 1_000_000, size: 1_000_000 };
/** Of one statement outside of functions: a training loop must not use up what the model needs. */
const STATEMENT_STEPS = 250_000;

/** Stands for what comes from a file that is read afterwards: then all is evaluated again. */
export const UNREAD = new Opaque('a file that is still to be read', false, '', true);

export type Library = ReadonlyMap<string, (vm: Vm) => PyModule>;

/** A statement outside of functions that could not be evaluated; it matters only where its names do. */
export interface Failure {
  readonly error: PyError | Unknowable;
  readonly statement: Statement;
  readonly file: SourceFile;
}

export class Interpreter implements Vm {
  readonly frames: Frame[] = [];
  readonly notes: Note[] = [];
  readonly failures: Failure[] = [];
  private steps = 0;
  private bound: number;
  private readonly made = new Map<string, PyModule>();
  private readonly running = new Map<PythonModule, PyModule>();

  constructor(
    private readonly project: Project,
    private readonly library: Library,
    private readonly limits: Limits = LIMITS,
  ) {
    this.bound = limits.steps;
  }

  // ---------------------------------------------------------------- limits

  tick(amount = 1): void {
    this.steps += amount;
    if (this.steps > this.bound) throw new OutOfBounds('This takes too long to follow: is it a loop without an end?');
  }

  checkSize(length: number): void {
    if (!(length <= this.limits.size)) throw new OutOfBounds(`${length} items are more than can be followed here.`);
  }

  // ---------------------------------------------------------------- modules

  /** Evaluates a file of the project once; what fails in it is kept in `failures`. */
  run(module: PythonModule): PyModule {
    const known = this.running.get(module);
    if (known) return known;
    const made = new PyModule(module.name);
    this.running.set(module, made);
    const scope = new Scope('module', builtins, module.file);
    made.attributes.set('__name__', module.name);
    // The scope's names are the module's attributes: an import in a circle sees what is there so far.
    const names = scope.names;
    const attributes = made.attributes as Map<string, Value>;
    names.set('__name__', module.name);
    names.set('__file__', module.file.path);
    const publish = (): void => {
      for (const [name, value] of names) attributes.set(name, value);
    };
    const depth = this.frames.length;
    this.frames.push({ callee: undefined, scope, self: undefined, at: { from: 0, to: 0 }, yielded: [] });
    for (const statement of module.python.body) {
      this.topLevel(statement, scope, module.file);
      publish();
    }
    this.frames.length = depth;
    this.scopes.set(made, scope);
    return made;
  }

  private readonly scopes = new Map<PyModule, Scope>();

  /** Evaluates an expression among the names of a module. */
  evaluateIn(module: PyModule, expression: Expression, file: SourceFile): Value {
    const scope = new Scope('function', this.scopes.get(module), file);
    this.frames.length = 0;
    this.frames.push({ callee: undefined, scope, self: undefined, at: expression, yielded: [] });
    const value = this.evaluate(expression, scope);
    this.frames.pop();
    return value;
  }

  /** Before something of the file is called from outside: a fresh share of steps. */
  begin(): void {
    this.frames.length = 0;
    this.frames.push(this.outside);
    this.bound = this.steps + this.limits.steps;
  }

  callTop(callee: Value): Value {
    return this.call(callee, { positional: [], named: new Map() });
  }

  /** Stands around calls that come from no line of a file. */
  private get outside(): Frame {
    const scope = new Scope('function', builtins, { path: '', text: '' });
    return { callee: undefined, scope, self: undefined, at: { from: 0, to: 0 }, yielded: [] };
  }

  private topLevel(statement: Statement, scope: Scope, file: SourceFile): void {
    const depth = this.frames.length;
    const outer = this.bound;
    this.bound = Math.min(outer, this.steps + STATEMENT_STEPS);
    try {
      execute(this, statement, scope);
    } catch (caught) {
      const error = failureOf(caught);
      error.places = error.places.length > 0 ? error.places : this.places();
      this.frames.length = depth;
      if (this.steps >= outer) throw error;
      this.failures.push({ error, statement, file });
      const told = error instanceof Unknowable && error.told;
      for (const target of targetsOf(statement)) {
        forget(this, target, new Opaque(`a statement that cannot be followed: ${error.message}`, told), scope);
      }
    } finally {
      this.bound = outer;
    }
  }

  importModule(name: string, level: number, from = this.currentFile): Value {
    if (level === 0) {
      const known = this.libraryModule(name);
      if (known) return known;
    }
    const module = this.project.find(name, level, from);
    if (module === 'unread') return UNREAD;
    if (module) return this.run(module);
    const shown = `"${'.'.repeat(level)}${name}"`;
    return new Opaque(`${shown}, which GradLens does not know`, false, name);
  }

  /** `import a.b` only binds a name: the file is run when something of it is used. */
  importLater(name: string): Value {
    const known = this.libraryModule(name);
    if (known) return known;
    const from = this.currentFile;
    this.imported.add(name);
    return new PyModule(name, (inner) => {
      const whole = this.importModule(name, 0, from);
      const found = whole instanceof Opaque ? undefined : this.findAttribute(whole, inner);
      if (found !== undefined) return found;
      const part = `${name}.${inner}`;
      const isPart = [...this.imported].some((one) => one === part || one.startsWith(`${part}.`));
      if (isPart) return this.importLater(part);
      return whole instanceof Opaque ? this.findAttribute(whole, inner) : undefined;
    });
  }
  private readonly imported = new Set<string>();

  private get currentFile(): string {
    return this.frames.at(-1)?.scope.file.path ?? '';
  }

  libraryModule(name: string): PyModule | undefined {
    const made = this.made.get(name);
    if (made) return made;
    const maker = this.library.get(name);
    if (!maker) return undefined;
    const module = maker(this);
    this.made.set(name, module);
    return module;
  }

  // ---------------------------------------------------------------- values

  evaluate = (expression: Expression, scope: Scope): Value => evaluate(this, expression, scope);
  call = (callee: Value, args: Arguments): Value => callValue(this, callee, args);
  getAttribute = (value: Value, name: string): Value => getAttribute(this, value, name);
  findAttribute = (value: Value, name: string): Value | undefined => findAttribute(this, value, name);
  setAttribute = (value: Value, name: string, to: Value): void => setAttribute(this, value, name, to);
  iterate = (value: Value): Iterable<Value> => iterate(this, value);
  truth = (value: Value, what?: string): boolean => truth(this, value, what);
  equal = (a: Value, b: Value): boolean => equal(this, a, b);
  str = (value: Value): string => str(this, value);
  repr = (value: Value): string => repr(this, value);
  binary = (operator: string, left: Value, right: Value): Value => binary(this, operator, left, right);
  getItem = (value: Value, index: Value): Value => getItem(this, value, index);
  setItem = (value: Value, index: Value, to: Value): void => setItem(this, value, index, to);

  tuple = (items: readonly Value[]): Value => new PyTuple(items);

  callMethod(value: Value, name: string, ...args: Value[]): Value {
    return this.call(this.getAttribute(value, name), { positional: args, named: new Map() });
  }

  // ---------------------------------------------------------------- problems

  places(): Located[] {
    return this.frames.map(({ scope, at }) => ({ file: scope.file, from: at.from, to: at.to })).reverse();
  }

  note(message: string): void {
    this.notes.push({ message, places: this.places() });
  }

  raise(type: string, message: string): never {
    throw new PyError(this.exceptionClass(type), message);
  }

  exceptionClass(name: string): PyClass {
    return exceptions.get(name) ?? exceptions.get('Exception')!;
  }
}

/** What was thrown, as a failure of the file; what is not one is an error of ours and goes on. */
export function failureOf(caught: unknown): PyError | Unknowable {
  if (caught instanceof PyError || caught instanceof Unknowable) return caught;
  // The stack of this program, not of the file.
  if (caught instanceof RangeError) return new OutOfBounds('This is nested too deeply to follow.');
  throw caught;
}

/** What a statement would have set. */
function targetsOf(statement: Statement): readonly Expression[] {
  const named = (id: string): Expression => ({ kind: 'name', id, from: statement.from, to: statement.to });
  switch (statement.kind) {
    case 'assign':
      return statement.targets;
    case 'annotate':
    case 'update':
      return [statement.target];
    case 'class':
    case 'function':
      return [named(statement.name)];
    case 'import':
      return [named(statement.as ?? statement.module.split('.')[0]!)];
    case 'importFrom':
      return statement.names.map(({ as }) => named(as));
    case 'with':
      return [...statement.items.flatMap(({ as }) => as ?? []), ...statement.body.flatMap(targetsOf)];
    case 'if':
      return [...statement.then, ...statement.otherwise].flatMap(targetsOf);
    case 'for':
      return [statement.target, ...statement.body.flatMap(targetsOf)];
    case 'while':
      return statement.body.flatMap(targetsOf);
    case 'try':
      return statement.body.flatMap(targetsOf);
    default:
      return [];
  }
}
