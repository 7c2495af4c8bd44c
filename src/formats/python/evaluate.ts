/** The value of an expression. */
import type { Argument, Clause, Expression, FormatPart } from './ast';
import { assign } from './assign';
import { dependsOn, Unknowable } from './errors';
import { describe } from './describe';
import { formatValue } from './text';
import { compareValues } from './operators';
import { Scope } from './scope';
import {
  ELLIPSIS,
  Opaque,
  PyDict,
  PyFloat,
  PyFunction,
  PyIterator,
  PyList,
  PySet,
  PySlice,
  PyTuple,
  plain,
  type Arguments,
  type Value,
} from './values';
import type { Vm } from './vm';

export function evaluate(vm: Vm, expression: Expression, scope: Scope): Value {
  vm.tick();
  switch (expression.kind) {
    case 'name':
      return lookUp(vm, expression.id, expression, scope);
    case 'integer':
    case 'string':
    case 'constant':
      return expression.value;
    case 'float':
      return new PyFloat(expression.value);
    case 'ellipsis':
      return ELLIPSIS;
    case 'fstring':
      return joinParts(vm, expression.parts, scope);
    case 'attribute': {
      const object = vm.evaluate(expression.object, scope);
      return at(vm, expression, () => vm.getAttribute(object, expression.name));
    }
    case 'subscript': {
      const object = vm.evaluate(expression.object, scope);
      const index = vm.evaluate(expression.index, scope);
      return at(vm, expression, () => vm.getItem(object, index));
    }
    case 'slice': {
      const part = (one: Expression | undefined): Value => (one ? vm.evaluate(one, scope) : null);
      return new PySlice(part(expression.lower), part(expression.upper), part(expression.step));
    }
    case 'call': {
      const callee = vm.evaluate(expression.callee, scope);
      const args = argumentsFor(vm, expression.args, scope);
      return at(vm, expression, () => vm.call(callee, args));
    }
    case 'binary': {
      const left = vm.evaluate(expression.left, scope);
      const right = vm.evaluate(expression.right, scope);
      return at(vm, expression, () => vm.binary(expression.operator, left, right));
    }
    case 'unary':
      return unary(vm, expression, scope);
    case 'logical': {
      const left = vm.evaluate(expression.left, scope);
      const isTrue = at(vm, expression.left, () => vm.truth(left, describe(expression.left)));
      return isTrue === (expression.operator === 'or') ? left : vm.evaluate(expression.right, scope);
    }
    case 'compare': {
      let left = vm.evaluate(expression.first, scope);
      let result: Value = true;
      for (const { operator, right } of expression.rest) {
        const next = vm.evaluate(right, scope);
        const operand = left;
        result = at(vm, expression, () => compareValues(vm, operator, operand, next));
        if (expression.rest.length > 1 && !vm.truth(result, describe(expression))) return result;
        left = next;
      }
      return result;
    }
    case 'conditional': {
      const test = vm.evaluate(expression.test, scope);
      const isTrue = at(vm, expression.test, () => vm.truth(test, describe(expression.test)));
      return vm.evaluate(isTrue ? expression.then : expression.otherwise, scope);
    }
    case 'tuple':
      return new PyTuple(evaluateItems(vm, expression.items, scope));
    case 'list':
      return new PyList(evaluateItems(vm, expression.items, scope));
    case 'set':
      return new PySet(evaluateItems(vm, expression.items, scope));
    case 'dict': {
      const made = new PyDict();
      for (const { key, value } of expression.entries) {
        if (key) made.set(vm.evaluate(key, scope), vm.evaluate(value, scope));
        else for (const [name, item] of pairsOf(vm, vm.evaluate(value, scope))) made.set(name, item);
      }
      return made;
    }
    case 'lambda': {
      const { parameters, body } = expression;
      const source = { file: scope.file, from: expression.from, to: expression.to };
      const defaults = new Map<string, Value>();
      for (const { name, fallback } of parameters) if (fallback) defaults.set(name, vm.evaluate(fallback, scope));
      return new PyFunction('<lambda>', { parameters, expression: body }, scope, defaults, scope.owner, source);
    }
    case 'comprehension':
      return comprehension(vm, expression, scope);
    case 'walrus': {
      const value = vm.evaluate(expression.value, scope);
      let target = scope;
      while (target.kind === 'comprehension' && target.parent) target = target.parent;
      target.set(expression.target, value);
      return value;
    }
    case 'yield': {
      const value = expression.value ? vm.evaluate(expression.value, scope) : null;
      const { yielded } = vm.frames.at(-1)!;
      if (expression.all) for (const item of vm.iterate(value)) yielded.push(item);
      else yielded.push(value);
      vm.checkSize(yielded.length);
      return null;
    }
    case 'starred':
      return vm.raise('SyntaxError', '"*" cannot stand here.');
    case 'broken':
      throw new Unknowable('This cannot be read as Python.', true);
  }
}

/** Marks the place of what may go wrong. */
export function at<T>(vm: Vm, place: { readonly from: number; readonly to: number }, work: () => T): T {
  const frame = vm.frames.at(-1)!;
  frame.at = place;
  const result = work();
  frame.at = place;
  return result;
}

function lookUp(vm: Vm, id: string, place: Expression, scope: Scope): Value {
  const found = scope.find(id);
  if (found !== undefined) return found;
  return at(vm, place, () => vm.raise('NameError', `"${id}" is not defined.`));
}

export function evaluateItems(vm: Vm, expressions: readonly Expression[], scope: Scope): Value[] {
  const items: Value[] = [];
  for (const one of expressions) {
    if (one.kind !== 'starred') items.push(vm.evaluate(one, scope));
    else {
      const source = vm.evaluate(one.value, scope);
      for (const item of at(vm, one, () => vm.iterate(source))) items.push(item);
    }
    vm.checkSize(items.length);
  }
  return items;
}

export function argumentsFor(vm: Vm, list: readonly Argument[], scope: Scope): Arguments {
  const positional: Value[] = [];
  const named = new Map<string, Value>();
  for (const argument of list) {
    const value = vm.evaluate(argument.value, scope);
    if (argument.style === 'positional') positional.push(value);
    else if (argument.style === 'keyword') named.set(argument.name, value);
    else if (argument.style === 'list') {
      for (const item of at(vm, argument, () => vm.iterate(value))) positional.push(item);
    } else for (const [key, item] of at(vm, argument, () => pairsOf(vm, value))) named.set(vm.str(key), item);
  }
  return { positional, named };
}

/** The entries of a mapping that is spread with `**`. */
export function pairsOf(vm: Vm, value: Value): Iterable<readonly [Value, Value]> {
  const own = plain(value);
  if (own instanceof PyDict) return own.entries.values();
  if (own instanceof Opaque) throw dependsOn('What is spread with "**"', own);
  return vm.raise('TypeError', `Only a dict can be spread with "**", not ${vm.repr(value)}.`);
}

function unary(vm: Vm, expression: Extract<Expression, { kind: 'unary' }>, scope: Scope): Value {
  const value = vm.evaluate(expression.operand, scope);
  return at(vm, expression, (): Value => {
    if (expression.operator === 'not') return !vm.truth(value, describe(expression.operand));
    const own = plain(value);
    if (own instanceof Opaque) return own;
    if (typeof own === 'number' || typeof own === 'boolean') {
      const number = Number(own);
      return expression.operator === '-' ? 0 - number : expression.operator === '~' ? ~number : number;
    }
    if (own instanceof PyFloat) return expression.operator === '-' ? new PyFloat(-own.value) : own;
    const method = { '-': '__neg__', '+': '__pos__', '~': '__invert__' }[expression.operator] ?? '';
    return vm.callMethod(value, method);
  });
}

function joinParts(vm: Vm, parts: readonly FormatPart[], scope: Scope): Value {
  let text = '';
  let unknown: Opaque | undefined;
  for (const part of parts) {
    if (part.kind === 'text') text += part.text;
    else {
      const value = vm.evaluate(part.value, scope);
      if (value instanceof Opaque) {
        unknown = value;
        continue;
      }
      const spec = joinParts(vm, part.spec, scope);
      const shown = part.conversion === 'r' ? vm.repr(value) : part.conversion === 's' ? vm.str(value) : value;
      text += formatValue(vm, shown, typeof spec === 'string' ? spec : '');
    }
  }
  vm.checkSize(text.length);
  return unknown ?? text;
}

function comprehension(vm: Vm, expression: Extract<Expression, { kind: 'comprehension' }>, scope: Scope): Value {
  const inner = new Scope('comprehension', scope, scope.file);
  const made: (readonly [Value, Value])[] = [];
  // A comprehension in a class body sees the names of the class in its first iterable only.
  const first = expression.clauses[0];
  const source = first?.kind === 'for' ? vm.evaluate(first.iterable, scope) : null;
  const visit = (k: number): void => {
    const clause: Clause | undefined = expression.clauses[k];
    if (!clause) {
      const key = vm.evaluate(expression.element, inner);
      made.push([key, expression.value ? vm.evaluate(expression.value, inner) : null]);
      vm.checkSize(made.length);
    } else if (clause.kind === 'if') {
      const test = vm.evaluate(clause.test, inner);
      if (at(vm, clause.test, () => vm.truth(test, describe(clause.test)))) visit(k + 1);
    } else {
      const items = k === 0 ? source : vm.evaluate(clause.iterable, inner);
      for (const item of at(vm, clause.iterable, () => vm.iterate(items))) {
        vm.tick();
        assign(vm, clause.target, item, inner);
        visit(k + 1);
      }
    }
  };
  visit(0);
  const elements = made.map(([element]) => element);
  if (expression.of === 'list') return new PyList(elements);
  if (expression.of === 'set') return new PySet(elements);
  if (expression.of === 'dict') return PyDict.of(made);
  return new PyIterator(elements.values());
}
