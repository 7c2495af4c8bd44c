/** `collections` */
import { native, text } from '../native';
import { PyBuiltin, PyClass, PyDict, PyInstance, PyList, PyModule, PyTuple, types, type Value } from '../values';
import type { Vm } from '../vm';

/** A class of tuples whose items have names. */
export function namedTuple(name: string, fields: readonly string[], defaults: ReadonlyMap<string, Value>): PyClass {
  const cls = new PyClass(name, [types.tuple]);
  cls.attributes.set('_fields', new PyTuple(fields));
  cls.construct = (vm, made, { positional, named }) => {
    if (positional.length > fields.length) {
      vm.raise('TypeError', `${name}() takes ${fields.length} values, but ${positional.length} are given.`);
    }
    const items = fields.map((field, k) => {
      const value = positional[k] ?? named.get(field) ?? defaults.get(field);
      return value === undefined ? vm.raise('TypeError', `${name}() needs "${field}".`) : value;
    });
    return new PyTuple(items, made, fields);
  };
  return cls;
}

const orderedDict = new PyClass('OrderedDict', [types.dict]);
orderedDict.construct = (vm, cls, args) => {
  const made = types.dict.construct!(vm, types.dict, args);
  return cls === orderedDict ? made : new PyInstance(cls, made);
};

const defaultDict = new PyBuiltin('defaultdict', (vm, { positional: [factory, ...rest], named }) => {
  const made = types.dict.construct!(vm, types.dict, { positional: rest, named }) as PyDict;
  if (factory !== undefined && factory !== null)
    made.missing = () => vm.call(factory, { positional: [], named: new Map() });
  return made;
});

export function collectionsModule(_vm: Vm): PyModule {
  const made = new PyModule('collections');
  made.attributes.set('OrderedDict', orderedDict);
  made.attributes.set('defaultdict', defaultDict);
  made.attributes.set(
    'deque',
    new PyBuiltin(
      'deque',
      (vm, { positional: [items] }) => new PyList(items === undefined ? [] : [...vm.iterate(items)]),
    ),
  );
  made.attributes.set(
    'Counter',
    new PyBuiltin('Counter', (vm, { positional: [items] }) => {
      const counts = new PyDict();
      counts.missing = () => 0;
      for (const item of items === undefined ? [] : vm.iterate(items))
        counts.set(item, Number(counts.get(item) ?? 0) + 1);
      return counts;
    }),
  );
  made.attributes.set(
    'namedtuple',
    native('namedtuple', 'name, fields, *, defaults?, rename?', (vm, { name, fields, defaults }) => {
      const names =
        typeof fields === 'string'
          ? fields.split(/[\s,]+/).filter((one) => one !== '')
          : [...vm.iterate(fields!)].map((one) => vm.str(one));
      const last = defaults === undefined || defaults === null ? [] : [...vm.iterate(defaults)];
      const byName = last.map((value, k) => [names[names.length - last.length + k]!, value] as const);
      return namedTuple(text(vm, name, 'The name of a namedtuple'), names, new Map(byName));
    }),
  );
  made.attributes.set('abc', new PyModule('collections.abc', (name) => abstract(name)));
  return made;
}

/** `collections.abc.Iterable`, for `isinstance(x, Iterable)`. */
export function abstract(name: string): PyClass {
  const known = abstracts.get(name);
  if (known) return known;
  const made = new PyClass(name, [types.object]);
  abstracts.set(name, made);
  return made;
}
/** What a built-in value is besides its own class: its class derives from the abstract one. */
const abstracts = new Map<string, PyClass>();
for (const [name, classes] of Object.entries({
  Iterable: [types.list, types.tuple, types.dict, types.set, types.range, types.str, types.iterator],
  Sequence: [types.list, types.tuple, types.str, types.range],
  Collection: [types.list, types.tuple, types.dict, types.set],
  Container: [types.list, types.tuple, types.dict, types.set],
  Mapping: [types.dict],
  MutableMapping: [types.dict],
  MutableSequence: [types.list],
  Sized: [types.list, types.tuple, types.dict, types.set, types.str],
  Callable: [types.function, types.method],
  Iterator: [types.iterator],
  Number: [types.int, types.float],
  Real: [types.int, types.float],
  Integral: [types.int],
})) {
  const made = new PyClass(name, [types.object]);
  abstracts.set(name, made);
  for (const cls of classes)
    for (const one of [cls, ...(cls === types.int ? [types.bool] : [])]) (one.mro as PyClass[]).push(made);
}
(orderedDict.mro as PyClass[]).push(abstract('Mapping'), abstract('Iterable'));
