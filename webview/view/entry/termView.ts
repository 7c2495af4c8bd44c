/** The terms of an opened entry as the table and the maps need them: sorted, with shares and running sums. Pure. */
import type { EntryReply, Factor, FactorSymbol, Term, TermSum } from '../../../src/protocol';

export interface TermRow {
  /** Position in `sum.terms`; the bias, which is no term, stands after them. */
  readonly at: number;
  readonly term: Term;
  /** Of Σ|·|, from 0 to 1. */
  readonly share: number;
  /** Sum of this row and all above it. */
  readonly running: number;
  readonly isPlus: boolean;
}

export interface TermTableData {
  readonly rows: readonly TermRow[];
  /** Σ|·| over all terms, the bias included. */
  readonly sumOfSizes: number;
  readonly largest: number;
  readonly total: number;
}

export type TermOrder = 'share' | 'index';

/** Terms by size, or as they run; what is added to the sum (a bias) comes last. */
export function termTable(sum: TermSum, order: TermOrder): TermTableData {
  const numbered = sum.terms.map((term, at) => ({ term, at }));
  if (order === 'share') {
    numbered.sort((a, b) => Math.abs(b.term.product) - Math.abs(a.term.product) || a.at - b.at);
  }
  const plus = sum.plus && { term: plusTerm(sum.plus.factor), at: sum.terms.length };
  const all = plus === undefined ? numbered : [...numbered, plus];
  const sumOfSizes = all.reduce((total, { term }) => total + Math.abs(term.product), 0);
  let running = 0;
  let largest = 0;
  const rows = all.map(({ term, at }): TermRow => {
    running += term.product;
    largest = Math.max(largest, Math.abs(term.product));
    const share = sumOfSizes > 0 ? Math.abs(term.product) / sumOfSizes : 0;
    return { at, term, share, running, isPlus: at === sum.terms.length };
  });
  return { rows, sumOfSizes, largest, total: running };
}

const plusTerm = (factor: Factor): Term => ({ at: [], factors: [factor], product: factor.value });

/** The rows that are not shown, as one: its product closes the sum. */
export function restOf(rows: readonly TermRow[], shown: number): { product: number; share: number; count: number } {
  const rest = rows.slice(shown).filter(({ isPlus }) => !isPlus);
  return {
    product: rest.reduce((total, { term }) => total + term.product, 0),
    share: rest.reduce((total, { share }) => total + share, 0),
    count: rest.length,
  };
}

/** Σ|·| / |Σ|: how many times larger the terms are than what is left of them. Terms that are all 0 do not cancel. */
export function cancellation({ sumOfSizes }: TermTableData, value: number): number | undefined {
  if (sumOfSizes === 0) return undefined;
  return value === 0 ? Infinity : sumOfSizes / Math.abs(value);
}

/** What the terms add up to: of a wrong gradient that is not what the layer said, and the formula must not claim it. */
export function summed({ sum, value, check }: EntryReply): number {
  if (sum === undefined || check?.verdict !== 'wrong') return value;
  return sum.terms.reduce((total, { product }) => total + product, 0);
}

/** The leading index that the formula leaves out for a single sample. */
function dropped(index: readonly number[], symbol: FactorSymbol): number {
  return Math.max(0, index.length - symbol.subscripts.length);
}

export interface LiveIndex {
  readonly text: string;
  /** Comes from a running index. */
  readonly live: boolean;
}

const runs = (subscript: string): boolean => /[a-z]/i.test(subscript);

/** A factor's index in a term, as the general term writes it: `δ[3,`**`3`**`,`**`7`**`]`. */
export function liveIndices(factor: Factor, symbol: FactorSymbol): LiveIndex[] {
  if (factor.index.length === 0) return symbol.subscripts.map((text) => ({ text, live: runs(text) }));
  return factor.index
    .slice(dropped(factor.index, symbol))
    .map((at, k) => ({ text: String(at), live: runs(symbol.subscripts[k] ?? '') }));
}

/** `∂C/∂W[3, 1, 2, 3]` */
export function entryName({ symbol, index }: Pick<EntryReply, 'symbol' | 'index'>): string {
  return index.length === 0 ? symbol : `${symbol}[${index.join(', ')}]`;
}

/** `δ[3,x,y]`, the head of a column. */
export function symbolText({ symbol, subscripts }: FactorSymbol): string {
  return subscripts.length === 0 ? symbol : `${symbol}[${subscripts.join(',')}]`;
}
