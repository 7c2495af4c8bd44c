/** Puts a value where a target stands: a name, an attribute, an item, or several of them. */
import type { Expression } from './ast';
import { Unknowable } from './errors';
import type { Scope } from './scope';
import { Opaque, PyList, type Value } from './values';
import type { Vm } from './vm';

export function assign(vm: Vm, target: Expression, value: Value, scope: Scope): void {
  switch (target.kind) {
    case 'name':
      scope.set(target.id, value);
      return;
    case 'attribute': {
      const object = vm.evaluate(target.object, scope);
      vm.frames.at(-1)!.at = target;
      vm.setAttribute(object, target.name, value);
      return;
    }
    case 'subscript': {
      const object = vm.evaluate(target.object, scope);
      const index = vm.evaluate(target.index, scope);
      vm.frames.at(-1)!.at = target;
      vm.setItem(object, index, value);
      return;
    }
    case 'tuple':
    case 'list':
      unpack(vm, target, value, scope);
      return;
    default:
      throw new Unknowable('Nothing can be assigned to this.');
  }
}

function unpack(
  vm: Vm,
  target: Extract<Expression, { kind: 'tuple' | 'list' | 'set' }>,
  value: Value,
  scope: Scope,
): void {
  const { items } = target;
  vm.frames.at(-1)!.at = target;
  if (value instanceof Opaque) {
    for (const item of items) assign(vm, item.kind === 'starred' ? item.value : item, value, scope);
    return;
  }
  const values = [...vm.iterate(value)];
  const star = items.findIndex(({ kind }) => kind === 'starred');
  if (star < 0 ? values.length !== items.length : values.length < items.length - 1) {
    vm.raise('ValueError', `${values.length} values cannot be unpacked into ${items.length} names.`);
  }
  for (const [k, item] of items.entries()) {
    if (item.kind === 'starred')
      assign(vm, item.value, new PyList(values.slice(k, values.length - items.length + k + 1)), scope);
    else assign(vm, item, values[star >= 0 && k > star ? values.length - items.length + k : k]!, scope);
  }
}

/** After something failed: every name that it would have set is unknown, for a reason. */
export function forget(vm: Vm, target: Expression, reason: Opaque, scope: Scope): void {
  if (target.kind === 'name') scope.set(target.id, reason);
  else if (target.kind === 'starred') forget(vm, target.value, reason, scope);
  else if (target.kind === 'tuple' || target.kind === 'list')
    for (const item of target.items) forget(vm, item, reason, scope);
  else if (target.kind === 'attribute' && target.object.kind === 'name') {
    const object = scope.find(target.object.id);
    if (object !== undefined && !(object instanceof Opaque)) vm.setAttribute(object, target.name, reason);
  }
}
