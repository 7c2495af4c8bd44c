/** `enum`, `dataclasses`, `typing`, `abc`: what changes how classes are made. */
import { native } from '../native';
import { findAttribute } from '../attributes';
import { namedTuple, abstract } from './collectionsModule';
import {
  hashOf,
  Opaque,
  PyBuiltin,
  PyClass,
  PyClassMethod,
  PyDict,
  PyFunction,
  PyInstance,
  PyModule,
  PyProperty,
  PyStatic,
  types,
  type Value,
} from '../values';
import type { Vm } from '../vm';

// ---------------------------------------------------------------- enum

const enumClass = new PyClass('Enum', [types.object]);
const members = new WeakMap<PyClass, PyInstance[]>();

enumClass.derived = (_vm, cls) => {
  const made: PyInstance[] = [];
  for (const [name, value] of [...cls.attributes]) {
    const isMember =
      !name.startsWith('_') &&
      !(
        value instanceof PyFunction ||
        value instanceof PyProperty ||
        value instanceof PyStatic ||
        value instanceof PyClassMethod
      );
    if (!isMember) continue;
    const same = made.find((one) => hashOf(one.attributes.get('value')!) === hashOf(value));
    const member =
      same ?? new PyInstance(cls, typeof value === 'string' || typeof value === 'number' ? value : undefined);
    if (!same) {
      member.attributes.set('name', name);
      member.attributes.set('_name_', name);
      member.attributes.set('value', value);
      member.attributes.set('_value_', value);
      made.push(member);
    }
    cls.attributes.set(name, member);
  }
  members.set(cls, made);
};
enumClass.construct = (vm, cls, { positional: [value] }) => {
  const found = (members.get(cls) ?? []).find(
    (one) => vm.equal(one.attributes.get('value')!, value ?? null) || one === value,
  );
  return found ?? vm.raise('ValueError', `${vm.repr(value ?? null)} is no ${cls.name}.`);
};
enumClass.attributes.set(
  '__class_getitem__',
  native(
    '__class_getitem__',
    'cls, name',
    (vm, { cls, name }) =>
      findAttribute(vm, cls!, vm.str(name!)) ?? vm.raise('KeyError', `there is no member ${vm.repr(name!)}.`),
  ),
);
enumClass.attributes.set('__members__', new Opaque('the members of an Enum'));

export function enumModule(_vm: Vm): PyModule {
  const made = new PyModule('enum');
  for (const name of ['Enum', 'IntEnum', 'StrEnum', 'Flag', 'IntFlag']) {
    made.attributes.set(name, name === 'Enum' ? enumClass : new PyClass(name, [enumClass]));
  }
  let next = 0;
  made.attributes.set(
    'auto',
    native('auto', '', () => ++next),
  );
  made.attributes.set(
    'unique',
    native('unique', 'cls', (_vm, { cls }) => cls!),
  );
  return made;
}

/** The members of an Enum, in order, for loops over the class. */
export const membersOf = (cls: PyClass): readonly Value[] | undefined => members.get(cls);

// ---------------------------------------------------------------- dataclasses

const fieldClass = new PyClass('field', [types.object]);

function dataclass(cls: PyClass): PyClass {
  const names = [...new Set([...cls.mro].reverse().flatMap(({ annotated }) => annotated))];
  cls.attributes.set(
    '__init__',
    new PyBuiltin('__init__', (vm, { positional: [self, ...values], named }) => {
      const made = self as PyInstance;
      if (values.length > names.length)
        vm.raise('TypeError', `${cls.name}() takes ${names.length} values, but ${values.length} are given.`);
      for (const key of named.keys())
        if (!names.includes(key)) vm.raise('TypeError', `${cls.name}() has no argument "${key}".`);
      for (const [k, name] of names.entries()) {
        const value = values[k] ?? named.get(name) ?? fallbackOf(vm, cls, name);
        if (value === undefined) return vm.raise('TypeError', `${cls.name}() needs "${name}".`);
        made.attributes.set(name, value);
      }
      const after = cls.find('__post_init__');
      if (after !== undefined) vm.call(after, { positional: [made], named: new Map() });
      return null;
    }),
  );
  return cls;
}

function fallbackOf(vm: Vm, cls: PyClass, name: string): Value | undefined {
  const own = cls.find(name);
  if (!(own instanceof PyInstance) || own.cls !== fieldClass) return own;
  const factory = own.attributes.get('default_factory');
  return factory === undefined ? own.attributes.get('default') : vm.call(factory, { positional: [], named: new Map() });
}

export function dataclassesModule(_vm: Vm): PyModule {
  const made = new PyModule('dataclasses');
  made.attributes.set(
    'dataclass',
    new PyBuiltin('dataclass', (_inner, { positional: [cls] }) =>
      cls instanceof PyClass
        ? dataclass(cls)
        : new PyBuiltin('dataclass', (_deep, { positional: [later] }) =>
            later instanceof PyClass ? dataclass(later) : (later ?? null),
          ),
    ),
  );
  made.attributes.set(
    'field',
    native('field', '**settings', (_inner, { settings }) => {
      const field = new PyInstance(fieldClass);
      for (const [name, value] of (settings as PyDict).entries.values()) field.attributes.set(String(name), value);
      return field;
    }),
  );
  const dict = (value: Value): PyDict => PyDict.of(value instanceof PyInstance ? value.attributes : []);
  made.attributes.set(
    'asdict',
    native('asdict', 'value', (_inner, { value }) => dict(value!)),
  );
  made.attributes.set(
    'replace',
    native('replace', 'value, **changes', (vm, { value, changes }) => {
      const own = value as PyInstance;
      const named = new Map([
        ...own.attributes,
        ...[...(changes as PyDict).entries.values()].map(([key, one]) => [String(key), one] as const),
      ]);
      return vm.call(own.cls, { positional: [], named });
    }),
  );
  return made;
}

// ---------------------------------------------------------------- typing, abc

const namedTupleClass = new PyClass('NamedTuple', [types.tuple]);
namedTupleClass.derived = (_vm, cls) => {
  const fields = cls.annotated;
  const defaults = new Map(
    fields.flatMap((name) => {
      const value = cls.attributes.get(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  cls.construct = namedTuple(cls.name, fields, defaults).construct!;
};

/** Types are not looked at: every name stands for something that may be indexed and called. */
export function typingModule(_vm: Vm): PyModule {
  const made = new PyModule('typing', (name) =>
    known.has(name) ? abstract(name) : new Opaque(`"typing.${name}"`, false, `typing.${name}`),
  );
  made.attributes.set('TYPE_CHECKING', false);
  made.attributes.set('NamedTuple', namedTupleClass);
  made.attributes.set(
    'cast',
    native('cast', 'type, value', (_vm, { value }) => value!),
  );
  for (const [name, cls] of Object.entries({
    List: types.list,
    Dict: types.dict,
    Tuple: types.tuple,
    Set: types.set,
    Type: types.type,
  })) {
    made.attributes.set(name, cls);
  }
  const same = new PyBuiltin('overload', (_inner, { positional: [work] }) => work ?? null);
  for (const name of ['overload', 'final', 'no_type_check', 'runtime_checkable']) made.attributes.set(name, same);
  return made;
}
const known = new Set([
  'Iterable',
  'Sequence',
  'Mapping',
  'Callable',
  'Iterator',
  'Sized',
  'Collection',
  'Container',
  'MutableMapping',
  'MutableSequence',
]);

export function abcModule(_vm: Vm): PyModule {
  const made = new PyModule('abc');
  const same = new PyBuiltin('abstractmethod', (_inner, { positional: [work] }) => work ?? null);
  made.attributes.set('ABC', new PyClass('ABC', [types.object]));
  made.attributes.set('ABCMeta', new PyClass('ABCMeta', [types.type]));
  made.attributes.set('abstractmethod', same);
  made.attributes.set('abstractproperty', types.property);
  made.attributes.set('abstractclassmethod', types.classmethod);
  made.attributes.set('abstractstaticmethod', types.staticmethod);
  return made;
}
