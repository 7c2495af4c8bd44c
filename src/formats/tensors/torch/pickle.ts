/**
 * Python's pickle, read without ever doing what it says: a pickle is a program that may call any function, this reader
 * only builds lists, dictionaries and inert objects. Opcodes: Python's Lib/pickletools.py, protocols 0 to 5.
 */
import { strFromU8 } from 'fflate';
import { TensorFileError } from '../tensorError';
import { PickleBytes } from './pickleBytes';

/** A class or function by its name; it cannot be called. */
export class Name {
  constructor(
    readonly module: string,
    readonly name: string,
  ) {}
  get path(): string {
    return `${this.module}.${this.name}`;
  }
}

/** An object of any class: what it was made with, and its state as plain values. */
export class Inert {
  state: PickleValue = null;
  readonly items: PickleValue[] = [];
  constructor(
    readonly type: Name,
    readonly args: readonly PickleValue[],
  ) {}
}

export type PickleDict = Map<PickleValue, PickleValue>;
export type PickleValue =
  null | boolean | number | bigint | string | Uint8Array | PickleValue[] | PickleDict | Name | Inert | object;

/** What a file of tensors needs beyond plain values. */
export interface PickleHost {
  /** An object that stands outside the pickle: a storage. */
  persistent(id: PickleValue): object;
  /** Calls that may be made; undefined for any other, which is then refused. */
  call(path: string, args: readonly PickleValue[]): PickleValue | undefined;
}

const MARK = Symbol('mark');
type Slot = PickleValue | typeof MARK;

/** Reads one pickle; `bytes` then stands behind it. Throws a TensorFileError. */
export function readPickle(bytes: PickleBytes, host: PickleHost): PickleValue {
  const machine = new Machine(bytes, host);
  while (!machine.done) machine.step();
  return machine.result;
}

class Machine {
  done = false;
  result: PickleValue = null;
  private stack: Slot[] = [];
  private readonly memo = new Map<number, PickleValue>();

  constructor(
    private readonly bytes: PickleBytes,
    private readonly host: PickleHost,
  ) {}

  step(): void {
    const code = this.bytes.byte();
    const opcode = opcodes.get(code);
    if (!opcode) {
      const at = `0x${code.toString(16).padStart(2, '0')}`;
      throw new TensorFileError(`the pickle in it has the unknown instruction ${at}; the file is damaged.`);
    }
    opcode(this, this.bytes);
  }

  push(value: Slot): void {
    this.stack.push(value);
  }

  pop(): PickleValue {
    const value = this.stack.pop();
    if (value === undefined || value === MARK) throw damaged();
    return value;
  }

  /** Whatever it is, a mark too. */
  drop(): void {
    if (this.stack.length === 0) throw damaged();
    this.stack.pop();
  }

  top(): PickleValue {
    const value = this.stack.at(-1);
    if (value === undefined || value === MARK) throw damaged();
    return value;
  }

  /** All values above the last mark, without it. */
  sinceMark(): PickleValue[] {
    const at = this.stack.lastIndexOf(MARK);
    if (at < 0) throw damaged();
    // Above the last mark there are only values.
    const values = this.stack.slice(at + 1) as PickleValue[];
    this.stack.length = at;
    return values;
  }

  take(count: number): PickleValue[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  mark(): void {
    this.push(MARK);
  }

  stop(): void {
    this.result = this.pop();
    this.done = true;
  }

  remember(at: number): void {
    this.memo.set(at, this.top());
  }

  rememberNext(): void {
    this.memo.set(this.memo.size, this.top());
  }

  recall(at: number): void {
    const value = this.memo.get(at);
    if (value === undefined) throw damaged();
    this.push(value);
  }

  persistent(): void {
    this.push(this.host.persistent(this.pop()));
  }

  reduce(): void {
    const [callee, args] = this.take(2);
    if (!(callee instanceof Name) || !Array.isArray(args)) throw damaged();
    const value = this.host.call(callee.path, args);
    if (value === undefined) {
      throw new TensorFileError(
        `it asks to call ${callee.path}, which a file of tensors has no need of. Nothing was called, and the file is not read; save the state_dict alone.`,
      );
    }
    this.push(value);
  }

  /** `cls.__new__(cls, *args)` of any class makes an object that does nothing. */
  object(): void {
    const [type, args] = this.take(2);
    if (!(type instanceof Name) || !Array.isArray(args)) throw damaged();
    this.push(new Inert(type, args));
  }

  build(): void {
    const state = this.pop();
    const target = this.top();
    if (target instanceof Inert) target.state = state;
    else if (!(target instanceof Map)) throw damaged();
  }

  setItems(values: readonly PickleValue[]): void {
    const target = this.top();
    if (values.length % 2 !== 0) throw damaged();
    if (target instanceof Inert) return void target.items.push(...values);
    if (!(target instanceof Map)) throw damaged();
    for (let at = 0; at < values.length; at += 2) target.set(values[at]!, values[at + 1]!);
  }

  append(values: readonly PickleValue[]): void {
    const target = this.top();
    const list = target instanceof Inert ? target.items : target;
    if (!Array.isArray(list)) throw damaged();
    for (const value of values) list.push(value);
  }
}

export const damaged = (): TensorFileError => new TensorFileError('the pickle in it is damaged.');

const dictOf = (values: readonly PickleValue[]): PickleDict => {
  if (values.length % 2 !== 0) throw damaged();
  return new Map(Array.from({ length: values.length / 2 }, (_, k) => [values[2 * k]!, values[2 * k + 1]!]));
};
const text = (bytes: Uint8Array): string => strFromU8(bytes);

type Opcode = (machine: Machine, bytes: PickleBytes) => void;
const of = (character: string): number => character.charCodeAt(0);

const opcodes: ReadonlyMap<number, Opcode> = new Map<number, Opcode>([
  [0x80, (_, bytes) => void bytes.byte()], // PROTO
  [0x95, (_, bytes) => void bytes.count(8)], // FRAME
  [of('('), (machine) => machine.mark()],
  [of('.'), (machine) => machine.stop()],
  [of('0'), (machine) => machine.drop()],
  [of('1'), (machine) => void machine.sinceMark()],
  [of('2'), (machine) => machine.push(machine.top())],
  // Numbers
  [of('I'), (machine, bytes) => machine.push(intOf(bytes.line()))],
  [of('L'), (machine, bytes) => machine.push(bytes.decimal())],
  [of('J'), (machine, bytes) => machine.push(bytes.signed(4))],
  [of('K'), (machine, bytes) => machine.push(bytes.byte())],
  [of('M'), (machine, bytes) => machine.push(bytes.count(2))],
  [0x8a, (machine, bytes) => machine.push(bytes.integer(bytes.byte()))],
  [0x8b, (machine, bytes) => machine.push(bytes.integer(bytes.count(4)))],
  [of('F'), (machine, bytes) => machine.push(Number(bytes.line()))],
  [of('G'), (machine, bytes) => machine.push(bytes.double())],
  [of('N'), (machine) => machine.push(null)],
  [0x88, (machine) => machine.push(true)],
  [0x89, (machine) => machine.push(false)],
  // Texts
  [of('S'), (machine, bytes) => machine.push(bytes.line().replace(/^(['"])(.*)\1$/s, '$2'))],
  [of('V'), (machine, bytes) => machine.push(bytes.line())],
  [of('T'), (machine, bytes) => machine.push(text(bytes.take(bytes.count(4))))],
  [of('U'), (machine, bytes) => machine.push(text(bytes.take(bytes.byte())))],
  [of('X'), (machine, bytes) => machine.push(text(bytes.take(bytes.count(4))))],
  [0x8c, (machine, bytes) => machine.push(text(bytes.take(bytes.byte())))],
  [0x8d, (machine, bytes) => machine.push(text(bytes.take(bytes.count(8))))],
  [of('B'), (machine, bytes) => machine.push(bytes.take(bytes.count(4)))],
  [of('C'), (machine, bytes) => machine.push(bytes.take(bytes.byte()))],
  [0x8e, (machine, bytes) => machine.push(bytes.take(bytes.count(8)))],
  [0x96, (machine, bytes) => machine.push(bytes.take(bytes.count(8)))],
  // Containers; a tuple is a list here
  [of(']'), (machine) => machine.push([])],
  [of('l'), (machine) => machine.push(machine.sinceMark())],
  [of('a'), (machine) => machine.append([machine.pop()])],
  [of('e'), (machine) => machine.append(machine.sinceMark())],
  [of(')'), (machine) => machine.push([])],
  [of('t'), (machine) => machine.push(machine.sinceMark())],
  [0x85, (machine) => machine.push(machine.take(1))],
  [0x86, (machine) => machine.push(machine.take(2))],
  [0x87, (machine) => machine.push(machine.take(3))],
  [of('}'), (machine) => machine.push(new Map())],
  [of('d'), (machine) => machine.push(dictOf(machine.sinceMark()))],
  [of('s'), (machine) => machine.setItems(machine.take(2))],
  [of('u'), (machine) => machine.setItems(machine.sinceMark())],
  [0x8f, (machine) => machine.push([])],
  [0x90, (machine) => machine.append(machine.sinceMark())],
  [0x91, (machine) => machine.push(machine.sinceMark())],
  // Memory
  [of('p'), (machine, bytes) => machine.remember(Number(bytes.line()))],
  [of('q'), (machine, bytes) => machine.remember(bytes.byte())],
  [of('r'), (machine, bytes) => machine.remember(bytes.count(4))],
  [0x94, (machine) => machine.rememberNext()],
  [of('g'), (machine, bytes) => machine.recall(Number(bytes.line()))],
  [of('h'), (machine, bytes) => machine.recall(bytes.byte())],
  [of('j'), (machine, bytes) => machine.recall(bytes.count(4))],
  // Objects
  [of('c'), (machine, bytes) => machine.push(new Name(bytes.line(), bytes.line()))],
  [0x93, (machine) => machine.push(nameOf(machine.take(2)))],
  [of('R'), (machine) => machine.reduce()],
  [0x81, (machine) => machine.object()],
  [0x92, (machine) => (machine.drop(), machine.object())],
  [of('b'), (machine) => machine.build()],
  [of('P'), (machine, bytes) => (machine.push(bytes.line()), machine.persistent())],
  [of('Q'), (machine) => machine.persistent()],
]);

function nameOf([module, name]: readonly PickleValue[]): Name {
  if (typeof module !== 'string' || typeof name !== 'string') throw damaged();
  return new Name(module, name);
}

/** Protocol 0 writes True and False as `01` and `00`. */
const intOf = (line: string): PickleValue => (line === '01' ? true : line === '00' ? false : Number(line));
