/** `functools` */
import { native } from '../native';
import { PyBuiltin, PyClass, PyDict, PyModule, PyObject, PyTuple, types, type Arguments, type Value } from '../values';
import type { Vm } from '../vm';

const partialClass = new PyClass('partial', [types.object]);

/** A call with some of its arguments given already. */
class PyPartial extends PyObject {
  readonly cls = partialClass;
  constructor(
    readonly work: Value,
    readonly args: Arguments,
  ) {
    super();
  }
}

partialClass.construct = (_vm, _cls, { positional: [work, ...positional], named }) =>
  new PyPartial(work ?? null, { positional, named });
partialClass.attributes.set(
  '__call__',
  new PyBuiltin('partial', (vm, { positional: [self, ...more], named }) => {
    const { work, args } = self as PyPartial;
    return vm.call(work, { positional: [...args.positional, ...more], named: new Map([...args.named, ...named]) });
  }),
);
partialClass.attributes.set(
  '__getattr__',
  native('__getattr__', 'self, name', (vm, { self, name }) => {
    const { work, args } = self as PyPartial;
    if (name === 'func') return work;
    if (name === 'args') return new PyTuple(args.positional);
    if (name === 'keywords') return PyDict.of(args.named);
    return vm.getAttribute(work, String(name));
  }),
);

/** `@cache` and the like: a decorator that changes nothing here. */
const same = (name: string): PyBuiltin =>
  new PyBuiltin(
    name,
    (_vm, { positional: [work] }) => work ?? new PyBuiltin(name, (_inner, { positional: [inner] }) => inner ?? null),
  );

export function functoolsModule(_vm: Vm): PyModule {
  const made = new PyModule('functools');
  made.attributes.set('partial', partialClass);
  for (const name of ['cache', 'total_ordering', 'singledispatch', 'cached_property'])
    made.attributes.set(name, same(name));
  // `@lru_cache` and `@lru_cache(maxsize=None)`.
  made.attributes.set(
    'lru_cache',
    new PyBuiltin('lru_cache', (_vm, { positional: [first] }) =>
      first instanceof PyObject ? first : new PyBuiltin('lru_cache', (_inner, { positional: [work] }) => work ?? null),
    ),
  );
  made.attributes.set('cached_property', types.property);
  made.attributes.set(
    'wraps',
    new PyBuiltin('wraps', () => new PyBuiltin('wraps', (_vm, { positional: [work] }) => work ?? null)),
  );
  made.attributes.set(
    'reduce',
    native('reduce', 'work, items, first?', (vm, { work, items, first }) => {
      let result = first;
      for (const item of vm.iterate(items!)) {
        result = result === undefined ? item : vm.call(work!, { positional: [result, item], named: new Map() });
      }
      return result ?? vm.raise('TypeError', 'reduce() of nothing.');
    }),
  );
  made.attributes.set('cmp_to_key', new PyBuiltin('cmp_to_key', (_vm, { positional: [work] }) => work ?? null));
  return made;
}
