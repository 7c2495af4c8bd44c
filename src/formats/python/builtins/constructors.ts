/** `int(…)`, `list(…)`, `dict(…)`: what calling a built-in class makes. */
import { integer, real, text } from '../native';
import { initialize } from '../functions';
import {
  classOf,
  Opaque,
  plain,
  PyClass,
  PyClassMethod,
  PyDict,
  PyFloat,
  PyInstance,
  PyList,
  PyProperty,
  PyRange,
  PySet,
  PySlice,
  PyStatic,
  PyTuple,
  types,
  type Arguments,
  type Value,
} from '../values';
import type { Vm } from '../vm';
import { entriesOf } from './containers';

/** An instance of a class derived from a built-in one holds the built-in value. */
function payload(make: (vm: Vm, args: Arguments) => Value, mutable: boolean): NonNullable<PyClass['construct']> {
  return (vm, cls, args) => {
    const base = cls.mro.find((one) => one.construct !== undefined);
    if (cls === base) return make(vm, args);
    const ownInit = cls.find('__init__') !== undefined;
    const made = new PyInstance(cls, make(vm, ownInit && mutable ? { positional: [], named: new Map() } : args));
    if (ownInit) initialize(vm, made, args);
    return made;
  };
}

const first = ({ positional }: Arguments): Value | undefined => positional[0];
const unknown = (args: Arguments): Opaque | undefined => args.positional.find((one) => one instanceof Opaque);

function toInteger(vm: Vm, args: Arguments): Value {
  const value = plain(first(args) ?? 0);
  if (value instanceof Opaque) return value;
  if (value instanceof PyFloat) {
    return Number.isFinite(value.value) ? Math.trunc(value.value) : vm.raise('ValueError', 'this float is no integer.');
  }
  if (typeof value === 'string') {
    const number = Number(value.trim());
    return /^\s*[+-]?\d+\s*$/.test(value) ? number : vm.raise('ValueError', `"${value}" is no integer.`);
  }
  const method = value instanceof PyInstance ? value.cls.find('__int__') : undefined;
  if (method !== undefined) return vm.call(method, { positional: [value], named: new Map() });
  return integer(vm, value, 'What int() is given');
}

function toFloat(vm: Vm, args: Arguments): Value {
  const value = plain(first(args) ?? 0);
  if (value instanceof Opaque) return value;
  if (typeof value !== 'string') return new PyFloat(real(vm, value, 'What float() is given'));
  const word = value
    .trim()
    .toLowerCase()
    .replace(/^([+-]?)inf(inity)?$/, '$1Infinity');
  const number = word === 'nan' ? NaN : Number(word);
  return word !== 'nan' && Number.isNaN(number)
    ? vm.raise('ValueError', `"${value}" is no number.`)
    : new PyFloat(number);
}

const all = (vm: Vm, args: Arguments): Value[] => {
  const source = first(args);
  const items = source === undefined ? [] : [...vm.iterate(source)];
  vm.checkSize(items.length);
  return items;
};

types.int.construct = payload(toInteger, false);
types.float.construct = payload(toFloat, false);
types.bool.construct = payload((vm, args) => {
  const value = first(args);
  return value instanceof Opaque ? value : value !== undefined && vm.truth(value);
}, false);
types.str.construct = payload((vm, args) => {
  const value = first(args);
  return value instanceof Opaque ? value : value === undefined ? '' : vm.str(value);
}, false);
types.list.construct = payload((vm, args) => unknown(args) ?? new PyList(all(vm, args)), true);
types.tuple.construct = payload((vm, args) => unknown(args) ?? new PyTuple(all(vm, args)), false);
types.set.construct = payload((vm, args) => unknown(args) ?? new PySet(all(vm, args)), true);
types.dict.construct = payload((vm, args) => {
  const lost = unknown(args);
  if (lost) return lost;
  const source = first(args);
  const made = PyDict.of(source === undefined ? [] : entriesOf(vm, source));
  for (const [key, value] of args.named) made.set(key, value);
  return made;
}, true);
types.range.construct = (vm, _cls, { positional }) => {
  const lost = positional.find((one) => one instanceof Opaque);
  if (lost) return lost;
  const numbers = positional.map((one) => integer(vm, one, 'range()'));
  const [start, stop, step] = numbers.length === 1 ? [0, numbers[0]!, 1] : [numbers[0]!, numbers[1]!, numbers[2] ?? 1];
  if (step === 0) vm.raise('ValueError', 'range() cannot go in steps of 0.');
  return new PyRange(start, stop, step);
};
types.slice.construct = (_vm, _cls, { positional }) => {
  if (positional.length === 1) return new PySlice(null, positional[0]!, null);
  return new PySlice(positional[0] ?? null, positional[1] ?? null, positional[2] ?? null);
};
types.property.construct = (_vm, _cls, { positional }) => new PyProperty(positional[0] ?? null, positional[1] ?? null);
types.staticmethod.construct = (_vm, _cls, { positional }) => new PyStatic(positional[0] ?? null);
types.classmethod.construct = (_vm, _cls, { positional }) => new PyClassMethod(positional[0] ?? null);
/** `type(x)`, or a class made by hand. */
types.type.construct = (vm, _cls, { positional }) => {
  if (positional.length < 3) return classOf(positional[0] ?? null);
  const bases = [...vm.iterate(positional[1]!)].filter((one): one is PyClass => one instanceof PyClass);
  const made = new PyClass(text(vm, positional[0], 'The name of a class'), bases.length > 0 ? bases : [types.object]);
  for (const [name, value] of entriesOf(vm, positional[2]!)) made.attributes.set(vm.str(name), value);
  return made;
};
