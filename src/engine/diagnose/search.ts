/** Which known mistake gives these numbers: each is made on its own, then two of them one upon the other. */
import type { Tensor } from '../tensor';
import { gradientOf, type Bench } from './bench';
import { closenessOf, hasEffect, isClose, type Closeness } from './closeness';
import type { Mistake } from './mistake';
import { mistakes as allMistakes } from './mistakes/index';
import type { Question } from './question';

export interface Attempt {
  /** One, or two made one upon the other. */
  readonly mistakes: readonly Mistake[];
  readonly closeness: Closeness;
}

export interface Found {
  /** The mistake that is named; undefined where none gives these numbers. */
  readonly match: Attempt | undefined;
  /** The closest first. */
  readonly attempts: readonly Attempt[];
  /** Mistakes that can be made on this layer and change this gradient. */
  readonly tried: number;
}

type Asked = Pick<Question, 'mine' | 'right' | 'known' | 'rounding' | 'bench'>;

/** Yields between mistakes, so that a run can pause or stop. */
export function* search(question: Asked, mistakes: readonly Mistake[] = allMistakes): Generator<void, Found> {
  const singles: Single[] = [];
  for (const mistake of mistakes) {
    const single = trySingle(question, mistake);
    if (single) singles.push(single);
    yield;
  }
  const attempts = [...singles].sort(byCloseness);
  const tried = singles.length;
  // The catalogue goes from the particular to the general: of several the first is named.
  const match = singles.find(({ closeness }) => closeness.matches);
  if (match) return { match, attempts: [match, ...attempts.filter((attempt) => attempt !== match)], tried };
  const pair = yield* tryPairs(question, singles);
  return { match: pair, attempts: pair ? [pair, ...attempts] : attempts, tried };
}

interface Single extends Attempt {
  readonly mistake: Mistake;
  readonly made: Bench;
  /** Is mine what the mistake gives, but for one factor? */
  readonly isProportional: boolean;
}

function trySingle({ mine, right, known, rounding, bench }: Asked, mistake: Mistake): Single | undefined {
  const made = mistake.make(bench);
  const candidate = made && gradientOf(made);
  if (!candidate || candidate.data.length !== mine.data.length) return undefined;
  if (!hasEffect(candidate, right, rounding, known)) return undefined;
  const closeness = closenessOf(mine, candidate, rounding, known);
  const factor = factorBetween(mine, candidate, known);
  const isProportional =
    Number.isFinite(factor) && factor !== 0 && isClose(mine, times(candidate, factor), 4 * rounding, known);
  return { mistakes: [mistake], mistake, made: made!, closeness, isProportional };
}

const byCloseness = ({ closeness: a }: Attempt, { closeness: b }: Attempt): number =>
  Number(b.matches) - Number(a.matches) || b.equal - a.equal || a.maxDifference - b.maxDifference;

// ---------------------------------------------------------------- two at once

/** About as many multiplications as a second of work takes; a layer too large for that gets fewer pairs. */
const PAIR_WORK = 4e8;
const PAIRS = 2500;

function* tryPairs(question: Asked, singles: readonly Single[]): Generator<void, Attempt | undefined> {
  const { mine, right, known, rounding, bench } = question;
  const limit = Math.min(PAIRS, Math.floor(PAIR_WORK / workOf(bench)));
  let tried = 0;
  for (const [first, second] of pairsOf(singles)) {
    if (tried >= limit) return undefined;
    const both = second.mistake.make(first.made);
    const candidate = both && gradientOf(both);
    tried++;
    yield;
    if (!candidate || candidate.data.length !== mine.data.length) continue;
    if (!isClose(mine, candidate, rounding, known) || !hasEffect(candidate, right, rounding, known)) continue;
    // In the order in which the catalogue has them, whichever was made first.
    const mistakes = singles.filter((single) => single === first || single === second).map(({ mistake }) => mistake);
    return { mistakes, closeness: closenessOf(mine, candidate, rounding, known) };
  }
  return undefined;
}

/** Pairs of what is promising first: what is right but for a factor, then what has come closest. */
function* pairsOf(singles: readonly Single[]): Generator<readonly [Single, Single]> {
  const ranked = [...singles].sort((a, b) => Number(b.isProportional) - Number(a.isProportional) || byCloseness(a, b));
  for (const first of ranked.filter(({ isProportional }) => isProportional)) {
    for (const second of singles) if (second !== first) yield [first, second];
  }
  for (let sum = 1; sum < 2 * ranked.length - 2; sum++) {
    for (let one = Math.max(0, sum - ranked.length + 1); one < ranked.length && one <= sum; one++) {
      const other = sum - one;
      if (one !== other && !ranked[one]!.isProportional) yield [ranked[one]!, ranked[other]!];
    }
  }
}

/** Multiplications of one backward pass, and what turning its tensors about costs. */
function workOf({ layer, inputs, options, delta, parameters }: Bench): number {
  const fit = layer.shape(
    inputs.map(({ shape }) => shape),
    options,
  );
  const entries = [...inputs, delta, ...Object.values(parameters)].reduce((sum, { data }) => sum + data.length, 0);
  return 40 * entries + (fit.ok ? 2 * fit.multiplyAdds : 0);
}

/** mine / candidate at the candidate's largest entry. */
function factorBetween(mine: Tensor, candidate: Tensor, known: Uint8Array | undefined): number {
  let at = -1;
  for (let flat = 0; flat < candidate.data.length; flat++) {
    if (known && known[flat] === 0) continue;
    if (at < 0 || Math.abs(candidate.data[flat]!) > Math.abs(candidate.data[at]!)) at = flat;
  }
  return mine.data[at]! / candidate.data[at]!;
}

const times = ({ shape, data }: Tensor, factor: number): Tensor => ({ shape, data: data.map((v) => v * factor) });
