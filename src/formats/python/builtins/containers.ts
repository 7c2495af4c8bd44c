/** Methods of `list`, `tuple`, `dict` and `set`. */
import { pairsOf } from '../evaluate';
import { define, integer, type Bound } from '../native';
import { compare } from '../operators';
import { plain, PyDict, PyFloat, PyIterator, PyList, PyProperty, PySet, PyTuple, types, type Value } from '../values';
import type { Vm } from '../vm';

const listOf = ({ self }: Bound): Value[] => (plain(self!) as PyList).items;
const dictOf = ({ self }: Bound): PyDict => plain(self!) as PyDict;
const setOf = ({ self }: Bound): PySet => plain(self!) as PySet;

function indexIn(vm: Vm, items: readonly Value[], item: Value): number {
  const at = items.findIndex((one) => one === item || vm.equal(one, item));
  return at < 0 ? vm.raise('ValueError', `${vm.repr(item)} is not in the list.`) : at;
}

/** Stable, as Python's. */
export function sortedItems(
  vm: Vm,
  items: readonly Value[],
  key: Value | undefined,
  reverse: Value | undefined,
): Value[] {
  const keyed = items.map((item) => ({
    item,
    by: key === undefined || key === null ? item : vm.call(key, { positional: [item], named: new Map() }),
  }));
  const sign = reverse !== undefined && vm.truth(reverse) ? -1 : 1;
  keyed.sort((a, b) => sign * compare(vm, a.by, b.by));
  return keyed.map(({ item }) => item);
}

define(types.list, {
  append: [
    'item',
    (vm, given) => {
      listOf(given).push(given.item!);
      vm.checkSize(listOf(given).length);
      return null;
    },
  ],
  extend: [
    'items',
    (vm, given) => {
      for (const item of [...vm.iterate(given.items!)]) listOf(given).push(item);
      vm.checkSize(listOf(given).length);
      return null;
    },
  ],
  insert: [
    'index, item',
    (vm, given) => {
      listOf(given).splice(integer(vm, given.index, '"index"'), 0, given.item!);
      return null;
    },
  ],
  pop: [
    'index?',
    (vm, given) => {
      const items = listOf(given);
      const index = integer(vm, given.index, '"index"', -1);
      const [taken] = items.splice(index < 0 ? index + items.length : index, 1);
      return taken === undefined ? vm.raise('IndexError', 'there is nothing to take from this list.') : taken;
    },
  ],
  remove: [
    'item',
    (vm, given) => {
      listOf(given).splice(indexIn(vm, listOf(given), given.item!), 1);
      return null;
    },
  ],
  index: ['item', (vm, given) => indexIn(vm, listOf(given), given.item!)],
  count: ['item', (vm, given) => listOf(given).filter((one) => vm.equal(one, given.item!)).length],
  reverse: [
    '',
    (_vm, given) => {
      listOf(given).reverse();
      return null;
    },
  ],
  sort: [
    '*, key?, reverse?',
    (vm, given) => {
      const items = listOf(given);
      items.splice(0, items.length, ...sortedItems(vm, items, given.key, given.reverse));
      return null;
    },
  ],
  copy: ['', (_vm, given) => new PyList([...listOf(given)])],
  clear: [
    '',
    (_vm, given) => {
      listOf(given).length = 0;
      return null;
    },
  ],
  __len__: ['', (_vm, given) => listOf(given).length],
  __delitem__: [
    'index',
    (vm, given) => {
      const items = listOf(given);
      const index = integer(vm, given.index, '"index"');
      items.splice(index < 0 ? index + items.length : index, 1);
      return null;
    },
  ],
});

define(types.tuple, {
  index: ['item', (vm, given) => indexIn(vm, (given.self as PyTuple).items, given.item!)],
  count: ['item', (vm, given) => (given.self as PyTuple).items.filter((one) => vm.equal(one, given.item!)).length],
  _asdict: [
    '',
    (_vm, { self }) =>
      PyDict.of((self as PyTuple).fields.map((name, k) => [name, (self as PyTuple).items[k]!] as const)),
  ],
  _replace: [
    '**changes',
    (_vm, { self, changes }) => {
      const { items, cls, fields } = self as PyTuple;
      return new PyTuple(
        items.map((item, k) => (changes as PyDict).get(fields[k]!) ?? item),
        cls,
        fields,
      );
    },
  ],
});

define(types.dict, {
  get: ['key, fallback?', (_vm, given) => dictOf(given).get(given.key!) ?? given.fallback ?? null],
  keys: ['', (_vm, given) => new PyList(dictOf(given).keys())],
  values: ['', (_vm, given) => new PyList(dictOf(given).values())],
  items: [
    '',
    (_vm, given) => new PyList([...dictOf(given).entries.values()].map(([key, value]) => new PyTuple([key, value]))),
  ],
  update: [
    'other?, **named',
    (vm, given) => {
      if (given.other !== undefined)
        for (const [key, value] of entriesOf(vm, given.other)) dictOf(given).set(key, value);
      for (const [key, value] of (given.named as PyDict).entries.values()) dictOf(given).set(key, value);
      return null;
    },
  ],
  pop: [
    'key, fallback?',
    (vm, given) => {
      const found = dictOf(given).get(given.key!) ?? given.fallback;
      dictOf(given).delete(given.key!);
      return found === undefined ? vm.raise('KeyError', `there is no key ${vm.repr(given.key!)}.`) : found;
    },
  ],
  popitem: [
    '',
    (vm, given) => {
      const last = [...dictOf(given).entries.values()].at(-1);
      if (!last) return vm.raise('KeyError', 'the dict is empty.');
      dictOf(given).delete(last[0]);
      return new PyTuple(last);
    },
  ],
  setdefault: [
    'key, fallback?',
    (_vm, given) => {
      const found = dictOf(given).get(given.key!);
      if (found === undefined) dictOf(given).set(given.key!, given.fallback ?? null);
      return found ?? given.fallback ?? null;
    },
  ],
  copy: ['', (_vm, given) => PyDict.of(dictOf(given).entries.values())],
  clear: [
    '',
    (_vm, given) => {
      dictOf(given).entries.clear();
      return null;
    },
  ],
  __len__: ['', (_vm, given) => dictOf(given).entries.size],
  __setitem__: [
    'key, value',
    (_vm, given) => {
      dictOf(given).set(given.key!, given.value!);
      return null;
    },
  ],
  __getitem__: [
    'key',
    (vm, given) => dictOf(given).get(given.key!) ?? vm.raise('KeyError', `there is no key ${vm.repr(given.key!)}.`),
  ],
  __delitem__: [
    'key',
    (_vm, given) => {
      dictOf(given).delete(given.key!);
      return null;
    },
  ],
  __contains__: ['key', (_vm, given) => dictOf(given).get(given.key!) !== undefined],
});
types.dict.attributes.delete('__contains__');

/** Of a mapping, or of pairs. */
export function entriesOf(vm: Vm, value: Value): (readonly [Value, Value])[] {
  if (plain(value) instanceof PyDict) return [...pairsOf(vm, value)];
  return [...vm.iterate(value)].map((pair) => {
    const [key, item] = [...vm.iterate(pair)];
    if (key === undefined || item === undefined) return vm.raise('ValueError', 'a dict is made of pairs.');
    return [key, item] as const;
  });
}

define(types.set, {
  add: [
    'item',
    (_vm, given) => {
      setOf(given).add(given.item!);
      return null;
    },
  ],
  update: [
    'items',
    (vm, given) => {
      for (const item of vm.iterate(given.items!)) setOf(given).add(item);
      return null;
    },
  ],
  discard: [
    'item',
    (_vm, given) => {
      const found = setOf(given).entries;
      for (const [hash, item] of found) if (item === given.item) found.delete(hash);
      return null;
    },
  ],
  union: ['items', (vm, given) => new PySet([...setOf(given).entries.values(), ...vm.iterate(given.items!)])],
  difference: [
    'items',
    (vm, given) => {
      const other = new PySet(vm.iterate(given.items!));
      return new PySet([...setOf(given).entries.values()].filter((one) => !other.has(one)));
    },
  ],
  intersection: [
    'items',
    (vm, given) => {
      const other = new PySet(vm.iterate(given.items!));
      return new PySet([...setOf(given).entries.values()].filter((one) => other.has(one)));
    },
  ],
  issubset: [
    'items',
    (vm, given) => {
      const other = new PySet(vm.iterate(given.items!));
      return [...setOf(given).entries.values()].every((one) => other.has(one));
    },
  ],
  __len__: ['', (_vm, given) => setOf(given).entries.size],
});

define(types.iterator, {
  __iter__: ['', (_vm, { self }) => self!],
  __next__: [
    '',
    (vm, { self }) => {
      const next = (self as PyIterator).source.next();
      return next.done === true ? vm.raise('StopIteration', 'there is nothing left.') : next.value;
    },
  ],
});
types.iterator.attributes.delete('__iter__');

define(types.property, {
  setter: ['setter', (_vm, { self, setter }) => new PyProperty((self as PyProperty).getter, setter!)],
});

define(types.int, { bit_length: ['', (_vm, { self }) => Number(self).toString(2).length] });
define(types.float, {
  is_integer: ['', (_vm, { self }) => Number.isInteger((self as PyFloat).value)],
});
