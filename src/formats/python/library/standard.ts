/** The modules of Python's standard library that model files use. */
import { native } from '../native';
import type { Library } from '../interpreter';
import { Opaque, plain, PyBuiltin, PyDict, PyInstance, PyList, PyModule, PySet, PyTuple, type Value } from '../values';
import type { Vm } from '../vm';
import { abcModule, dataclassesModule, enumModule, typingModule } from './classesModule';
import { abstract, collectionsModule } from './collectionsModule';
import { functoolsModule } from './functoolsModule';
import { itertoolsModule, operatorModule } from './itertoolsModule';
import { mathModule } from './mathModule';

/** Warnings, logs: they do nothing here. */
const silent = (name: string) => (): PyModule => new PyModule(name, (inner) => nothing(inner));

const nothing = (name: string): PyBuiltin => new PyBuiltin(name, () => new PyModule(name, (inner) => nothing(inner)));

/** Exists, but what is in it is only known when the file runs. */
const unknown = (name: string) => (): PyModule =>
  new PyModule(
    name,
    (inner) => new Opaque(`"${name}.${inner}", which is only known when the file runs`, false, `${name}.${inner}`),
  );

/** Modules and tensors are copied by those who know them, with `__deepcopy__`. */
export function deepCopy(vm: Vm, value: Value, seen = new Map<Value, Value>()): Value {
  const known = seen.get(value);
  if (known !== undefined) return known;
  vm.tick();
  const inner = (one: Value): Value => deepCopy(vm, one, seen);
  if (value instanceof PyList) {
    const made = new PyList();
    seen.set(value, made);
    for (const item of value.items) made.items.push(inner(item));
    return made;
  }
  if (value instanceof PyTuple) return new PyTuple(value.items.map(inner), value.cls, value.fields);
  if (value instanceof PySet) return new PySet(value.entries.values());
  if (value instanceof PyDict) {
    const made = PyDict.of([...value.entries.values()].map(([key, one]) => [key, inner(one)] as const));
    made.missing = value.missing;
    return made;
  }
  if (!(value instanceof PyInstance)) return value;
  const own = value.cls.find('__deepcopy__');
  if (own !== undefined) return vm.call(own, { positional: [value, PyDict.of([])], named: new Map() });
  const made = new PyInstance(value.cls, value.payload === undefined ? undefined : inner(plain(value)));
  seen.set(value, made);
  for (const [name, one] of value.attributes) made.attributes.set(name, inner(one));
  return made;
}

function copyModule(): PyModule {
  const made = new PyModule('copy');
  made.attributes.set(
    'deepcopy',
    native('deepcopy', 'value, memo?', (vm, { value }) => deepCopy(vm, value!)),
  );
  made.attributes.set(
    'copy',
    native('copy', 'value', (_vm, { value }) => {
      if (value instanceof PyList) return new PyList([...value.items]);
      if (value instanceof PyDict) return PyDict.of(value.entries.values());
      return value!;
    }),
  );
  return made;
}

export const standardLibrary: Library = new Map<string, (vm: Vm) => PyModule>([
  ['math', mathModule],
  ['functools', functoolsModule],
  ['collections', collectionsModule],
  ['collections.abc', () => new PyModule('collections.abc', abstract)],
  ['numbers', () => new PyModule('numbers', abstract)],
  ['itertools', itertoolsModule],
  ['operator', operatorModule],
  ['copy', copyModule],
  ['enum', enumModule],
  ['dataclasses', dataclassesModule],
  ['typing', typingModule],
  ['typing_extensions', typingModule],
  ['abc', abcModule],
  ['types', unknown('types')],
  ['__future__', silent('__future__')],
  ['warnings', silent('warnings')],
  ['logging', silent('logging')],
  ...[
    'os',
    'os.path',
    'sys',
    'time',
    'datetime',
    'random',
    're',
    'json',
    'argparse',
    'pathlib',
    'inspect',
    'glob',
    'io',
    'shutil',
    'pickle',
    'string',
    'struct',
    'subprocess',
    'threading',
    'urllib',
    'urllib.parse',
    'urllib.request',
    'tempfile',
    'platform',
    'pprint',
    'csv',
    'contextlib',
    'hashlib',
    'zipfile',
    'importlib',
    'traceback',
    'unittest',
    'weakref',
    'uuid',
    'gc',
    'multiprocessing',
    'statistics',
    'textwrap',
    'decimal',
    'fractions',
    'signal',
    'socket',
    'bisect',
    'heapq',
  ].map((name) => [name, unknown(name)] as const),
]);
