/** `nn.Sequential`, `ModuleList`, `ModuleDict` and the lists of parameters. */
import { entriesOf } from '../python/builtins/containers';
import { define, integer, text, type Bound } from '../python/native';
import { positions } from '../python/subscripts';
import { plain, PyClass, PyDict, PyInstance, PyIterator, PyList, PySlice, PyTuple, type Value } from '../python/values';
import type { Vm } from '../python/vm';
import type { Torch } from './context';
import { newState, register } from './moduleClass';
import { PyTensor } from './graph';

type Methods = Parameters<typeof define>[1];

export function containerClasses(torch: Torch): Map<string, PyClass> {
  const childrenOf = (vm: Vm, { self }: Bound): Map<string, PyInstance | null> =>
    torch.stateOf(vm, self as PyInstance).children;
  const start = (vm: Vm, self: Value): void => {
    torch.states.set(self as PyInstance, newState(vm, undefined));
    (self as PyInstance).attributes.set('training', true);
  };
  const put = (vm: Vm, self: Value, name: string, module: Value): void => {
    if (!torch.isModule(module))
      vm.raise(
        'TypeError',
        `"${name}" of ${(self as PyInstance).cls.name} must be a module, but is ${vm.repr(module)}.`,
      );
    torch.stateOf(vm, self as PyInstance).children.set(name, module);
  };
  const renumber = (children: Map<string, PyInstance | null>, modules: readonly (PyInstance | null)[]): void => {
    children.clear();
    for (const [k, module] of modules.entries()) children.set(String(k), module);
  };
  const keyAt = (vm: Vm, children: Map<string, unknown>, index: Value): string => {
    const at = integer(vm, index, 'The index of a module');
    const keys = [...children.keys()];
    return (
      keys[at < 0 ? at + keys.length : at] ??
      vm.raise('IndexError', `index ${at} is outside: there are ${keys.length} modules.`)
    );
  };

  const listMethods: Methods = {
    __len__: ['', (vm, given) => childrenOf(vm, given).size],
    __iter__: ['', (vm, given) => new PyIterator([...childrenOf(vm, given).values()].values())],
    __getitem__: [
      'index',
      (vm, given) => {
        const children = childrenOf(vm, given);
        const { index, self } = given;
        if (typeof index === 'string')
          return children.get(index) ?? vm.raise('KeyError', `there is no module "${index}".`);
        if (!(index instanceof PySlice)) return children.get(keyAt(vm, children, index!)) ?? null;
        const all = [...children];
        const made = new PyInstance((self as PyInstance).cls.is(sequential) ? sequential : list);
        start(vm, made);
        const chosen = positions(vm, index, all.length).map((at) => all[at]!);
        const own = torch.stateOf(vm, made).children;
        for (const [k, [name, module]] of chosen.entries()) own.set(made.cls === sequential ? name : String(k), module);
        return made;
      },
    ],
    __setitem__: [
      'index, module',
      (vm, given) => {
        put(vm, given.self!, keyAt(vm, childrenOf(vm, given), given.index!), given.module!);
        return null;
      },
    ],
    __delitem__: [
      'index',
      (vm, given) => {
        const children = childrenOf(vm, given);
        const { index } = given;
        const keys = [...children.keys()];
        const gone =
          index instanceof PySlice
            ? positions(vm, index, keys.length).map((at) => keys[at]!)
            : [keyAt(vm, children, index!)];
        for (const key of gone) children.delete(key);
        renumber(children, [...children.values()]);
        return null;
      },
    ],
    append: [
      'module',
      (vm, given) => {
        put(vm, given.self!, String(childrenOf(vm, given).size), given.module!);
        return given.self!;
      },
    ],
    extend: [
      'modules',
      (vm, given) => {
        for (const module of [...vm.iterate(given.modules!)])
          put(vm, given.self!, String(childrenOf(vm, given).size), module);
        return given.self!;
      },
    ],
    insert: [
      'index, module',
      (vm, given) => {
        const children = childrenOf(vm, given);
        const modules = [...children.values()];
        put(vm, given.self!, 'inserted', given.module!);
        modules.splice(integer(vm, given.index, '"index"'), 0, given.module as PyInstance);
        renumber(children, modules);
        return given.self!;
      },
    ],
    pop: [
      'index?',
      (vm, given) => {
        const children = childrenOf(vm, given);
        const key = keyAt(vm, children, given.index ?? -1);
        const taken = children.get(key) ?? null;
        children.delete(key);
        renumber(children, [...children.values()]);
        return taken;
      },
    ],
  };

  const sequential = new PyClass('Sequential', [torch.moduleClass]);
  define(sequential, {
    ...listMethods,
    __init__: [
      '*modules',
      (vm, { self, modules }) => {
        start(vm, self!);
        const given = (modules as PyTuple).items;
        const named = given.length === 1 ? plain(given[0]!) : undefined;
        if (named instanceof PyDict)
          for (const [key, module] of named.entries.values()) put(vm, self!, vm.str(key), module);
        else for (const [k, module] of given.entries()) put(vm, self!, String(k), module);
        return null;
      },
    ],
    forward: [
      'input',
      (vm, given) => {
        let value: Value = given.input!;
        for (const module of childrenOf(vm, given).values())
          value = vm.call(module, { positional: [value], named: new Map() });
        return value;
      },
    ],
  });

  const list = new PyClass('ModuleList', [torch.moduleClass]);
  define(list, {
    ...listMethods,
    __init__: [
      'modules?',
      (vm, { self, modules }) => {
        start(vm, self!);
        if (modules === undefined || modules === null) return null;
        for (const [k, module] of [...vm.iterate(modules)].entries()) put(vm, self!, String(k), module);
        return null;
      },
    ],
    __add__: [
      'other',
      (vm, given) => {
        const made = new PyInstance(list);
        start(vm, made);
        renumber(torch.stateOf(vm, made).children, [
          ...vm.iterate(given.self!),
          ...vm.iterate(given.other!),
        ] as PyInstance[]);
        return made;
      },
    ],
  });

  const dict = new PyClass('ModuleDict', [torch.moduleClass]);
  const update = (vm: Vm, self: Value, modules: Value | undefined): null => {
    if (modules === undefined || modules === null) return null;
    const own = torch.isModule(modules) ? [...torch.stateOf(vm, modules).children] : entriesOf(vm, modules);
    for (const [key, module] of own) put(vm, self, vm.str(key), module);
    return null;
  };
  define(dict, {
    __init__: [
      'modules?',
      (vm, { self, modules }) => {
        start(vm, self!);
        return update(vm, self!, modules);
      },
    ],
    update: ['modules', (vm, { self, modules }) => update(vm, self!, modules)],
    __len__: ['', (vm, given) => childrenOf(vm, given).size],
    __iter__: ['', (vm, given) => new PyIterator([...childrenOf(vm, given).keys()].values())],
    __contains__: ['key', (vm, given) => childrenOf(vm, given).has(vm.str(given.key!))],
    __getitem__: [
      'key',
      (vm, given) =>
        childrenOf(vm, given).get(text(vm, given.key, 'The key of a module')) ??
        vm.raise('KeyError', `there is no module ${vm.repr(given.key!)}.`),
    ],
    __setitem__: [
      'key, module',
      (vm, given) => {
        put(vm, given.self!, vm.str(given.key!), given.module!);
        return null;
      },
    ],
    keys: ['', (vm, given) => new PyList([...childrenOf(vm, given).keys()])],
    values: ['', (vm, given) => new PyList([...childrenOf(vm, given).values()])],
    items: [
      '',
      (vm, given) => new PyList([...childrenOf(vm, given)].map(([key, module]) => new PyTuple([key, module]))),
    ],
    pop: [
      'key',
      (vm, given) => {
        const taken = childrenOf(vm, given).get(vm.str(given.key!)) ?? null;
        childrenOf(vm, given).delete(vm.str(given.key!));
        return taken;
      },
    ],
  });

  const parameters = new PyClass('ParameterList', [torch.moduleClass]);
  const tensorsOf = (vm: Vm, { self }: Bound) => torch.stateOf(vm, self as PyInstance).parameters;
  define(parameters, {
    __init__: [
      'parameters?',
      (vm, { self, parameters: given }) => {
        start(vm, self!);
        for (const [k, one] of given === undefined ? [] : [...vm.iterate(given)].entries())
          register(torch, vm, self as PyInstance, String(k), one);
        return null;
      },
    ],
    __len__: ['', (vm, given) => tensorsOf(vm, given).size],
    __iter__: ['', (vm, given) => new PyIterator([...tensorsOf(vm, given).values()].values())],
    __getitem__: [
      'index',
      (vm, given) => tensorsOf(vm, given).get(keyAt(vm, tensorsOf(vm, given), given.index!)) ?? null,
    ],
    append: [
      'parameter',
      (vm, given) => {
        if (given.parameter instanceof PyTensor)
          tensorsOf(vm, given).set(String(tensorsOf(vm, given).size), given.parameter);
        return given.self!;
      },
    ],
  });
  return new Map([sequential, list, dict, parameters].map((cls) => [cls.name, cls]));
}
