/**
 * Fault injection: every mistake of the catalogue, in every layer and loss where it changes a gradient, in the middle of
 * a small network. Each must be caught, located and named. What there is to plant, and where, follows from the registry
 * and the catalogue alone.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { mistakes } from '../../src/engine/diagnose/mistakes/index';
import type { RunOptions } from '../../src/engine/run';
import { allCases, chosenFrom, distance, subjects, type Case } from './support/cases';
import { tableOf, type Outcome } from './support/table';
import { planted } from './support/plant';
import { isCaught, isLocated, isNamed, isSubgradient, namedIn, reportOf } from './support/verdict';

const allOf = allCases();
const cases = chosenFrom(allOf);
const outcomes: Outcome[] = [];
/** Milliseconds that a test may take on a machine that does much else. */
const TIME = 240_000;

/** What is smaller than the default bound of 10⁻⁷ is looked for with a smaller one. */
const boundFor = ({ wrong, right }: Case): RunOptions => (distance(wrong, right) < 1e-6 ? { rtol: 1e-9 } : {});

/** Every third one as a layer of the user's own that claims to be the built-in one. */
async function outcomeOf(one: Case, at: number): Promise<Outcome> {
  const { subject, bench } = one;
  const report = await reportOf(planted(subject, [one], at % 3 === 0), subject.summary, boundFor(one));
  const said = namedIn(report, subject.layer, bench.target);
  return {
    case: one,
    caught: isCaught(report, subject.layer),
    located: isLocated(report, [subject.layer]),
    named: isNamed(one, said),
    said: said ?? [],
  };
}

const wanted = (outcome: 'caught' | 'located') =>
  outcomes
    .filter((one) => !one[outcome])
    .map(
      ({
        case: {
          mistakes: [mistake],
          subject,
        },
      }) => `${mistake!.id} in ${subject.name}`,
    );

describe('what is right', () => {
  it(
    'is never called wrong, by a bound a hundred times smaller too',
    async () => {
      const alarms: string[] = [];
      for (const { name, model, summary } of subjects()) {
        const { verdict, sentence } = await reportOf(model, summary, { rtol: 1e-9 });
        if (verdict === 'wrong') alarms.push(`${name}: ${sentence}`);
      }
      expect(alarms).toEqual([]);
    },
    TIME,
  );

  it(
    'is not called wrong for another choice of subgradient at a tie',
    async () => {
      const alarms: string[] = [];
      for (const one of allOf.filter(({ mistakes: [mistake] }) => mistake!.subgradient)) {
        const { verdict } = await reportOf(planted(one.subject, [one]), one.subject.summary);
        if (verdict === 'wrong') alarms.push(`${one.mistakes[0]!.id} in ${one.subject.name}`);
      }
      expect(alarms).toEqual([]);
    },
    TIME,
  );
});

describe('a mistake in a backward pass', () => {
  it.each(mistakes.filter(({ id }) => cases.some((one) => one.mistakes[0]!.id === id)))(
    '$id',
    async ({ id }) => {
      for (const [at, one] of cases.entries()) {
        if (one.mistakes[0]!.id !== id) continue;
        const outcome = await outcomeOf(one, at);
        if (outcome.caught || !(await isSubgradient(one))) outcomes.push(outcome);
      }
    },
    60_000,
  );

  it('is always caught, and where it is', () => {
    expect(wanted('caught')).toEqual([]);
    expect(wanted('located')).toEqual([]);
  });

  it('is named in 95 of 100 cases', () => {
    const named = outcomes.filter((one) => one.named).length;
    expect(named / outcomes.length).toBeGreaterThanOrEqual(0.95);
  });
});

afterAll(() => {
  const table = tableOf(outcomes);
  mkdirSync('out-test', { recursive: true });
  writeFileSync('out-test/faults.txt', table.whole);
  console.log(table.summary);
});
