/** Calls: arguments to parameters, and what can be called. */
import { executeBlock } from './execute';
import { OutOfBounds } from './errors';
import { Scope } from './scope';
import {
  classOf,
  Opaque,
  PyBound,
  PyBuiltin,
  PyClass,
  PyClassMethod,
  PyDict,
  PyFunction,
  PyInstance,
  PyIterator,
  PyStatic,
  PyTuple,
  types,
  type Arguments,
  type Value,
} from './values';
import type { Vm } from './vm';

/** Calls within calls. */
const DEEPEST = 120;

export function callValue(vm: Vm, callee: Value, args: Arguments): Value {
  vm.tick();
  if (callee instanceof PyBuiltin) return callee.call(vm, args);
  if (callee instanceof PyFunction) return callFunction(vm, callee, args);
  if (callee instanceof PyBound) {
    return vm.call(callee.callee, { positional: [callee.self, ...args.positional], named: args.named });
  }
  if (callee instanceof PyClass) return construct(vm, callee, args);
  if (callee instanceof Opaque) {
    const places = callee.places.length > 0 ? callee.places : vm.places();
    return new Opaque(callee.reason, callee.told, callee.path, callee.isUnread, places);
  }
  if (callee instanceof PyStatic || callee instanceof PyClassMethod) return vm.call(callee.callee, args);
  const method = callee === null || typeof callee !== 'object' ? undefined : callee.cls.find('__call__');
  if (method === undefined) return vm.raise('TypeError', `${vm.repr(callee)} cannot be called.`);
  return vm.call(method, { positional: [callee, ...args.positional], named: args.named });
}

export function callFunction(vm: Vm, callee: PyFunction, args: Arguments): Value {
  if (vm.frames.length > DEEPEST) throw new OutOfBounds(`${callee.name}() is called within itself too deeply.`);
  const { code } = callee;
  const scope = new Scope('function', callee.scope, callee.source.file, callee.owner);
  bind(vm, callee, args, scope);
  const yielded: Value[] = [];
  const first = code.parameters[0];
  const self = first && scope.names.get(first.name);
  vm.frames.push({ callee, scope, self, at: callee.source, yielded });
  let result: Value;
  if ('expression' in code) result = vm.evaluate(code.expression, scope);
  else {
    const ending = executeBlock(vm, code.body, scope);
    result = ending?.kind === 'return' ? ending.value : null;
  }
  // Not in a `finally`: where something goes wrong, the frames tell where.
  vm.frames.pop();
  return 'generator' in code && code.generator ? new PyIterator(yielded.values()) : result;
}

function bind(vm: Vm, callee: PyFunction, args: Arguments, scope: Scope): void {
  const { parameters } = callee.code;
  const name = callee.name;
  const places = parameters.filter(({ style }) => style === 'positional');
  const rest = parameters.find(({ style }) => style === 'list');
  const others = parameters.find(({ style }) => style === 'dict');
  for (const [k, value] of args.positional.slice(0, places.length).entries()) scope.names.set(places[k]!.name, value);
  const more = args.positional.slice(places.length);
  if (rest) scope.names.set(rest.name, new PyTuple(more));
  else if (more.length > 0) {
    vm.raise('TypeError', `${name}() takes ${places.length} arguments, but ${args.positional.length} are given.`);
  }
  const unnamed = new PyDict();
  for (const [key, value] of args.named) {
    const parameter = parameters.find(
      (one) => one.name === key && (one.style === 'positional' || one.style === 'keyword'),
    );
    if (parameter) {
      if (scope.names.has(key)) vm.raise('TypeError', `${name}() gets "${key}" twice.`);
      scope.names.set(key, value);
    } else if (others) unnamed.set(key, value);
    else vm.raise('TypeError', `${name}() has no argument "${key}".`);
  }
  if (others) scope.names.set(others.name, unnamed);
  const missing: string[] = [];
  for (const parameter of parameters) {
    if (parameter.style === 'list' || parameter.style === 'dict' || scope.names.has(parameter.name)) continue;
    const fallback = callee.defaults.get(parameter.name);
    if (fallback === undefined) missing.push(parameter.name);
    else scope.names.set(parameter.name, fallback);
  }
  if (missing.length > 0) vm.raise('TypeError', `${name}() needs ${missing.map((one) => `"${one}"`).join(', ')}.`);
}

export function construct(vm: Vm, cls: PyClass, args: Arguments): Value {
  if (cls === types.type && args.positional.length === 1) return classOf(args.positional[0]!);
  const maker = cls.mro.find((one) => one.construct !== undefined);
  if (maker?.construct) return maker.construct(vm, cls, args);
  const made = new PyInstance(cls);
  initialize(vm, made, args);
  return made;
}

/** Calls `__init__`. */
export function initialize(vm: Vm, made: PyInstance, args: Arguments): void {
  const init = made.cls.find('__init__');
  if (init !== undefined) vm.call(init, { positional: [made, ...args.positional], named: args.named });
  else if ((args.positional.length > 0 || args.named.size > 0) && !made.cls.unknownBase) {
    vm.raise('TypeError', `${made.cls.name}() takes no arguments.`);
  }
}
