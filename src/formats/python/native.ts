/** Functions written in TypeScript: their parameters are bound by place and name, as Python does. */
import { dependsOn } from './errors';
import {
  Opaque,
  plain,
  PyBuiltin,
  PyDict,
  PyFloat,
  PyList,
  PyRange,
  PyTuple,
  type Arguments,
  type PyClass,
  type Value,
} from './values';
import type { Vm } from './vm';

/** Absent where the call gives none. */
export type Bound = { readonly [name: string]: Value | undefined };

export interface Signature {
  readonly names: readonly string[];
  readonly required: ReadonlySet<string>;
  /** Names that come by keyword only. */
  readonly keyword: ReadonlySet<string>;
  readonly rest: string | undefined;
  readonly others: string | undefined;
}

/** `'input, dim?, *, keepdim?, **others'` */
export function signatureOf(text: string): Signature {
  const names: string[] = [];
  const required = new Set<string>();
  const keyword = new Set<string>();
  let rest: string | undefined;
  let others: string | undefined;
  let after = false;
  for (const part of text.split(',').map((word) => word.trim())) {
    if (part === '') continue;
    if (part === '*') after = true;
    else if (part.startsWith('**')) others = part.slice(2);
    else if (part.startsWith('*')) {
      rest = part.slice(1);
      after = true;
    } else {
      const name = part.replace('?', '');
      names.push(name);
      if (!part.endsWith('?')) required.add(name);
      if (after) keyword.add(name);
    }
  }
  return { names, required, keyword, rest, others };
}

export function bindNative(vm: Vm, name: string, signature: Signature, args: Arguments): Bound {
  const bound: { [name: string]: Value } = {};
  const places = signature.names.filter((one) => !signature.keyword.has(one));
  for (const [k, value] of args.positional.slice(0, places.length).entries()) bound[places[k]!] = value;
  const more = args.positional.slice(places.length);
  if (signature.rest !== undefined) bound[signature.rest] = new PyTuple(more);
  else if (more.length > 0) {
    vm.raise('TypeError', `${name}() takes ${places.length} arguments, but ${args.positional.length} are given.`);
  }
  const others = new PyDict();
  for (const [key, value] of args.named) {
    if (signature.names.includes(key)) {
      if (key in bound) vm.raise('TypeError', `${name}() gets "${key}" twice.`);
      bound[key] = value;
    } else if (signature.others !== undefined) others.set(key, value);
    else vm.raise('TypeError', `${name}() has no argument "${key}"; it takes ${signature.names.join(', ')}.`);
  }
  if (signature.others !== undefined) bound[signature.others] = others;
  for (const one of signature.required) if (!(one in bound)) vm.raise('TypeError', `${name}() needs "${one}".`);
  return bound;
}

export function native(name: string, parameters: string, body: (vm: Vm, given: Bound) => Value): PyBuiltin {
  const signature = signatureOf(parameters);
  return new PyBuiltin(name, (vm, args) => body(vm, bindNative(vm, name, signature, args)));
}

/** Methods of a class; `self` is their first parameter. */
export function define(
  cls: PyClass,
  methods: { readonly [name: string]: readonly [parameters: string, body: (vm: Vm, given: Bound) => Value] },
): void {
  for (const [name, [parameters, body]] of Object.entries(methods)) {
    cls.attributes.set(name, native(name, parameters === '' ? 'self' : `self, ${parameters}`, body));
  }
}

// ---------------------------------------------------------------- reading arguments

/** Names the value in messages: `"dim" of sum()`. */
export function integer(vm: Vm, value: Value | undefined, what: string, fallback?: number): number {
  if (value === undefined && fallback !== undefined) return fallback;
  const own = plain(value ?? null);
  if (own instanceof Opaque) throw dependsOn(what, own);
  if (typeof own === 'number') return own;
  if (typeof own === 'boolean') return Number(own);
  return vm.raise('TypeError', `${what} must be an integer, but is ${vm.repr(own)}.`);
}

export function real(vm: Vm, value: Value | undefined, what: string, fallback?: number): number {
  if (value === undefined && fallback !== undefined) return fallback;
  const own = plain(value ?? null);
  return own instanceof PyFloat ? own.value : integer(vm, own, what);
}

export function text(vm: Vm, value: Value | undefined, what: string, fallback?: string): string {
  if (value === undefined && fallback !== undefined) return fallback;
  const own = plain(value ?? null);
  if (typeof own === 'string') return own;
  if (own instanceof Opaque) throw dependsOn(what, own);
  return vm.raise('TypeError', `${what} must be a text, but is ${vm.repr(own)}.`);
}

/** The items of a list or tuple, or undefined where it is neither. */
export function itemsOf(value: Value | undefined): readonly Value[] | undefined {
  const own = plain(value ?? null);
  if (own instanceof PyList || own instanceof PyTuple) return own.items;
  if (own instanceof PyRange) return Array.from({ length: own.length }, (_, k) => own.at(k));
  return undefined;
}

export const isNumber = (value: Value): boolean =>
  typeof value === 'number' || typeof value === 'boolean' || value instanceof PyFloat;

export const numberOf = (value: Value): number => (value instanceof PyFloat ? value.value : Number(value));
