/** Tensors that are made in the file: small ones keep their numbers, as far as Python itself computes with them. */
import { isNumber, numberOf } from '../python/native';
import { PyFloat, PyList, type Value } from '../python/values';
import type { Torch } from './context';
import { PyTensor } from './graph';

/** Numbers that are kept of one tensor. */
const MOST = 4096;

/** The numbers of a constant tensor, or of a plain number; undefined where they are not known. */
export function numbersOf(value: Value | undefined): readonly number[] | undefined {
  if (value !== undefined && isNumber(value)) return [numberOf(value)];
  if (!(value instanceof PyTensor) || value.origin.kind !== 'constant') return undefined;
  const { values } = value.origin;
  if (values === undefined || value.shape === undefined) return undefined;
  const size = value.shape.reduce((product, extent) => product * extent, 1);
  return values.length === 1 && size <= MOST ? Array.from({ length: size }, () => values[0]!) : values;
}

export const isConstant = (value: Value | undefined): boolean =>
  (value !== undefined && isNumber(value)) || (value instanceof PyTensor && value.origin.kind === 'constant');

/** Joins two constants entry by entry, where one of them is a single number or both have the same shape. */
export function joinConstants(torch: Torch, a: Value, b: Value, work: (x: number, y: number) => number): PyTensor {
  const shapes = [a, b].map((one) => (one instanceof PyTensor ? one.shape : []));
  const larger = (shapes[0]?.length ?? 0) >= (shapes[1]?.length ?? 0) ? shapes[0] : shapes[1];
  const [x, y] = [numbersOf(a), numbersOf(b)];
  if (!x || !y || (x.length !== y.length && x.length !== 1 && y.length !== 1)) return torch.constant(larger);
  const count = Math.max(x.length, y.length);
  const at = (all: readonly number[], k: number): number => all[all.length === 1 ? 0 : k]!;
  return torch.constant(
    larger,
    Array.from({ length: count }, (_, k) => work(at(x, k), at(y, k))),
  );
}

const halfToEven = (x: number): number => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));

/** Operations that a constant may go through. */
const unary: { readonly [name: string]: (x: number) => number } = {
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  abs: Math.abs,
  neg: (x) => -x,
  round: halfToEven,
  floor: Math.floor,
  ceil: Math.ceil,
  int: Math.trunc,
  long: Math.trunc,
  square: (x) => x * x,
};

/** Undefined where the operation is none of these. */
export function onConstant(torch: Torch, name: string, tensor: PyTensor): PyTensor | undefined {
  const work = unary[name];
  return work && torch.constant(tensor.shape, numbersOf(tensor)?.map(work));
}

export const constantOperations = Object.keys(unary);

/** `torch.diff` of a vector. */
export function differences(torch: Torch, tensor: PyTensor): PyTensor {
  const numbers = numbersOf(tensor);
  const made = numbers?.slice(1).map((x, k) => x - numbers[k]!);
  return torch.constant(made && [made.length], made);
}

/** Whole numbers come out as integers of Python. */
export function listOf(tensor: PyTensor): Value | undefined {
  const numbers = numbersOf(tensor);
  if (!numbers || (tensor.shape?.length ?? 0) > 1) return undefined;
  const items = numbers.map(toPython);
  return tensor.shape?.length === 0 ? items[0] : new PyList(items);
}

export const toPython = (x: number): Value => (Number.isInteger(x) ? x : new PyFloat(x));
