/** The names that every Python file sees. */
import { integer, native, real, text, type Bound } from '../native';
import { compare } from '../operators';
import { Scope } from '../scope';
import { formatValue } from '../text';
import {
  classOf,
  identityOf,
  Opaque,
  plain,
  PyClass,
  PyDict,
  PyFloat,
  PyFunction,
  PyInstance,
  PyIterator,
  PyList,
  PyModule,
  PyObject,
  PySuper,
  PyTuple,
  PyBound,
  PyBuiltin,
  types,
  type Value,
} from '../values';
import type { Vm } from '../vm';
import './constructors';
import { sortedItems } from './containers';
import { exceptions } from './exceptions';
import './strings';

export { exceptions };

const call = (vm: Vm, callee: Value, ...positional: Value[]): Value =>
  vm.call(callee, { positional, named: new Map() });

function isInstance(vm: Vm, value: Value, of: Value): boolean {
  if (of instanceof PyTuple) return of.items.some((one) => isInstance(vm, value, one));
  if (!(of instanceof PyClass)) return false;
  if (classOf(value).is(of)) return true;
  // What `Callable`, `Iterable` and the like stand for is not told apart further.
  return of === types.object;
}

function extreme(sign: 1 | -1, name: string): PyBuiltin {
  return native(name, '*items, key?, default?', (vm, { items, key, default: fallback }) => {
    const given = (items as PyTuple).items;
    const all = given.length === 1 ? [...vm.iterate(given[0]!)] : given;
    const lost = all.find((one) => one instanceof Opaque);
    if (lost !== undefined) return lost;
    if (all.length === 0) return fallback ?? vm.raise('ValueError', `${name}() of nothing.`);
    const by = (item: Value): Value => (key === undefined || key === null ? item : call(vm, key, item));
    return all.reduce((best, item) => (sign * compare(vm, by(item), by(best)) > 0 ? item : best));
  });
}

/** Half to even, as Python rounds. */
function rounded(value: number, digits: number): number {
  const scale = 10 ** digits;
  const scaled = value * scale;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  return (up ? floor + 1 : floor) / scale;
}

function length(vm: Vm, { value }: Bound): Value {
  const own = plain(value!);
  if (own instanceof Opaque) return own;
  if (typeof own === 'string') return own.length;
  if (own instanceof PyTuple || own instanceof PyList) return own.items.length;
  if (own !== null && typeof own === 'object' && 'length' in own && typeof own.length === 'number') return own.length;
  if (own instanceof PyObject && own.cls.find('__len__') !== undefined) return vm.callMethod(value!, '__len__');
  return vm.raise('TypeError', `a value of type ${classOf(own).name} has no length.`);
}

function superOf(vm: Vm, { cls, self }: Bound): Value {
  if (cls instanceof PyClass) return new PySuper(cls, self ?? null);
  const frame = vm.frames.at(-1);
  const owner = frame?.scope.owner;
  // A function within a method sees the method's first argument.
  const method = [...vm.frames].reverse().find((one) => one.callee?.owner === owner && one.self !== undefined);
  if (!owner || method?.self === undefined) return vm.raise('RuntimeError', 'super() stands outside of a method.');
  return new PySuper(owner, method.self);
}

function getAttributeOr(vm: Vm, { value, name, fallback }: Bound): Value {
  if (name instanceof Opaque) return name;
  const found = vm.findAttribute(value!, text(vm, name, 'The name of an attribute'));
  if (value instanceof Opaque && fallback !== undefined) return found ?? fallback;
  return found ?? fallback ?? vm.getAttribute(value!, text(vm, name, 'The name of an attribute'));
}

const lazily = (items: Iterable<Value>): PyIterator => new PyIterator(items[Symbol.iterator]());

function* zipped(vm: Vm, sources: readonly Value[]): Generator<Value> {
  const all = sources.map((source) => vm.iterate(source)[Symbol.iterator]());
  for (;;) {
    if (all.length === 0) return;
    const next = all.map((one) => one.next());
    if (next.some(({ done }) => done === true)) return;
    yield new PyTuple(next.map(({ value }) => value as Value));
  }
}

const functions: readonly PyBuiltin[] = [
  native('len', 'value', length),
  native('isinstance', 'value, of', (vm, { value, of }) =>
    value instanceof Opaque ? value : isInstance(vm, value!, of!),
  ),
  native('issubclass', 'cls, of', (_vm, { cls, of }) => {
    const all = of instanceof PyTuple ? of.items : [of!];
    return all.some((one) => cls instanceof PyClass && one instanceof PyClass && cls.is(one));
  }),
  native(
    'callable',
    'value',
    (_vm, { value }) =>
      value instanceof PyFunction ||
      value instanceof PyBuiltin ||
      value instanceof PyBound ||
      value instanceof PyClass ||
      (value instanceof PyObject && value.cls.find('__call__') !== undefined),
  ),
  native('hasattr', 'value, name', (vm, { value, name }) =>
    value instanceof Opaque
      ? value
      : vm.findAttribute(value!, text(vm, name, 'The name of an attribute')) !== undefined,
  ),
  native('getattr', 'value, name, fallback?', getAttributeOr),
  native('setattr', 'value, name, to', (vm, { value, name, to }) => {
    vm.setAttribute(value!, text(vm, name, 'The name of an attribute'), to!);
    return null;
  }),
  native('delattr', 'value, name', (vm, { value, name }) => vm.callMethod(value!, '__delattr__', name!)),
  native('super', 'cls?, self?', superOf),
  native('print', '*values, **options', () => null),
  native('id', 'value', (_vm, { value }) => (value instanceof PyObject ? identityOf(value) : 0)),
  native('repr', 'value', (vm, { value }) => vm.repr(value!)),
  native('format', 'value, spec?', (vm, { value, spec }) => formatValue(vm, value!, text(vm, spec, '"spec"', ''))),
  native('abs', 'value', (vm, { value }) => {
    const own = plain(value!);
    if (typeof own === 'number') return Math.abs(own);
    return own instanceof PyFloat ? new PyFloat(Math.abs(own.value)) : vm.callMethod(own, '__abs__');
  }),
  native('round', 'value, ndigits?', (vm, { value, ndigits }) => {
    if (value instanceof Opaque) return value;
    const number = real(vm, value, 'What round() is given');
    if (ndigits === undefined || ndigits === null) return rounded(number, 0);
    const made = rounded(number, integer(vm, ndigits, '"ndigits"'));
    return typeof value === 'number' ? made : new PyFloat(made);
  }),
  native('pow', 'base, exponent', (vm, { base, exponent }) => vm.binary('**', base!, exponent!)),
  native('divmod', 'a, b', (vm, { a, b }) => new PyTuple([vm.binary('//', a!, b!), vm.binary('%', a!, b!)])),
  native('sum', 'items, start?', (vm, { items, start }) => {
    if (items instanceof Opaque) return items;
    let sum: Value = start ?? 0;
    for (const item of vm.iterate(items!)) sum = vm.binary('+', sum, item);
    return sum;
  }),
  extreme(1, 'max'),
  extreme(-1, 'min'),
  native('any', 'items', (vm, { items }) => {
    for (const item of vm.iterate(items!)) if (vm.truth(item)) return true;
    return false;
  }),
  native('all', 'items', (vm, { items }) => {
    for (const item of vm.iterate(items!)) if (!vm.truth(item)) return false;
    return true;
  }),
  native(
    'sorted',
    'items, *, key?, reverse?',
    (vm, { items, key, reverse }) => new PyList(sortedItems(vm, [...vm.iterate(items!)], key, reverse)),
  ),
  native('reversed', 'items', (vm, { items }) => lazily([...vm.iterate(items!)].reverse())),
  native('enumerate', 'items, start?', (vm, { items, start }) => {
    const first = integer(vm, start, '"start"', 0);
    const source = vm.iterate(items!);
    return lazily(
      (function* () {
        let k = first;
        for (const item of source) yield new PyTuple([k++, item]);
      })(),
    );
  }),
  native('zip', '*sources, strict?', (vm, { sources }) => lazily(zipped(vm, (sources as PyTuple).items))),
  native('map', 'work, *sources', (vm, { work, sources }) => {
    const all = (sources as PyTuple).items;
    return lazily(
      (function* () {
        for (const args of zipped(vm, all))
          yield vm.call(work!, { positional: (args as PyTuple).items, named: new Map() });
      })(),
    );
  }),
  native('filter', 'test, items', (vm, { test, items }) =>
    lazily(
      (function* () {
        for (const item of vm.iterate(items!)) if (vm.truth(test === null ? item : call(vm, test!, item))) yield item;
      })(),
    ),
  ),
  native('iter', 'items', (vm, { items }) =>
    items instanceof Opaque || items instanceof PyIterator ? items : lazily(vm.iterate(items!)),
  ),
  native('next', 'items, fallback?', (vm, { items, fallback }) => {
    if (items instanceof Opaque) return items;
    if (!(items instanceof PyIterator)) return vm.callMethod(items!, '__next__');
    const next = items.source.next();
    if (next.done !== true) return next.value;
    return fallback ?? vm.raise('StopIteration', 'there is nothing left.');
  }),
  native('vars', 'value?', (_vm, { value }) => {
    if (value instanceof PyInstance || value instanceof PyClass || value instanceof PyModule)
      return PyDict.of(value.attributes);
    return new PyDict();
  }),
  native(
    'dir',
    'value?',
    (_vm, { value }) =>
      new PyList(
        value instanceof PyInstance || value instanceof PyClass || value instanceof PyModule
          ? [...value.attributes.keys()]
          : [],
      ),
  ),
  native('globals', '', (vm) => PyDict.of(vm.frames.at(-1)!.scope.module.names)),
  native('locals', '', (vm) => PyDict.of(vm.frames.at(-1)!.scope.names)),
  native('hash', 'value', (_vm, { value }) => (value instanceof PyObject ? identityOf(value) : 0)),
  native('chr', 'code', (vm, { code }) => String.fromCharCode(integer(vm, code, '"code"'))),
  native('ord', 'letter', (vm, { letter }) => text(vm, letter, '"letter"').charCodeAt(0)),
  native('input', 'prompt?', () => new Opaque('what is typed in when the file runs')),
  native('open', '*rest, **others', () => new Opaque('a file that is read when the file runs')),
  native('exec', '*rest', () => new Opaque('text that is run as Python')),
  native('eval', 'text, *rest', (vm, { text: source }) => evaluateName(vm, source!)),
  native('__import__', 'name, *rest', (vm, { name }) => vm.importModule(text(vm, name, 'The name of a module'), 0)),
];

/** `eval('Bottleneck')`: a name with its attributes, nothing more. */
function evaluateName(vm: Vm, source: Value): Value {
  const words = typeof source === 'string' && /^\s*[\w.]+\s*$/.test(source) ? source.trim().split('.') : undefined;
  const first = words && vm.frames.at(-1)!.scope.find(words[0]!);
  if (!words || first === undefined) return new Opaque('text that is run as Python');
  return words.slice(1).reduce<Value>((value, name) => vm.getAttribute(value, name), first);
}

export const builtins = new Scope('module', undefined, { path: '', text: '' });
for (const one of functions) builtins.names.set(one.name, one);
for (const name of [
  'object',
  'type',
  'int',
  'float',
  'bool',
  'str',
  'list',
  'tuple',
  'dict',
  'set',
  'range',
  'slice',
  'property',
  'staticmethod',
  'classmethod',
] as const) {
  builtins.names.set(name, types[name]);
}
builtins.names.set('frozenset', types.set);
builtins.names.set('bytes', types.str);
builtins.names.set(
  'Ellipsis',
  native('Ellipsis', '', () => null),
);
builtins.names.set('NotImplemented', new Opaque('NotImplemented'));
for (const [name, cls] of exceptions) builtins.names.set(name, cls);
builtins.names.set('__debug__', true);
