/** Two mistakes made one upon the other, where none alone gives these numbers. */
import { gradientOf, type Bench } from './bench';
import { closenessOf, hasEffect, isClose } from './closeness';
import { byCloseness, type Asked, type Attempt, type Single } from './search';

/** About as many multiplications as a second of work takes; a layer too large for that gets fewer pairs. */
const PAIR_WORK = 4e8;
const PAIRS = 2500;

/**
 * Two mistakes do not mend what one of them breaks: those that undo each other explain nothing. A few entries may be
 * right by chance.
 */
const BY_CHANCE = 0.02;

/** Yields between pairs. */
export function* tryPairs(asked: Asked, singles: readonly Single[]): Generator<void, Attempt | undefined> {
  const { mine, right, known, rounding, bench } = asked;
  const limit = Math.min(PAIRS, Math.floor(PAIR_WORK / workOf(bench)));
  const stillRight = closenessOf(mine, right, rounding, known).equal;
  let tried = 0;
  const candidates = singles.filter(({ leavesRight }) => leavesRight + BY_CHANCE * mine.data.length >= stillRight);
  for (const [first, second] of pairsOf(candidates)) {
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
