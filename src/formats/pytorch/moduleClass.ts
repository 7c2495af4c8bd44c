/** `nn.Module`: what is assigned to it is registered under its name, as in PyTorch. */
import { missing } from '../python/attributes';
import { define, text, type Bound } from '../python/native';
import { deepCopy } from '../python/library/standard';
import { Opaque, PyDict, PyInstance, PyIterator, PyTuple, type Value } from '../python/values';
import type { Vm } from '../python/vm';
import type { ModuleState, Torch } from './context';
import { PyTensor } from './graph';

export function newState(vm: Vm, layer: ModuleState['layer']): ModuleState {
  return { children: new Map(), parameters: new Map(), buffers: new Map(), training: true, layer, places: vm.places() };
}

/** Every module in the tree once, with its path; the root's is empty. */
export function* namedModules(
  torch: Torch,
  root: PyInstance,
  path = '',
  seen = new Set<PyInstance>(),
): Generator<readonly [string, PyInstance]> {
  if (seen.has(root)) return;
  seen.add(root);
  yield [path, root];
  for (const [name, child] of torch.states.get(root)?.children ?? []) {
    if (child) yield* namedModules(torch, child, join(path, name), seen);
  }
}

export const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

export function* namedTensors(
  torch: Torch,
  root: PyInstance,
  kind: 'parameters' | 'buffers',
  path = '',
): Generator<readonly [string, PyTensor]> {
  const seen = new Set<PyTensor>();
  for (const [prefix, module] of namedModules(torch, root, path)) {
    for (const [name, tensor] of torch.states.get(module)?.[kind] ?? []) {
      if (!tensor || seen.has(tensor)) continue;
      seen.add(tensor);
      yield [join(prefix, name), tensor];
    }
  }
}

const lazily = (items: Iterable<Value>): PyIterator => new PyIterator(items[Symbol.iterator]());
const pairs = (items: Iterable<readonly [string, Value]>): PyIterator =>
  lazily([...items].map(([name, item]) => new PyTuple([name, item])));

/** Puts a module, a parameter or None under a name; false where the value is neither. */
export function register(torch: Torch, vm: Vm, self: PyInstance, name: string, value: Value): boolean {
  const state = torch.states.get(self);
  if (torch.isModule(value)) {
    torch.stateOf(vm, self).parameters.delete(name);
    torch.stateOf(vm, self).children.set(name, value);
  } else if (value instanceof PyTensor && value.isParameter) torch.stateOf(vm, self).parameters.set(name, value);
  else if (state && value instanceof PyTensor && state.buffers.has(name)) state.buffers.set(name, value);
  else if (state && value === null && state.children.has(name)) state.children.set(name, null);
  else if (state && value === null && state.parameters.has(name)) state.parameters.set(name, null);
  else return false;
  self.attributes.delete(name);
  return true;
}

export function defineModule(torch: Torch): void {
  const selfOf = ({ self }: Bound): PyInstance => self as PyInstance;
  const same: readonly [string, (vm: Vm, given: Bound) => Value] = ['*rest, **others', (_vm, { self }) => self!];
  const nothing: readonly [string, (vm: Vm, given: Bound) => Value] = ['*rest, **others', () => null];
  const setMode = (module: PyInstance, training: boolean): Value => {
    for (const [, one] of namedModules(torch, module)) one.attributes.set('training', training);
    return module;
  };
  const addModule: readonly [string, (vm: Vm, given: Bound) => Value] = [
    'name, module',
    (vm, { self, name, module }) => {
      const key = text(vm, name, 'The name of a module');
      if (torch.isModule(module!)) torch.stateOf(vm, self as PyInstance).children.set(key, module);
      else if (module === null) torch.stateOf(vm, self as PyInstance).children.set(key, null);
      else vm.raise('TypeError', `"${key}" is no module: ${vm.repr(module!)}.`);
      return null;
    },
  ];
  define(torch.moduleClass, {
    __init__: [
      '*rest, **others',
      (vm, given) => {
        torch.states.set(selfOf(given), newState(vm, undefined));
        selfOf(given).attributes.set('training', true);
        return null;
      },
    ],
    __setattr__: [
      'name, value',
      (vm, given) => {
        const name = String(given.name);
        if (!register(torch, vm, selfOf(given), name, given.value!)) selfOf(given).attributes.set(name, given.value!);
        return null;
      },
    ],
    __getattr__: [
      'name',
      (_vm, given) => {
        const state = torch.states.get(selfOf(given));
        const name = String(given.name);
        const found = state?.children.get(name) ?? state?.parameters.get(name) ?? state?.buffers.get(name);
        if (found) return found;
        if (state?.children.has(name) || state?.parameters.has(name) || state?.buffers.has(name)) return null;
        if (name === '_modules' && state) return PyDict.of(state.children);
        if (name === '_parameters' && state) return PyDict.of(state.parameters);
        if (name === '_buffers' && state) return PyDict.of(state.buffers);
        if (name === 'device') return new Opaque('the device, which does not matter here');
        return missing;
      },
    ],
    __delattr__: [
      'name',
      (_vm, given) => {
        const state = torch.states.get(selfOf(given));
        for (const one of [state?.children, state?.parameters, state?.buffers, selfOf(given).attributes])
          one?.delete(String(given.name));
        return null;
      },
    ],
    __call__: [
      '*args, **named',
      (vm, given) => {
        const forward = vm.findAttribute(selfOf(given), 'forward');
        if (forward === undefined)
          return vm.raise('NotImplementedError', `${selfOf(given).cls.name} has no forward().`);
        const named = new Map(
          [...(given.named as PyDict).entries.values()].map(([key, value]) => [String(key), value] as const),
        );
        return vm.call(forward, { positional: (given.args as PyTuple).items, named });
      },
    ],
    __deepcopy__: ['memo?', (vm, given) => copyModule(torch, vm, selfOf(given), new Map())],
    __repr__: ['', (_vm, given) => `${selfOf(given).cls.name}(…)`],
    add_module: addModule,
    register_module: addModule,
    register_parameter: [
      'name, param',
      (vm, { self, name, param }) => {
        torch.stateOf(vm, self as PyInstance).parameters.set(String(name), param instanceof PyTensor ? param : null);
        return null;
      },
    ],
    register_buffer: [
      'name, tensor, persistent?',
      (vm, { self, name, tensor }) => {
        if (tensor instanceof PyTensor || tensor === null)
          torch.stateOf(vm, self as PyInstance).buffers.set(String(name), tensor);
        else (self as PyInstance).attributes.set(String(name), tensor!);
        return null;
      },
    ],
    children: [
      '',
      (vm, given) =>
        lazily([...new Set(torch.stateOf(vm, selfOf(given)).children.values())].filter((one) => one !== null)),
    ],
    named_children: [
      '',
      (vm, given) =>
        pairs(
          [...torch.stateOf(vm, selfOf(given)).children].flatMap(([name, one]) => (one ? [[name, one] as const] : [])),
        ),
    ],
    modules: ['', (_vm, given) => lazily([...namedModules(torch, selfOf(given))].map(([, one]) => one))],
    named_modules: [
      'memo?, prefix?, remove_duplicate?',
      (vm, given) => pairs(namedModules(torch, selfOf(given), text(vm, given.prefix, '"prefix"', ''))),
    ],
    parameters: [
      'recurse?',
      (_vm, given) => lazily([...namedTensors(torch, selfOf(given), 'parameters')].map(([, one]) => one)),
    ],
    named_parameters: ['prefix?, recurse?', (_vm, given) => pairs(namedTensors(torch, selfOf(given), 'parameters'))],
    buffers: [
      'recurse?',
      (_vm, given) => lazily([...namedTensors(torch, selfOf(given), 'buffers')].map(([, one]) => one)),
    ],
    named_buffers: ['prefix?, recurse?', (_vm, given) => pairs(namedTensors(torch, selfOf(given), 'buffers'))],
    state_dict: [
      '*rest, **others',
      (_vm, given) =>
        PyDict.of([
          ...namedTensors(torch, selfOf(given), 'parameters'),
          ...namedTensors(torch, selfOf(given), 'buffers'),
        ]),
    ],
    get_submodule: [
      'target',
      (vm, given) =>
        vm
          .str(given.target!)
          .split('.')
          .reduce<Value>((one, name) => vm.getAttribute(one, name), given.self!),
    ],
    apply: [
      'fn',
      (vm, given) => {
        for (const [, one] of [...namedModules(torch, selfOf(given))].reverse())
          vm.call(given.fn!, { positional: [one], named: new Map() });
        return given.self!;
      },
    ],
    train: ['mode?', (vm, given) => setMode(selfOf(given), given.mode === undefined || vm.truth(given.mode))],
    eval: ['', (_vm, given) => setMode(selfOf(given), false)],
    to: same,
    cuda: same,
    cpu: same,
    half: same,
    float: same,
    double: same,
    type: same,
    share_memory: same,
    requires_grad_: same,
    load_state_dict: nothing,
    zero_grad: nothing,
    extra_repr: ['', () => ''],
    register_forward_hook: nothing,
    register_forward_pre_hook: nothing,
    register_full_backward_hook: nothing,
    register_backward_hook: nothing,
  });
}

function copyModule(torch: Torch, vm: Vm, module: PyInstance, seen: Map<Value, Value>): PyInstance {
  const made = new PyInstance(module.cls);
  const state = torch.states.get(module);
  if (state) {
    const copied = newState(vm, state.layer);
    torch.states.set(made, { ...copied, places: state.places });
    for (const [name, child] of state.children) {
      const known = child && (seen.get(child) as PyInstance | undefined);
      const copy = child && (known ?? copyModule(torch, vm, child, seen));
      if (child && copy) seen.set(child, copy);
      copied.children.set(name, copy);
    }
    for (const [name, one] of state.parameters) copied.parameters.set(name, one && torch.tensor(one.origin, one.shape));
    for (const [name, one] of state.buffers) copied.buffers.set(name, one && torch.tensor(one.origin, one.shape));
  }
  for (const [name, value] of module.attributes) made.attributes.set(name, deepCopy(vm, value, seen));
  return made;
}
