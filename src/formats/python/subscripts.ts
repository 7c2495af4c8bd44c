/** Items and slices of the built-in sequences and mappings, and what can be gone through. */
import { dependsOn } from './errors';
import { integer } from './native';
import {
  classOf,
  Opaque,
  plain,
  PyClass,
  PyDict,
  PyIterator,
  PyList,
  PyObject,
  PyRange,
  PySet,
  PySlice,
  PyTuple,
  type Value,
} from './values';
import type { Vm } from './vm';

export function getItem(vm: Vm, value: Value, index: Value): Value {
  const own = plain(value);
  if (own instanceof Opaque) return own;
  if (own instanceof PyDict) {
    const found = own.get(index);
    if (found !== undefined) return found;
    if (index instanceof Opaque) return index;
    if (own.missing) {
      const made = own.missing();
      own.set(index, made);
      return made;
    }
    return vm.raise('KeyError', `there is no key ${vm.repr(index)}.`);
  }
  if (typeof own === 'string')
    return pick(
      vm,
      own.length,
      index,
      (at) => own[at]!,
      (all) => all.map((at) => own[at]).join(''),
    );
  if (own instanceof PyList)
    return pick(
      vm,
      own.items.length,
      index,
      (at) => own.items[at]!,
      (all) => new PyList(all.map((at) => own.items[at]!)),
    );
  if (own instanceof PyTuple)
    return pick(
      vm,
      own.items.length,
      index,
      (at) => own.items[at]!,
      (all) => new PyTuple(all.map((at) => own.items[at]!)),
    );
  if (own instanceof PyRange)
    return pick(
      vm,
      own.length,
      index,
      (at) => own.at(at),
      (all) => new PyTuple(all.map((at) => own.at(at))),
    );
  if (own instanceof PyClass) {
    // `List[int]` stays the class that it is; an Enum gives its member.
    const member = own.find('__class_getitem__');
    return member === undefined ? own : vm.call(member, { positional: [own, index], named: new Map() });
  }
  return vm.callMethod(value, '__getitem__', index);
}

function pick(
  vm: Vm,
  length: number,
  index: Value,
  one: (at: number) => Value,
  some: (all: readonly number[]) => Value,
): Value {
  if (index instanceof Opaque) return index;
  if (index instanceof PySlice) return some(positions(vm, index, length));
  const given = integer(vm, index, 'An index');
  const at = given < 0 ? given + length : given;
  if (at < 0 || at >= length) return vm.raise('IndexError', `index ${given} is outside: there are ${length} items.`);
  return one(at);
}

/** The positions that a slice takes. */
export function positions(vm: Vm, slice: PySlice, length: number): number[] {
  const { from, to, step } = bounds(vm, slice, length);
  const all: number[] = [];
  for (let at = from; step > 0 ? at < to : at > to; at += step) all.push(at);
  return all;
}

export function bounds(
  vm: Vm,
  { lower, upper, step: by }: PySlice,
  length: number,
): { from: number; to: number; step: number } {
  const step = by === null ? 1 : integer(vm, by, 'A step');
  if (step === 0) vm.raise('ValueError', 'a slice cannot go in steps of 0.');
  const [least, most] = step > 0 ? [0, length] : [-1, length - 1];
  const bounded = (value: Value, fallback: number): number => {
    if (value === null) return fallback;
    const at = integer(vm, value, 'A bound');
    return Math.min(Math.max(at < 0 ? at + length : at, least), most);
  };
  return { from: bounded(lower, step > 0 ? 0 : length - 1), to: bounded(upper, step > 0 ? length : -1), step };
}

export function setItem(vm: Vm, value: Value, index: Value, to: Value): void {
  const own = plain(value);
  if (own instanceof Opaque) return;
  if (own instanceof PyDict) {
    own.set(index, to);
    vm.checkSize(own.entries.size);
  } else if (own instanceof PyList && index instanceof PySlice) {
    const { from, to: end } = bounds(vm, index, own.items.length);
    own.items.splice(from, Math.max(0, end - from), ...vm.iterate(to));
  } else if (own instanceof PyList) {
    const given = integer(vm, index, 'An index');
    const at = given < 0 ? given + own.items.length : given;
    if (at < 0 || at >= own.items.length)
      vm.raise('IndexError', `index ${given} is outside: there are ${own.items.length} items.`);
    own.items[at] = to;
  } else vm.callMethod(value, '__setitem__', index, to);
}

export function* iterate(vm: Vm, value: Value): Generator<Value> {
  const own = plain(value);
  if (own instanceof PyList) {
    // The list may grow meanwhile.
    for (let at = 0; at < own.items.length; at++) yield own.items[at]!;
  } else if (own instanceof PyTuple) yield* own.items;
  else if (typeof own === 'string') yield* own;
  else if (own instanceof PyDict) yield* own.keys();
  else if (own instanceof PySet) yield* [...own.entries.values()];
  else if (own instanceof PyRange) {
    for (let at = 0; at < own.length; at++) {
      vm.tick();
      yield own.at(at);
    }
  } else if (own instanceof PyIterator) {
    for (let next = own.source.next(); next.done !== true; next = own.source.next()) {
      vm.tick();
      yield next.value;
    }
  } else yield* byMethod(vm, value);
}

function* byMethod(vm: Vm, value: Value): Generator<Value> {
  if (value instanceof Opaque) throw dependsOn('What is gone through here', value);
  const own = value instanceof PyObject ? value.cls : undefined;
  const iterator = own?.find('__iter__');
  if (iterator !== undefined) {
    const source = vm.call(iterator, { positional: [value], named: new Map() });
    if (source !== value) {
      yield* vm.iterate(source);
      return;
    }
    const limit = 100_000;
    for (let k = 0; k < limit; k++) {
      const next = nextOf(vm, value);
      if (next === undefined) return;
      yield next;
    }
  }
  const length = own?.find('__len__');
  if (length !== undefined && own?.find('__getitem__') !== undefined) {
    const count = integer(vm, vm.callMethod(value, '__len__'), 'A length');
    for (let at = 0; at < count; at++) yield vm.getItem(value, at);
    return;
  }
  vm.raise(
    'TypeError',
    `${value === null ? 'None' : `A value of type ${classOf(value).name}`} cannot be gone through.`,
  );
}

/** `__next__`; undefined where it is at its end. */
function nextOf(vm: Vm, value: Value): Value | undefined {
  try {
    return vm.callMethod(value, '__next__');
  } catch (error) {
    if (error instanceof Error && 'type' in error && (error.type as PyClass).name === 'StopIteration') return undefined;
    throw error;
  }
}
