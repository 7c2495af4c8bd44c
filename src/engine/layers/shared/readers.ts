/** Which outputs read an input entry, for layers that list their reads output by output. */
import { unravel, type Tensor } from '../../tensor';
import type { Factor, Term, TermSum } from '../../layer';
import { axisNames } from './axes';
import { DELTA, factorAt, fixed, local, symbol } from './symbols';

/** Lists of numbers, one after the other in one array: list `at` is `entries[first[at]] … entries[first[at + 1] − 1]`. */
export interface Lists {
  readonly first: Int32Array;
  readonly entries: Int32Array;
}

export const listOf = ({ first, entries }: Lists, at: number): Int32Array =>
  entries.subarray(first[at]!, first[at + 1]!);

/** Turns the lists round: for each of `count` inputs, the outputs whose list names it (−1 names none). */
export function readersOf({ first, entries }: Lists, count: number): Lists {
  const starts = new Int32Array(count + 1);
  for (const input of entries) if (input >= 0) starts[input + 1]!++;
  for (let at = 0; at < count; at++) starts[at + 1]! += starts[at]!;
  const next = starts.slice();
  const readers = new Int32Array(starts[count]!);
  for (let output = 0; output + 1 < first.length; output++) {
    for (let k = first[output]!; k < first[output + 1]!; k++) {
      if (entries[k]! >= 0) readers[next[entries[k]!]!++] = output;
    }
  }
  return { first: starts, entries: readers };
}

/** One read each: output `at` reads `from[at]`. */
export const single = (from: Int32Array): Lists => ({
  first: Int32Array.from({ length: from.length + 1 }, (_, at) => at),
  entries: from,
});

interface Weighing {
  /** How the second factor is written; no second factor when left out. */
  readonly symbol: string;
  /** Does it differ from term to term? It then bears the running indices. */
  readonly varies: boolean;
  of(output: number): number;
}

/** Σ δ[output] · weight over some outputs: an index runs along every axis on which they differ. */
export function deltaSum(outputs: ArrayLike<number>, delta: Tensor, weight?: Weighing): TermSum {
  const places = Array.from(outputs, (flat) => unravel(flat, delta.shape));
  const names = axisNames(delta.shape.length);
  const first = places[0] ?? delta.shape.map(() => 0);
  const running = names.map((_, axis) => places.some((place) => place[axis] !== first[axis]));
  const along = <T>(of: (axis: number) => T): T[] =>
    [...names.keys()].filter((axis) => running[axis]).map((axis) => of(axis));
  const subscripts = first.map((at, axis) => (running[axis] ? names[axis]! : String(at)));
  const visible = delta.shape.length > 1 && delta.shape[0] === 1 ? subscripts.slice(1) : subscripts;
  const terms = places.map((place, position): Term => {
    const factors: Factor[] = [factorAt(DELTA, delta, place)];
    if (weight) factors.push(local(weight.of(outputs[position]!)));
    const product = factors.reduce((all, { value }) => all * value, 1);
    return { at: along((axis) => place[axis]!), factors, product };
  });
  return {
    indices: along((axis) => {
      const all = places.map((place) => place[axis]!);
      return { name: names[axis]!, from: Math.min(...all), to: Math.max(...all) };
    }),
    factors: [
      symbol('δ', visible),
      ...(weight ? [symbol(weight.symbol, weight.varies ? along((axis) => names[axis]!) : [])] : []),
    ],
    terms,
  };
}

/** A single factor that is the entry itself. */
export function alone(name: string, factor: Factor, shape: readonly number[], note: string): TermSum {
  return {
    indices: [],
    factors: [symbol(name, fixed(factor.index, shape))],
    terms: [{ at: [], factors: [factor], product: factor.value }],
    note,
  };
}
