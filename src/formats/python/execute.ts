/** What a statement does. */
import type { Block, Expression, Handler, Pattern, Statement } from './ast';
import { assign, forget } from './assign';
import { buildClass } from './classes';
import { describe } from './describe';
import { PyError, Unknowable } from './errors';
import { at } from './evaluate';
import type { Scope } from './scope';
import { Opaque, PyClass, PyFunction, PyInstance, PyList, PyTuple, plain, type Value } from './values';
import type { Vm } from './vm';

/** How a block ended, where it did not simply run out. */
export type Ending = { readonly kind: 'return'; readonly value: Value } | { readonly kind: 'break' | 'continue' };

export function executeBlock(vm: Vm, block: Block, scope: Scope): Ending | undefined {
  for (const statement of block) {
    const ending = execute(vm, statement, scope);
    if (ending) return ending;
  }
  return undefined;
}

export function execute(vm: Vm, statement: Statement, scope: Scope): Ending | undefined {
  vm.tick();
  vm.frames.at(-1)!.at = statement;
  switch (statement.kind) {
    case 'expression':
      vm.evaluate(statement.value, scope);
      return undefined;
    case 'assign': {
      const value = vm.evaluate(statement.value, scope);
      for (const target of statement.targets) assign(vm, target, value, scope);
      return undefined;
    }
    case 'annotate':
      if (statement.value) assign(vm, statement.target, vm.evaluate(statement.value, scope), scope);
      return undefined;
    case 'update':
      update(vm, statement, scope);
      return undefined;
    case 'function': {
      const made = functionOf(vm, statement, scope);
      scope.set(statement.name, decorate(vm, made, statement.decorators, scope));
      return undefined;
    }
    case 'class': {
      const made = buildClass(vm, statement, scope);
      scope.set(statement.name, decorate(vm, made, statement.decorators, scope));
      return undefined;
    }
    case 'if': {
      const isTrue = test(vm, statement.test, scope);
      return executeBlock(vm, isTrue ? statement.then : statement.otherwise, scope);
    }
    case 'for':
      return loop(vm, statement, scope);
    case 'while': {
      while (test(vm, statement.test, scope)) {
        const ending = executeBlock(vm, statement.body, scope);
        if (ending?.kind === 'break') return undefined;
        if (ending?.kind === 'return') return ending;
      }
      return executeBlock(vm, statement.otherwise, scope);
    }
    case 'with': {
      for (const { value, as } of statement.items) {
        const manager = vm.evaluate(value, scope);
        const enter = manager instanceof Opaque ? undefined : vm.findAttribute(manager, '__enter__');
        const entered = enter === undefined ? manager : vm.call(enter, { positional: [], named: new Map() });
        if (as) assign(vm, as, entered, scope);
      }
      return executeBlock(vm, statement.body, scope);
    }
    case 'try':
      return attempt(vm, statement, scope);
    case 'match':
      return match(vm, statement, scope);
    case 'return':
      return { kind: 'return', value: statement.value ? vm.evaluate(statement.value, scope) : null };
    case 'raise':
      return raise(vm, statement.value, scope);
    case 'assert': {
      if (test(vm, statement.test, scope)) return undefined;
      const message = statement.message ? vm.str(vm.evaluate(statement.message, scope)) : '';
      vm.frames.at(-1)!.at = statement;
      return vm.raise('AssertionError', message === '' ? 'this assertion does not hold.' : message);
    }
    case 'delete':
      for (const target of statement.targets) remove(vm, target, scope);
      return undefined;
    case 'scope':
      for (const name of statement.names) scope.declare(name, statement.where);
      return undefined;
    case 'import': {
      const [top] = statement.module.split('.');
      const whole = vm.importLater(statement.module);
      if (statement.as !== undefined) scope.set(statement.as, whole);
      else scope.set(top!, top === statement.module ? whole : vm.importLater(top!));
      return undefined;
    }
    case 'importFrom':
      importFrom(vm, statement, scope);
      return undefined;
    case 'pass':
      return undefined;
    case 'break':
    case 'continue':
      return { kind: statement.kind };
    case 'broken': {
      const reason = new Opaque('a line that cannot be read', true);
      for (const target of statement.targets) forget(vm, target, reason, scope);
      return undefined;
    }
  }
}

const test = (vm: Vm, expression: Expression, scope: Scope): boolean => {
  const value = vm.evaluate(expression, scope);
  return at(vm, expression, () => vm.truth(value, describe(expression)));
};

function update(vm: Vm, statement: Extract<Statement, { kind: 'update' }>, scope: Scope): void {
  const { target, operator } = statement;
  const before = vm.evaluate(target, scope);
  const value = vm.evaluate(statement.value, scope);
  vm.frames.at(-1)!.at = statement;
  const own = plain(before);
  if (own instanceof PyList && operator === '+') {
    for (const item of vm.iterate(value)) own.items.push(item);
    vm.checkSize(own.items.length);
    assign(vm, target, before, scope);
    return;
  }
  const name = inPlace[operator];
  const method = name === undefined || before instanceof Opaque ? undefined : vm.findAttribute(before, name);
  const after =
    method === undefined
      ? vm.binary(operator, before, value)
      : vm.call(method, { positional: [value], named: new Map() });
  assign(vm, target, after, scope);
}

const inPlace: { readonly [operator: string]: string } = {
  '+': '__iadd__',
  '-': '__isub__',
  '*': '__imul__',
  '/': '__itruediv__',
};

function functionOf(vm: Vm, statement: Extract<Statement, { kind: 'function' }>, scope: Scope): PyFunction {
  const defaults = new Map<string, Value>();
  for (const { name, fallback } of statement.parameters) if (fallback) defaults.set(name, vm.evaluate(fallback, scope));
  const source = { file: scope.file, from: statement.from, to: statement.to };
  return new PyFunction(statement.name, statement, scope, defaults, scope.owner, source);
}

/** A decorator that is not known, or fails, is passed over: most of them change nothing here. */
function decorate(vm: Vm, made: Value, decorators: readonly Expression[], scope: Scope): Value {
  let value = made;
  for (const decorator of [...decorators].reverse()) {
    try {
      const given = vm.evaluate(decorator, scope);
      if (given instanceof Opaque) continue;
      const after = vm.call(given, { positional: [value], named: new Map() });
      if (!(after instanceof Opaque)) value = after;
    } catch (error) {
      if (!(error instanceof PyError || error instanceof Unknowable)) throw error;
    }
  }
  return value;
}

function loop(vm: Vm, statement: Extract<Statement, { kind: 'for' }>, scope: Scope): Ending | undefined {
  const source = vm.evaluate(statement.iterable, scope);
  for (const item of at(vm, statement.iterable, () => vm.iterate(source))) {
    vm.tick();
    assign(vm, statement.target, item, scope);
    const ending = executeBlock(vm, statement.body, scope);
    if (ending?.kind === 'break') return undefined;
    if (ending?.kind === 'return') return ending;
  }
  return executeBlock(vm, statement.otherwise, scope);
}

function attempt(vm: Vm, statement: Extract<Statement, { kind: 'try' }>, scope: Scope): Ending | undefined {
  let ending: Ending | undefined;
  const depth = vm.frames.length;
  try {
    ending = executeBlock(vm, statement.body, scope) ?? executeBlock(vm, statement.otherwise, scope);
  } catch (error) {
    if (!(error instanceof PyError)) throw error;
    vm.frames.length = depth;
    const handler = statement.handlers.find((one) => catches(vm, one, error, scope));
    if (!handler) throw error;
    if (handler.name !== undefined) scope.set(handler.name, error.value ?? error.message);
    ending = executeBlock(vm, handler.body, scope);
  }
  return executeBlock(vm, statement.last, scope) ?? ending;
}

function catches(vm: Vm, { type }: Handler, error: PyError, scope: Scope): boolean {
  if (!type) return true;
  const value = vm.evaluate(type, scope);
  const all = value instanceof PyTuple ? value.items : [value];
  return all.some((one) => one instanceof PyClass && error.type.is(one));
}

function raise(vm: Vm, expression: Expression | undefined, scope: Scope): never {
  const value = expression ? vm.evaluate(expression, scope) : null;
  const made = value instanceof PyClass ? vm.call(value, { positional: [], named: new Map() }) : value;
  if (made instanceof PyInstance) {
    const args = made.attributes.get('args');
    const first = args instanceof PyTuple ? args.items[0] : undefined;
    throw new PyError(made.cls, first === undefined ? '' : vm.str(first), made);
  }
  return vm.raise('RuntimeError', value === null ? 'an exception is raised again.' : vm.str(made));
}

function remove(vm: Vm, target: Expression, scope: Scope): void {
  if (target.kind === 'name') scope.names.delete(target.id);
  else if (target.kind === 'attribute') vm.callMethod(vm.evaluate(target.object, scope), '__delattr__', target.name);
  else if (target.kind === 'subscript') {
    vm.callMethod(vm.evaluate(target.object, scope), '__delitem__', vm.evaluate(target.index, scope));
  } else if (target.kind === 'tuple') for (const item of target.items) remove(vm, item, scope);
}

function importFrom(vm: Vm, statement: Extract<Statement, { kind: 'importFrom' }>, scope: Scope): void {
  const { module, level, names } = statement;
  const source = vm.importModule(module, level);
  for (const { name, as } of names) {
    if (source instanceof Opaque && source.isUnread) {
      if (name !== '*') scope.set(as, source);
      continue;
    }
    if (name === '*') {
      for (const [key, value] of publicNames(vm, source)) scope.set(key, value);
      continue;
    }
    let found = source instanceof Opaque ? undefined : vm.findAttribute(source, name);
    if (found === undefined || found instanceof Opaque) {
      const inner = vm.importModule(module === '' ? name : `${module}.${name}`, level);
      if (!(inner instanceof Opaque)) found = inner;
    }
    scope.set(
      as,
      found ??
        new Opaque(
          `"${name}" of "${'.'.repeat(level)}${module}", which GradLens does not know`,
          false,
          `${module}.${name}`,
        ),
    );
  }
}

function publicNames(vm: Vm, source: Value): (readonly [string, Value])[] {
  if (source instanceof Opaque || source === null || typeof source !== 'object') return [];
  const names = (source as { attributes?: Map<string, Value> }).attributes;
  if (!names) return [];
  const all = names.get('__all__');
  const chosen = all === undefined || all instanceof Opaque ? undefined : [...vm.iterate(all)];
  return [...names].filter(([name]) => (chosen ? chosen.includes(name) : !name.startsWith('_')));
}

function match(vm: Vm, statement: Extract<Statement, { kind: 'match' }>, scope: Scope): Ending | undefined {
  const subject = vm.evaluate(statement.subject, scope);
  if (subject instanceof Opaque) vm.truth(subject, describe(statement.subject));
  for (const { pattern, guard, body } of statement.cases) {
    if (fits(vm, pattern, subject, scope) && (!guard || test(vm, guard, scope))) return executeBlock(vm, body, scope);
  }
  return undefined;
}

function fits(vm: Vm, pattern: Pattern, subject: Value, scope: Scope): boolean {
  switch (pattern.kind) {
    case 'any':
      return true;
    case 'capture':
      scope.set(pattern.name, subject);
      return true;
    case 'value':
      return vm.equal(subject, vm.evaluate(pattern.value, scope));
    case 'or':
      return pattern.of.some((one) => fits(vm, one, subject, scope));
    case 'sequence': {
      if (!(subject instanceof PyList || subject instanceof PyTuple)) return false;
      const { items } = subject;
      return items.length === pattern.items.length && pattern.items.every((one, k) => fits(vm, one, items[k]!, scope));
    }
    case 'unknown':
      throw new Unknowable('Patterns of this kind are not read yet; write it with "if".');
  }
}
