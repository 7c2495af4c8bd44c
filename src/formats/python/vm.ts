/** What the parts of the interpreter, and libraries written for it, may ask of it. */
import type { Expression, Span } from './ast';
import type { Scope } from './scope';
import type { Arguments, Located, PyClass, PyFunction, PyModule, Value } from './values';

/** A call that is being evaluated. */
export interface Frame {
  readonly callee: PyFunction | undefined;
  readonly scope: Scope;
  /** The first argument, for `super()`. */
  readonly self: Value | undefined;
  /** What is being evaluated now. */
  at: Span;
  /** Values that a generator has yielded. */
  readonly yielded: Value[];
}

export interface Note {
  readonly message: string;
  readonly places: readonly Located[];
}

export interface Vm {
  readonly frames: Frame[];
  /** Counts work; throws where there is too much. */
  tick(amount?: number): void;
  /** Throws where a sequence would grow beyond reason. */
  checkSize(length: number): void;

  evaluate(expression: Expression, scope: Scope): Value;
  call(callee: Value, args: Arguments): Value;
  callMethod(value: Value, name: string, ...args: Value[]): Value;
  getAttribute(value: Value, name: string): Value;
  /** Undefined where there is no such attribute. */
  findAttribute(value: Value, name: string): Value | undefined;
  setAttribute(value: Value, name: string, to: Value): void;
  iterate(value: Value): Iterable<Value>;
  /** @param what the subject of the problem where it is not known */
  truth(value: Value, what?: string): boolean;
  equal(a: Value, b: Value): boolean;
  str(value: Value): string;
  repr(value: Value): string;
  binary(operator: string, left: Value, right: Value): Value;
  getItem(value: Value, index: Value): Value;
  setItem(value: Value, index: Value, to: Value): void;

  tuple(items: readonly Value[]): Value;

  importModule(name: string, level: number): Value;
  importLater(name: string): Value;
  /** A module of the library, or undefined. */
  libraryModule(name: string): PyModule | undefined;
  /** Where the evaluation stands, the innermost place first. */
  places(): readonly Located[];
  /** Something a user should know, without being wrong. */
  note(message: string): void;
  raise(type: string, message: string): never;
  exceptionClass(name: string): PyClass;
}
