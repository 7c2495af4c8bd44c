/** What came of all cases, as a table: mistakes by layers. */
import type { Case } from './cases';

export interface Outcome {
  readonly case: Case;
  readonly caught: boolean;
  readonly located: boolean;
  readonly named: boolean;
  /** Identities of the mistakes that the diagnosis gave. */
  readonly said: readonly string[];
}

const count = (outcomes: readonly Outcome[], which: 'caught' | 'located' | 'named'): number =>
  outcomes.filter((one) => one[which]).length;

const distinct = <T>(of: readonly T[]): T[] => [...new Set(of)];

function line(name: string, outcomes: readonly Outcome[]): string {
  const layers = distinct(outcomes.map(({ case: { subject } }) => subject.type)).length;
  const numbers = [
    layers,
    outcomes.length,
    ...(['caught', 'located', 'named'] as const).map((w) => count(outcomes, w)),
  ];
  return name.padEnd(36) + numbers.map((value) => value.toLocaleString('en-US').padStart(9)).join('');
}

export function tableOf(outcomes: readonly Outcome[]): { readonly summary: string; readonly whole: string } {
  const idsOf = ({ case: { mistakes } }: Outcome): string => mistakes.map(({ id }) => id).join(' + ');
  const head =
    'mistake'.padEnd(36) + ['layers', 'tried', 'caught', 'located', 'named'].map((w) => w.padStart(9)).join('');
  const all = line('all', outcomes);
  const byMistake = distinct(outcomes.map(idsOf)).map((id) =>
    line(
      id,
      outcomes.filter((one) => idsOf(one) === id),
    ),
  );
  const unnamed = outcomes
    .filter(({ named }) => !named)
    .map((outcome) => {
      const {
        case: { subject, bench },
        said,
      } = outcome;
      const tensor = bench.target.kind === 'gradient' ? bench.target.parameter : 'dx';
      return `not named: ${idsOf(outcome)} in ${tensor} of ${subject.name}; said: ${said.join(' + ') || 'nothing'}`;
    });
  const pairs = distinct(outcomes.map((one) => `${idsOf(one)}|${one.case.subject.type}`)).length;
  const geometries = distinct(outcomes.map(({ case: { subject } }) => subject.name)).length;
  const summary = [
    `${pairs.toLocaleString('en-US')} pairs of mistake and layer on ${geometries} geometries`,
    head,
    all,
    ...unnamed,
  ].join('\n');
  return { summary, whole: [head, ...byMistake, all, ...unnamed, ''].join('\n') };
}
