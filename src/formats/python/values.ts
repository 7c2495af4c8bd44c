/** What Python's names stand for while a file is evaluated. Numbers without a point are integers, as in Python. */
import type { FunctionParts, Span } from './ast';
import type { Scope } from './scope';
import type { Vm } from './vm';

export type Value = null | boolean | number | string | PyObject;

/** Everything that is not a plain value of JavaScript. */
export abstract class PyObject {
  abstract readonly cls: PyClass;
}

export class PyClass extends PyObject {
  readonly attributes = new Map<string, Value>();
  /** This class first, then where attributes are looked for next. */
  readonly mro: readonly PyClass[];
  /** Makes an instance, where the class is not Python's own business: `int`, `list`, `dict`. */
  construct?: (vm: Vm, cls: PyClass, args: Arguments) => Value;
  /** Told of every class that is derived, as an Enum makes members of it. */
  derived?: (vm: Vm, cls: PyClass) => void;
  /** Names with a type in the body, in order, for dataclasses. */
  annotated: readonly string[] = [];
  /** A base that is not known: attributes that are missing may stand there. */
  unknownBase: Opaque | undefined;
  /** Where the file defines it. */
  source: Located | undefined;

  constructor(
    readonly name: string,
    readonly bases: readonly PyClass[] = [],
  ) {
    super();
    this.mro = [this, ...linearize(bases)];
  }

  get cls(): PyClass {
    return types.type;
  }

  find(name: string): Value | undefined {
    for (const { attributes } of this.mro) {
      const found = attributes.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  is(other: PyClass): boolean {
    return this.mro.includes(other);
  }
}

/** C3: a class stands before its bases, and bases in the order they are written. */
function linearize(bases: readonly PyClass[]): PyClass[] {
  const lists = [...bases.map(({ mro }) => [...mro]), [...bases]];
  const merged: PyClass[] = [];
  for (;;) {
    const waiting = lists.filter((list) => list.length > 0);
    if (waiting.length === 0) return merged;
    const heads = waiting.map((list) => list[0]!);
    const next = heads.find((head) => !waiting.some((list) => list.indexOf(head) > 0)) ?? heads[0]!;
    merged.push(next);
    for (const list of lists) {
      const at = list.indexOf(next);
      if (at >= 0) list.splice(at, 1);
    }
  }
}

/** A place in one of the files that take part. */
export interface Located extends Span {
  readonly file: SourceFile;
}

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const kinds = [
  'object',
  'type',
  'NoneType',
  'int',
  'bool',
  'float',
  'str',
  'list',
  'tuple',
  'dict',
  'set',
  'range',
  'slice',
  'function',
  'method',
  'module',
  'iterator',
  'property',
  'staticmethod',
  'classmethod',
  'super',
  'unknown',
  'ellipsis',
] as const;

/** The classes of built-in values; their methods are put in by `builtins/`. */
export const types = {} as { readonly [K in (typeof kinds)[number]]: PyClass };
{
  const made = types as { [name: string]: PyClass };
  made.object = new PyClass('object');
  for (const name of kinds.slice(1)) made[name] = new PyClass(name, [name === 'bool' ? made.int! : made.object]);
}

export class PyFloat extends PyObject {
  readonly cls = types.float;
  constructor(readonly value: number) {
    super();
  }
}

export class PyList extends PyObject {
  readonly cls = types.list;
  constructor(readonly items: Value[] = []) {
    super();
  }
}

export class PyTuple extends PyObject {
  constructor(
    readonly items: readonly Value[] = [],
    /** Of a namedtuple: its class and the names of its items. */
    readonly cls: PyClass = types.tuple,
    readonly fields: readonly string[] = [],
  ) {
    super();
  }
}

export class PyDict extends PyObject {
  readonly cls = types.dict;
  /** By hash, in order of insertion. */
  readonly entries = new Map<string, readonly [key: Value, value: Value]>();
  /** Makes the value of a key that is missing, of a defaultdict. */
  missing: (() => Value) | undefined;

  static of(pairs: Iterable<readonly [Value, Value]>): PyDict {
    const made = new PyDict();
    for (const [key, value] of pairs) made.set(key, value);
    return made;
  }
  get(key: Value): Value | undefined {
    return this.entries.get(hashOf(key))?.[1];
  }
  set(key: Value, value: Value): void {
    const hash = hashOf(key);
    this.entries.set(hash, [this.entries.get(hash)?.[0] ?? key, value]);
  }
  delete(key: Value): boolean {
    return this.entries.delete(hashOf(key));
  }
  keys(): Value[] {
    return [...this.entries.values()].map(([key]) => key);
  }
  values(): Value[] {
    return [...this.entries.values()].map(([, value]) => value);
  }
}

export class PySet extends PyObject {
  readonly cls = types.set;
  readonly entries = new Map<string, Value>();
  constructor(items: Iterable<Value> = []) {
    super();
    for (const item of items) this.add(item);
  }
  add(item: Value): void {
    this.entries.set(hashOf(item), item);
  }
  has(item: Value): boolean {
    return this.entries.has(hashOf(item));
  }
}

export class PyRange extends PyObject {
  readonly cls = types.range;
  readonly length: number;
  constructor(
    readonly start: number,
    readonly stop: number,
    readonly step: number,
  ) {
    super();
    this.length = Math.max(0, Math.ceil((stop - start) / step));
  }
  at(index: number): number {
    return this.start + index * this.step;
  }
}

export class PySlice extends PyObject {
  readonly cls = types.slice;
  constructor(
    readonly lower: Value,
    readonly upper: Value,
    readonly step: Value,
  ) {
    super();
  }
}

export class PyFunction extends PyObject {
  readonly cls = types.function;
  /** `fn.x = …` */
  readonly attributes = new Map<string, Value>();
  constructor(
    readonly name: string,
    readonly code:
      | FunctionParts
      | { readonly parameters: FunctionParts['parameters']; readonly expression: import('./ast').Expression },
    readonly scope: Scope,
    readonly defaults: ReadonlyMap<string, Value>,
    /** The class whose body defines it, for `super()`. */
    readonly owner: PyClass | undefined,
    readonly source: Located,
  ) {
    super();
  }
}

/** What a call gives: values by place and by name. */
export interface Arguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

export const noArguments: Arguments = { positional: [], named: new Map() };

/** A function that is written in TypeScript. */
export class PyBuiltin extends PyObject {
  readonly cls = types.function;
  constructor(
    readonly name: string,
    readonly call: (vm: Vm, args: Arguments) => Value,
  ) {
    super();
  }
}

export class PyBound extends PyObject {
  readonly cls = types.method;
  constructor(
    readonly self: Value,
    readonly callee: Value,
  ) {
    super();
  }
}

export class PyInstance extends PyObject {
  readonly attributes = new Map<string, Value>();
  constructor(
    readonly cls: PyClass,
    /** The built-in value that it is, where its class derives from `dict`, `list`, `str` or `int`. */
    readonly payload?: Value,
  ) {
    super();
  }
}

export class PyModule extends PyObject {
  readonly cls = types.module;
  readonly attributes = new Map<string, Value>();
  constructor(
    readonly name: string,
    /** For names that are not there. */
    readonly fallback?: (name: string) => Value | undefined,
  ) {
    super();
  }
}

export class PyProperty extends PyObject {
  readonly cls = types.property;
  constructor(
    readonly getter: Value,
    readonly setter: Value,
  ) {
    super();
  }
}

export class PyStatic extends PyObject {
  readonly cls = types.staticmethod;
  constructor(readonly callee: Value) {
    super();
  }
}

export class PyClassMethod extends PyObject {
  readonly cls = types.classmethod;
  constructor(readonly callee: Value) {
    super();
  }
}

export class PySuper extends PyObject {
  readonly cls = types.super;
  constructor(
    readonly after: PyClass,
    readonly self: Value,
  ) {
    super();
  }
}

export class PyIterator extends PyObject {
  readonly cls = types.iterator;
  constructor(readonly source: Iterator<Value>) {
    super();
  }
}

export class PyEllipsis extends PyObject {
  readonly cls = types.ellipsis;
}
export const ELLIPSIS = new PyEllipsis();

/** A value that is not known. It may be passed around; what needs it says `reason`. */
export class Opaque extends PyObject {
  readonly cls = types.unknown;
  constructor(
    /** Completes `This depends on …`: "`scipy.signal`, which GradLens does not know" */
    readonly reason: string,
    /** The reason stands among the problems already. */
    readonly told = false,
    /** `scipy.signal.gauss`, as far as names tell. */
    readonly path = '',
    /** It comes from a file that is still to be read. */
    readonly isUnread = false,
    /** The call that gave it, the innermost place first. */
    readonly places: readonly Located[] = [],
  ) {
    super();
  }
}

export function classOf(value: Value): PyClass {
  if (value === null) return types.NoneType;
  if (typeof value === 'boolean') return types.bool;
  if (typeof value === 'number') return types.int;
  if (typeof value === 'string') return types.str;
  return value.cls;
}

/** The built-in value behind an instance of a class derived from one. */
export const plain = (value: Value): Value =>
  value instanceof PyInstance && value.payload !== undefined ? value.payload : value;

let objects = 0;
const identities = new WeakMap<PyObject, number>();

export function identityOf(value: PyObject): number {
  const known = identities.get(value);
  if (known !== undefined) return known;
  identities.set(value, ++objects);
  return objects;
}

/** Equal keys have equal hashes, as `1`, `1.0` and `True`. */
export function hashOf(value: Value): string {
  const own = plain(value);
  if (typeof own === 'string') return `s${own}`;
  if (typeof own === 'number' || typeof own === 'boolean') return `n${Number(own)}`;
  if (own === null) return 'N';
  if (own instanceof PyFloat) return `n${own.value}`;
  if (own instanceof PyTuple) return `(${own.items.map(hashOf).join('\u0000')})`;
  return `o${identityOf(own)}`;
}
