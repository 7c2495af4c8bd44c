/** Which known mistake gives these numbers: each is made on the bench and compared with what is wrong. */
import { gradientOf, type Bench } from './bench';
import { closenessOf, hasEffect, isProportional, type Closeness } from './closeness';
import type { Mistake } from './mistake';
import { mistakes as allMistakes } from './mistakes/index';
import type { Question } from './question';

export interface Attempt {
  /** One, or two made one upon the other. */
  readonly mistakes: readonly Mistake[];
  readonly closeness: Closeness;
}

export interface Found {
  /** What is named; undefined where nothing known gives these numbers. */
  readonly match: Attempt | undefined;
  /** The match, then the closest first. */
  readonly attempts: readonly Attempt[];
  /** Mistakes that can be made on this layer and change this gradient. */
  readonly tried: number;
}

export type Asked = Pick<Question, 'mine' | 'right' | 'known' | 'rounding' | 'bench'>;

/** A mistake that changes this gradient. */
export interface Single extends Attempt {
  readonly mistake: Mistake;
  readonly made: Bench;
  /** Entries that it leaves right. */
  readonly leavesRight: number;
  /** Is mine what the mistake gives, but for one factor? */
  readonly isProportional: boolean;
}

/** Yields between mistakes, so that a run can pause or stop. */
export function* tryEach(asked: Asked, mistakes: readonly Mistake[] = allMistakes): Generator<void, Single[]> {
  const singles: Single[] = [];
  for (const mistake of mistakes) {
    const single = trySingle(asked, mistake);
    if (single) singles.push(single);
    yield;
  }
  return singles;
}

/** The catalogue goes from the particular to the general: of several that match, the first is named. */
export const matchOf = (singles: readonly Single[]): Single | undefined =>
  singles.find(({ closeness }) => closeness.matches);

export function foundOf(singles: readonly Single[], match: Attempt | undefined): Found {
  const others = [...singles].sort(byCloseness).filter((single) => single !== match);
  return { match, attempts: match ? [match, ...others] : others, tried: singles.length };
}

function trySingle({ mine, right, known, rounding, bench }: Asked, mistake: Mistake): Single | undefined {
  const made = mistake.make(bench);
  const candidate = made && gradientOf(made);
  if (!candidate || candidate.data.length !== mine.data.length) return undefined;
  if (!hasEffect(candidate, right, rounding, known)) return undefined;
  return {
    ...{ mistakes: [mistake], mistake, made: made!, closeness: closenessOf(mine, candidate, rounding, known) },
    leavesRight: closenessOf(right, candidate, rounding, known).equal,
    isProportional: isProportional(mine, candidate, rounding, known),
  };
}

/** The closer one first. */
export const byCloseness = ({ closeness: a }: Attempt, { closeness: b }: Attempt): number =>
  Number(b.matches) - Number(a.matches) || b.equal - a.equal || a.maxDifference - b.maxDifference;
