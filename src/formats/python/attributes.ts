/** Attributes: found in the instance, in its class, in the classes it derives from. */
import { hint } from '../../engine/problem';
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
  PyModule,
  PyProperty,
  PyStatic,
  PySuper,
  PyTuple,
  type Value,
} from './values';
import type { Vm } from './vm';

export function getAttribute(vm: Vm, value: Value, name: string): Value {
  const found = findAttribute(vm, value, name);
  if (found !== undefined) return found;
  if (value instanceof PyModule) {
    return vm.raise('AttributeError', `"${value.name}" has no "${name}".${hint(name, value.attributes.keys())}`);
  }
  const names = value instanceof PyInstance ? value.attributes.keys() : [];
  return vm.raise('AttributeError', `${nameOf(value)} has no attribute "${name}".${hint(name, names)}`);
}

function nameOf(value: Value): string {
  if (value instanceof PyClass) return value.name;
  if (value instanceof PySuper) return 'super()';
  if (value === null) return 'None';
  return classOf(value).name;
}

export function findAttribute(vm: Vm, value: Value, name: string): Value | undefined {
  if (value instanceof Opaque) return new Opaque(value.reason, value.told, value.path && `${value.path}.${name}`);
  if (value instanceof PyInstance) return ofInstance(vm, value, name);
  if (value instanceof PyClass) return ofClass(value, name);
  if (value instanceof PyModule) {
    if (name === '__dict__') return PyDict.of(value.attributes);
    if (name === '__name__') return value.attributes.get(name) ?? value.name;
    return value.attributes.get(name) ?? value.fallback?.(name);
  }
  if (value instanceof PySuper) return ofSuper(vm, value, name);
  if (value instanceof PyFunction) {
    const own = value.attributes.get(name);
    if (own !== undefined) return own;
    if (name === '__name__' || name === '__qualname__') return value.name;
    if (name === '__doc__' || name === '__module__') return '';
    if (name === '__call__') return value;
  }
  if (value instanceof PyBuiltin && name === '__name__') return value.name;
  if (value instanceof PyBound) {
    if (name === '__self__') return value.self;
    if (name === '__name__' || name === '__func__')
      return name === '__func__' ? value.callee : findAttribute(vm, value.callee, name);
  }
  if (value instanceof PyTuple) {
    const field = value.fields.indexOf(name);
    if (field >= 0) return value.items[field]!;
  }
  const cls = classOf(value);
  if (name === '__class__') return cls;
  const found = cls.find(name);
  if (found !== undefined) return bound(vm, found, value, cls);
  const fallback = cls.find('__getattr__');
  return fallback === undefined ? undefined : vm.call(fallback, { positional: [value, name], named: new Map() });
}

function ofInstance(vm: Vm, value: PyInstance, name: string): Value | undefined {
  const { cls } = value;
  if (name === '__class__') return cls;
  if (name === '__module__') return '';
  const own = value.attributes.get(name);
  const shared = cls.find(name);
  if (shared instanceof PyProperty) return vm.call(shared.getter, { positional: [value], named: new Map() });
  if (own !== undefined) return own;
  if (name === '__dict__') return PyDict.of(value.attributes);
  if (shared !== undefined) return bound(vm, shared, value, cls);
  if (value.payload !== undefined) {
    const inner = findAttribute(vm, value.payload, name);
    if (inner !== undefined) return inner;
  }
  const fallback = cls.find('__getattr__');
  if (fallback !== undefined) {
    const found = vm.call(fallback, { positional: [value, name], named: new Map() });
    if (!(found instanceof Opaque && found.path === MISSING)) return found;
  }
  return cls.unknownBase && new Opaque(cls.unknownBase.reason, cls.unknownBase.told);
}

/** What a `__getattr__` in TypeScript gives where there is no such attribute. */
export const MISSING = '\u0000missing';
export const missing = new Opaque('an attribute that is missing', false, MISSING);

function ofClass(cls: PyClass, name: string): Value | undefined {
  if (name === '__name__' || name === '__qualname__') return cls.name;
  if (name === '__module__') return '';
  if (name === '__mro__') return new PyTuple(cls.mro);
  if (name === '__class__') return cls.cls;
  if (name === '__bases__') return new PyTuple(cls.bases);
  if (name === '__dict__') return PyDict.of(cls.attributes);
  const found = cls.find(name);
  if (found instanceof PyStatic) return found.callee;
  if (found instanceof PyClassMethod) return new PyBound(cls, found.callee);
  if (found !== undefined) return found;
  return cls.unknownBase && new Opaque(cls.unknownBase.reason, cls.unknownBase.told);
}

function ofSuper(vm: Vm, { after, self }: PySuper, name: string): Value | undefined {
  const cls = self instanceof PyClass ? self : classOf(self);
  const rest = cls.mro.slice(cls.mro.indexOf(after) + 1);
  for (const { attributes } of rest) {
    const found = attributes.get(name);
    if (found !== undefined)
      return self instanceof PyClass && found instanceof PyFunction
        ? new PyBound(self, found)
        : bound(vm, found, self, cls);
  }
  if (cls.unknownBase) return new Opaque(cls.unknownBase.reason, cls.unknownBase.told);
  if (name === '__init__' || name === '__init_subclass__') return new PyBuiltin(name, () => null);
  if (name === '__new__') return new PyBuiltin(name, (_vm, { positional }) => new PyInstance(positional[0] as PyClass));
  if (name === '__setattr__') {
    return new PyBuiltin(name, (_vm, { positional: [key, to] }) => {
      if (self instanceof PyInstance) self.attributes.set(String(key), to ?? null);
      return null;
    });
  }
  return undefined;
}

function bound(vm: Vm, found: Value, self: Value, cls: PyClass): Value {
  if (found instanceof PyFunction || found instanceof PyBuiltin) return new PyBound(self, found);
  if (found instanceof PyStatic) return found.callee;
  if (found instanceof PyClassMethod) return new PyBound(cls, found.callee);
  if (found instanceof PyProperty) return vm.call(found.getter, { positional: [self], named: new Map() });
  return found;
}

export function setAttribute(vm: Vm, value: Value, name: string, to: Value): void {
  if (value instanceof PyInstance) {
    const shared = value.cls.find(name);
    if (shared instanceof PyProperty) {
      if (shared.setter === null) vm.raise('AttributeError', `"${name}" of ${value.cls.name} cannot be set.`);
      vm.call(shared.setter, { positional: [value, to], named: new Map() });
      return;
    }
    const own = value.cls.find('__setattr__');
    if (own === undefined) value.attributes.set(name, to);
    else vm.call(own, { positional: [value, name, to], named: new Map() });
  } else if (value instanceof PyClass || value instanceof PyModule || value instanceof PyFunction) {
    value.attributes.set(name, to);
  } else if (!(value instanceof Opaque)) {
    const own = classOf(value).find('__setattr__');
    if (own === undefined) vm.raise('AttributeError', `"${name}" cannot be set on ${nameOf(value)}.`);
    vm.call(own, { positional: [value, name, to], named: new Map() });
  }
}
