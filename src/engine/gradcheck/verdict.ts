/** The rule: when an entry is right, wrong, a kink or unresolved. */
import type { EntryVerdict } from '../summary';
import type { Derivative } from './derivative';

export interface Tolerances {
  /** Relative error that is right in any case. */
  readonly rtol: number;
  /** Absolute difference that is right in any case. */
  readonly atol: number;
}

export const DEFAULT_TOLERANCES: Tolerances = { rtol: 1e-7, atol: 0 };

/** A difference has to be so many times the error bar of the numeric value to be called wrong. */
export const ERROR_BARS = 5;

/** The error is not taken relative to less than this share of the tensor's largest gradient … */
const FLOOR_OF_TENSOR = 1e-3;
/** … or of what cancels in the entry's own sum … */
const FLOOR_OF_SPREAD = 1e-4;
/** … or of what the last digits of its steepest slope amount to. */
const FLOOR_OF_GRAIN = 1 / DEFAULT_TOLERANCES.rtol;

export interface Judgement {
  readonly verdict: EntryVerdict;
  /** |a − n| / max(|a| + |n|, floor); 0/0 is 0. */
  readonly error: number;
}

/** What the rule looks at of a numeric derivative. */
export type Found = Pick<Derivative, 'value' | 'uncertainty' | 'spread' | 'grain' | 'kink'>;

/** `largest` is the largest numeric gradient of the tensor. NaN and ±∞ are never right. */
export function judge(analytic: number, numeric: Found, largest: number, { rtol, atol }: Tolerances): Judgement {
  if (!Number.isFinite(analytic)) return { verdict: 'wrong', error: Infinity };
  if (!Number.isFinite(numeric.value)) return { verdict: 'unresolved', error: Infinity };
  const { kink, spread, uncertainty, grain = 0 } = numeric;
  const floor = Math.max(FLOOR_OF_TENSOR * largest, FLOOR_OF_SPREAD * spread, FLOOR_OF_GRAIN * grain);
  if (kink) return judgeKink(analytic, kink.slopes, Math.max(uncertainty, grain), floor, rtol);
  const difference = Math.abs(analytic - numeric.value);
  const error = relative(difference, Math.max(Math.abs(analytic) + Math.abs(numeric.value), floor));
  if (error <= rtol || difference <= Math.max(atol, grain)) return { verdict: 'right', error };
  return { verdict: difference > ERROR_BARS * uncertainty ? 'wrong' : 'unresolved', error };
}

/** On a kink every value between the one-sided slopes is a subgradient, and right. */
function judgeKink(
  analytic: number,
  slopes: readonly [number, number],
  uncertainty: number,
  floor: number,
  rtol: number,
): Judgement {
  const [low, high] = slopes;
  const outside = Math.max(low - analytic, analytic - high, 0);
  const error = relative(outside, Math.max(Math.abs(analytic) + Math.max(Math.abs(low), Math.abs(high)), floor));
  return { verdict: error <= rtol || outside <= ERROR_BARS * uncertainty ? 'kink' : 'wrong', error };
}

const relative = (difference: number, scale: number): number => (difference === 0 ? 0 : difference / scale);

/** The rule in words, printed beside every verdict. */
export function ruleText(coverage: string, { rtol, atol }: Tolerances): string {
  const absolute = atol > 0 ? ` and ${power(atol)}` : '';
  return (
    `${coverage} · one difference where a layer is affine, its change in closed form where it has one, ` +
    `else central differences; Ridders extrapolation · ` +
    `wrong if |a − n| exceeds ${ERROR_BARS} × its error bar and ${power(rtol)} relative${absolute}`
  );
}

/** 1e-7 → 10⁻⁷, 2.5e-6 → 2.5·10⁻⁶ */
export function power(value: number): string {
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string];
  const superscript = [...String(Number(exponent))].map((c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)])).join('');
  return `${mantissa === '1' ? '' : `${mantissa}·`}10${superscript}`;
}
