/** What a step sweep shows, in words. Pure. */
import type { SweepReply } from '../src/protocol';
import * as numbers from './numbers';
import { bestPoint, type SweepPoint } from './sweepPlot';

/** `A plain central difference comes closest at h = 1e−5, 3e−11 away. …` */
export function sweepSentence({ points, slope, check }: SweepReply): string {
  const best = bestPoint(points);
  if (best === undefined) return 'No step gives a number.';
  const closest =
    best.error === 0
      ? `A plain central difference equals the check’s value at h = ${numbers.twoDigits(best.step)}.`
      : `A plain central difference comes closest at h = ${numbers.twoDigits(best.step)}, ${numbers.shortError(best.error)} away.`;
  const crossed = points.filter((point) => point.crossed).length;
  const branches =
    crossed === 0
      ? ''
      : ` At ${crossed === 1 ? '1 step' : `${numbers.count(crossed)} steps`} a branch changes within ±h.`;
  if (check?.verdict === 'kink') return `${closest}${branches}`;
  return `${closest} ${slopeSentence(slope)}${branches}`;
}

function slopeSentence(slope: number | undefined): string {
  if (slope === undefined) return 'Truncation never shows: below rounding at every step.';
  return `Truncation falls with slope ${slope.toFixed(2)} (2 is what a central difference has), rounding grows as 1/h.`;
}

/** At a kink: both slopes, where mine lies, and the unit whose branch changes. Undefined elsewhere. */
export function kinkSentence({ check, analytic }: Pick<SweepReply, 'check' | 'analytic'>): string | undefined {
  if (check?.slopes === undefined) return undefined;
  const [left, right] = check.slopes;
  const sides = `The slope is ${numbers.sixDigits(left)} from the left and ${numbers.sixDigits(right)} from the right`;
  const unit = check.unit === undefined ? '' : `: ${check.unit}`;
  return `${sides}${unit}. ${mineAt(analytic, Math.min(left, right), Math.max(left, right))}`;
}

function mineAt(analytic: number, low: number, high: number): string {
  const mine = `Mine is ${numbers.sixDigits(analytic)}`;
  if (analytic === low || analytic === high) return `${mine}, one of the two, so it is right.`;
  return analytic > low && analytic < high ? `${mine}, between the two, so it is right.` : `${mine}, outside the two.`;
}

/** What a screen reader says of a step. */
export function spokenPoint({ step, value, error, rounding, crossed }: SweepPoint): string {
  const branch = crossed ? ', a branch changes' : '';
  return `h ${numbers.twoDigits(step)}: ${numbers.sixDigits(value)}, error ${numbers.shortError(error)}, rounding ${numbers.shortError(rounding)}${branch}`;
}
