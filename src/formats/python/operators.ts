/** Arithmetic and comparison, as Python defines them. */
import { dependsOn, Unknowable } from './errors';
import { isNumber, numberOf } from './native';
import { formatPercent } from './text';
import {
  classOf,
  Opaque,
  plain,
  PyClass,
  PyDict,
  PyFloat,
  PyInstance,
  PyList,
  PyObject,
  PyRange,
  PySet,
  PyTuple,
  types,
  type Value,
} from './values';
import type { Vm } from './vm';

const names: { readonly [operator: string]: string } = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'truediv',
  '//': 'floordiv',
  '%': 'mod',
  '**': 'pow',
  '@': 'matmul',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
  '<<': 'lshift',
  '>>': 'rshift',
};

export function binary(vm: Vm, operator: string, left: Value, right: Value): Value {
  const [a, b] = [plain(left), plain(right)];
  if (isNumber(a) && isNumber(b)) return arithmetic(vm, operator, a, b);
  const built = sequence(vm, operator, a, b);
  if (built !== undefined) return built;
  const name = names[operator] ?? operator;
  const own = left instanceof PyObject ? left.cls.find(`__${name}__`) : undefined;
  if (own !== undefined) return vm.call(own, { positional: [left, right], named: new Map() });
  const reflected = right instanceof PyObject ? right.cls.find(`__r${name}__`) : undefined;
  if (reflected !== undefined) return vm.call(reflected, { positional: [right, left], named: new Map() });
  if (a instanceof Opaque) return a;
  if (b instanceof Opaque) return b;
  if (operator === '|' && (a instanceof PyClass || b instanceof PyClass)) return new PyTuple([left, right]);
  return vm.raise('TypeError', `"${operator}" cannot join ${kindOf(left)} and ${kindOf(right)}.`);
}

const kindOf = (value: Value): string => (value === null ? 'None' : `a value of type ${classOf(value).name}`);

function arithmetic(vm: Vm, operator: string, left: Value, right: Value): Value {
  const [a, b] = [numberOf(left), numberOf(right)];
  const whole = !(left instanceof PyFloat || right instanceof PyFloat);
  const made = (value: number): Value => (whole ? value : new PyFloat(value));
  const nonZero = (): void => {
    if (b === 0) vm.raise('ZeroDivisionError', 'division by zero.');
  };
  switch (operator) {
    case '+':
      return made(a + b);
    case '-':
      return made(a - b);
    case '*':
      return made(a * b);
    case '/':
      nonZero();
      return new PyFloat(a / b);
    case '//':
      nonZero();
      return made(Math.floor(a / b));
    case '%':
      nonZero();
      return made(a - b * Math.floor(a / b));
    case '**':
      return whole && b >= 0 ? a ** b : new PyFloat(a ** b);
    case '&':
      return typeof left === 'boolean' && typeof right === 'boolean' ? left && right : a & b;
    case '|':
      return typeof left === 'boolean' && typeof right === 'boolean' ? left || right : a | b;
    case '^':
      return a ^ b;
    case '<<':
      return a * 2 ** b;
    case '>>':
      return Math.floor(a / 2 ** b);
    default:
      return vm.raise('TypeError', `"${operator}" cannot join two numbers.`);
  }
}

function sequence(vm: Vm, operator: string, a: Value, b: Value): Value | undefined {
  if (operator === '+') {
    if (typeof a === 'string' && typeof b === 'string') return a + b;
    if (a instanceof PyList && b instanceof PyList) return sized(vm, new PyList([...a.items, ...b.items]));
    if (a instanceof PyTuple && b instanceof PyTuple) return sized(vm, new PyTuple([...a.items, ...b.items]));
  }
  if (operator === '*') {
    const count = isNumber(a) ? a : b;
    const source = isNumber(a) ? b : a;
    if (typeof count !== 'number' && typeof count !== 'boolean') return undefined;
    const times = Math.max(0, Number(count));
    if (typeof source === 'string') {
      vm.checkSize(source.length * times);
      return source.repeat(times);
    }
    if (source instanceof PyList) return new PyList(repeated(vm, source.items, times));
    if (source instanceof PyTuple) return new PyTuple(repeated(vm, source.items, times));
  }
  if (operator === '%' && typeof a === 'string') return formatPercent(vm, a, b);
  if (a instanceof PySet && b instanceof PySet) {
    const [x, y] = [[...a.entries.values()], [...b.entries.values()]];
    if (operator === '|') return new PySet([...x, ...y]);
    if (operator === '&') return new PySet(x.filter((one) => b.has(one)));
    if (operator === '-') return new PySet(x.filter((one) => !b.has(one)));
  }
  if (operator === '|' && a instanceof PyDict && b instanceof PyDict) {
    return PyDict.of([...a.entries.values(), ...b.entries.values()]);
  }
  return undefined;
}

function sized<T extends PyList | PyTuple>(vm: Vm, made: T): T {
  vm.checkSize(made.items.length);
  return made;
}

function repeated(vm: Vm, items: readonly Value[], times: number): Value[] {
  vm.checkSize(items.length * times);
  return Array.from({ length: times }, () => items).flat();
}

// ---------------------------------------------------------------- comparison

export function compareValues(vm: Vm, operator: string, left: Value, right: Value): Value {
  switch (operator) {
    case 'is':
      return identical(left, right);
    case 'is not':
      return !identical(left, right);
    case 'in':
      return contains(vm, right, left);
    case 'not in':
      return !contains(vm, right, left);
  }
  if (left instanceof Opaque) return left;
  if (right instanceof Opaque) return right;
  if (operator === '==' || operator === '!=') {
    const own = left instanceof PyObject ? left.cls.find('__eq__') : undefined;
    if (own !== undefined) {
      const same = vm.call(own, { positional: [left, right], named: new Map() });
      return operator === '==' ? same : same instanceof Opaque ? same : !vm.truth(same);
    }
    return equal(vm, left, right) === (operator === '==');
  }
  const method = { '<': '__lt__', '<=': '__le__', '>': '__gt__', '>=': '__ge__' }[operator]!;
  const own = left instanceof PyInstance || left instanceof PyObject ? left.cls.find(method) : undefined;
  if (own !== undefined) return vm.call(own, { positional: [left, right], named: new Map() });
  const mirrored = { '<': '__gt__', '<=': '__ge__', '>': '__lt__', '>=': '__le__' }[operator]!;
  const theirs = right instanceof PyObject ? right.cls.find(mirrored) : undefined;
  if (theirs !== undefined) return vm.call(theirs, { positional: [right, left], named: new Map() });
  const order = compare(vm, left, right);
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

function identical(left: Value, right: Value): boolean {
  if (left instanceof Opaque && right === null) throw dependsOn('"is None"', left);
  return left === right;
}

/** < 0, 0 or > 0 */
export function compare(vm: Vm, left: Value, right: Value): number {
  const [a, b] = [plain(left), plain(right)];
  if (isNumber(a) && isNumber(b)) return numberOf(a) - numberOf(b);
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  const [x, y] = [
    a instanceof PyTuple || a instanceof PyList ? a.items : undefined,
    b instanceof PyTuple || b instanceof PyList ? b.items : undefined,
  ];
  if (x && y) {
    for (let k = 0; k < Math.min(x.length, y.length); k++) {
      if (!equal(vm, x[k]!, y[k]!)) return compare(vm, x[k]!, y[k]!);
    }
    return x.length - y.length;
  }
  if (a instanceof Opaque) throw dependsOn('This order', a);
  if (b instanceof Opaque) throw dependsOn('This order', b);
  return vm.raise('TypeError', `${kindOf(left)} and ${kindOf(right)} have no order.`);
}

export function equal(vm: Vm, left: Value, right: Value): boolean {
  const [a, b] = [plain(left), plain(right)];
  if (a === b) return true;
  if (isNumber(a) && isNumber(b)) return numberOf(a) === numberOf(b);
  if (a instanceof PyList && b instanceof PyList) return allEqual(vm, a.items, b.items);
  if (a instanceof PyTuple && b instanceof PyTuple) return allEqual(vm, a.items, b.items);
  if (a instanceof PyDict && b instanceof PyDict) {
    return (
      a.entries.size === b.entries.size &&
      [...a.entries.values()].every(([key, value]) => {
        const other = b.get(key);
        return other !== undefined && equal(vm, value, other);
      })
    );
  }
  if (a instanceof PySet && b instanceof PySet) {
    return a.entries.size === b.entries.size && [...a.entries.values()].every((one) => b.has(one));
  }
  if (a instanceof PyRange && b instanceof PyRange) {
    return (
      a.length === b.length && (a.length === 0 || (a.start === b.start && a.at(a.length - 1) === b.at(b.length - 1)))
    );
  }
  return false;
}

const allEqual = (vm: Vm, a: readonly Value[], b: readonly Value[]): boolean =>
  a.length === b.length && a.every((one, k) => equal(vm, one, b[k]!));

function contains(vm: Vm, container: Value, item: Value): boolean {
  const own = plain(container);
  if (own instanceof Opaque) throw dependsOn('What "in" looks into', own);
  if (typeof own === 'string') {
    if (item instanceof Opaque) throw dependsOn('What "in" looks for', item);
    return own.includes(vm.str(item));
  }
  if (own instanceof PyDict) return own.get(item) !== undefined;
  if (own instanceof PySet) return own.has(item);
  if (own instanceof PyRange) {
    const number = isNumber(item) ? numberOf(item) - own.start : NaN;
    return number % own.step === 0 && number / own.step >= 0 && number / own.step < own.length;
  }
  const method = container instanceof PyObject ? container.cls.find('__contains__') : undefined;
  if (method !== undefined) return vm.truth(vm.call(method, { positional: [container, item], named: new Map() }));
  for (const one of vm.iterate(own)) {
    if (one === item || equal(vm, one, item)) return true;
  }
  return false;
}

// ---------------------------------------------------------------- truth

export function truth(vm: Vm, value: Value, what = 'This condition'): boolean {
  const own = plain(value);
  if (own === null) return false;
  if (typeof own === 'boolean') return own;
  if (typeof own === 'number') return own !== 0;
  if (typeof own === 'string') return own !== '';
  if (own instanceof Opaque) throw dependsOn(what, own);
  if (own instanceof PyFloat) return own.value !== 0;
  if (own instanceof PyList || own instanceof PyTuple) return own.items.length > 0;
  if (own instanceof PyDict || own instanceof PySet) return own.entries.size > 0;
  if (own instanceof PyRange) return own.length > 0;
  if (own instanceof PyClass || own.cls === types.function) return true;
  const asked = own.cls.find('__bool__');
  if (asked !== undefined) return vm.truth(vm.call(asked, { positional: [own], named: new Map() }), what);
  const length = own.cls.find('__len__');
  if (length === undefined) return true;
  const count = vm.call(length, { positional: [own], named: new Map() });
  if (typeof count !== 'number') throw new Unknowable(`${what} is not known.`);
  return count !== 0;
}
