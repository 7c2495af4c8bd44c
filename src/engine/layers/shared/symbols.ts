/** Subscripts of the general term of a sum, with constants put in: `x+2`, `2x+1`, `3−x`. */
import type { Factor, FactorSource, FactorSymbol } from '../../layer';
import { ravel, type Tensor } from '../../tensor';

/** `coefficient · name + constant`, written as in a formula. */
export function affine(coefficient: number, name: string, constant: number): string {
  const size = Math.abs(coefficient) === 1 ? name : `${Math.abs(coefficient)}${name}`;
  if (coefficient < 0) return constant === 0 ? `−${size}` : `${signedConstant(constant)}−${size}`;
  if (constant === 0) return size;
  return constant > 0 ? `${size}+${constant}` : `${size}−${-constant}`;
}

const signedConstant = (value: number): string => (value < 0 ? `−${-value}` : String(value));

/** `(3−x)/2` */
export const over = (text: string, divisor: number): string => (divisor === 1 ? text : `(${text})/${divisor}`);

/** The batch index as leading subscript: none for a single sample. */
export const batch = (samples: number, index: number | string): string[] => (samples === 1 ? [] : [String(index)]);

/** A factor read from a tensor at an index. */
export function factorAt(source: FactorSource, from: Tensor, index: readonly number[]): Factor {
  return { source, index, value: from.data[ravel(index, from.shape)]! };
}

/** A number that lies in no tensor. */
export const local = (value: number): Factor => ({ source: { kind: 'local' }, index: [], value });

export const symbol = (name: string, subscripts: readonly (string | number)[] = []): FactorSymbol => ({
  symbol: name,
  subscripts: subscripts.map(String),
});

export const DELTA: FactorSource = { kind: 'delta' };
export const INPUT: FactorSource = { kind: 'input', input: 0 };
export const WEIGHT: FactorSource = { kind: 'parameter', parameter: 'weight' };
export const BIAS: FactorSource = { kind: 'parameter', parameter: 'bias' };

/** Subscripts of a fixed index: the batch index is left out for a single sample. */
export const fixed = (index: readonly number[], shape: readonly number[]): string[] =>
  (shape.length > 1 && shape[0] === 1 ? index.slice(1) : index).map(String);
