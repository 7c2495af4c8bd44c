/** Runs a model with faults in it and says whether they were caught, located and named. */
import { gradientOf } from '../../../src/engine/diagnose/bench';
import { isActivation } from '../../../src/engine/diagnose/mistakes/activation';
import { mistakes as catalogue } from '../../../src/engine/diagnose/mistakes/index';
import type { EntryTarget } from '../../../src/engine/layer';
import { entryCheck } from '../../../src/engine/gradcheck/tensorCheck';
import type { Model } from '../../../src/engine/model';
import { newRunRecord, run, type RunOptions } from '../../../src/engine/run';
import type { RunReport } from '../../../src/engine/summary';
import { distance, type Case } from './cases';
import type { Subject } from './network';
import { madeOn, planted } from './plant';

/** The report of a whole run, every entry; lets others in once. */
export async function reportOf(
  model: Model,
  summary: Subject['summary'],
  options: RunOptions = {},
): Promise<RunReport> {
  const control = { cancelled: () => false, pause: async () => undefined };
  let report: RunReport | undefined;
  for await (const event of run(model, summary, options, control)) if (event.type === 'runDone') report = event.report;
  await new Promise((resolve) => setImmediate(resolve));
  return report!;
}

/**
 * Does it differ only where a function of single entries breaks, and there by another of its one-sided slopes? That is a
 * subgradient too, and no mistake.
 */
export async function isSubgradient({ subject, bench, mistakes, wrong, right }: Case): Promise<boolean> {
  if (!isActivation(bench)) return false;
  const record = newRunRecord();
  const model = planted(subject, [{ bench, mistakes }]);
  const control = { cancelled: () => false, pause: async () => undefined };
  for await (const _ of run(model, subject.summary, {}, control, record));
  const check = record.checks.get(subject.layer)!.tensors.find(({ target }) => sameTarget(target, bench.target))!;
  return right.data.every((value, flat) => value === wrong.data[flat] || entryCheck(check, flat).verdict === 'kink');
}

/** The tensor's verdict is wrong, by whichever of the checks. */
export const isCaught = (report: RunReport, layer: number): boolean =>
  report.verdict === 'wrong' && report.layers.some((one) => one.layer === layer && one.verdict === 'wrong');

/** These layers and no other, the first of them on top. */
export function isLocated(report: RunReport, layers: readonly number[]): boolean {
  const wrong = report.layers.filter(({ verdict }) => verdict === 'wrong').map(({ layer }) => layer);
  return String(wrong) === String(layers) && report.firstAtFault === Math.min(...layers);
}

const sameTarget = (a: EntryTarget, b: EntryTarget): boolean => JSON.stringify(a) === JSON.stringify(b);

export function namedIn(report: RunReport, layer: number, target: EntryTarget): readonly string[] | undefined {
  const { diagnoses = [] } = report.layers.find((one) => one.layer === layer)!;
  return diagnoses.find((diagnosis) => sameTarget(diagnosis.target, target))?.mistakes;
}

/** Numbers that no comparison tells apart. */
const EQUAL = 1e-11;

/** The mistakes that were planted, or no more others that give the same numbers here. */
export function isNamed({ bench, mistakes, wrong }: Case, ids: readonly string[] | undefined): boolean {
  if (!ids || ids.length === 0 || ids.length > mistakes.length) return false;
  if (ids.length === mistakes.length && mistakes.every(({ id }) => ids.includes(id))) return true;
  const said = ids.map((id) => catalogue.find((mistake) => mistake.id === id)!);
  return [said, [...said].reverse()].some((order) => {
    const made = madeOn(bench, order);
    return made !== undefined && distance(gradientOf(made), wrong) <= EQUAL;
  });
}
