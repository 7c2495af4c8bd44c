/** The check of one gradient tensor, entry by entry: what has been found so far. */
import type { EntryTarget } from '../layer';
import type { EntryVerdict, TensorReport, Worst } from '../summary';
import { sizeOf, unravel, type Tensor } from '../tensor';
import type { Derivative, Kink } from './derivative';
import { methodText, type Method } from './method';
import { judge, type Found, type Tolerances } from './verdict';

const VERDICTS: readonly EntryVerdict[] = ['unchecked', 'right', 'wrong', 'kink', 'unresolved'];

/** Kinks whose places a report tells. */
const KINKS_NAMED = 3;

export interface EntryCheck {
  readonly verdict: EntryVerdict;
  readonly numeric: number;
  readonly uncertainty: number;
  readonly error: number;
  readonly slopes?: readonly [number, number];
  readonly unit?: string;
}

export interface TensorCheck {
  readonly name: string;
  readonly target: EntryTarget;
  readonly analytic: Tensor;
  /** By the built-in layer that a layer of the user's own claims to be. */
  right: Tensor | undefined;
  /** Numeric derivatives; NaN where not checked. */
  readonly numeric: Float64Array;
  readonly uncertainty: Float64Array;
  /** Relative errors; NaN where not checked. */
  readonly error: Float64Array;
  readonly verdicts: Uint8Array;
  readonly spread: Float64Array;
  /** Digits that a right backward pass may lose. */
  readonly grain: Float64Array;
  /** The step that the numeric derivative settled on. */
  readonly step: Float64Array;
  readonly kinks: Map<number, Kink>;
  /** How the numeric derivatives were made; undefined before they are. */
  method: Method | undefined;
  /** How a unit of this layer is said to be on a kink, given where it stands: `relu1[0, 3] changes sign`. */
  unitText: ((kink: Kink) => string | undefined) | undefined;
  endToEnd: TensorReport['endToEnd'];
  /** Found by random projections of the whole tensor, in place of entries. */
  projections: { readonly checked: number; readonly failed: number; readonly maxRelativeError: number } | undefined;
}

export function newTensorCheck(name: string, target: EntryTarget, analytic: Tensor): TensorCheck {
  const entries = sizeOf(analytic.shape);
  const unknown = () => new Float64Array(entries).fill(NaN);
  return {
    name,
    target,
    analytic,
    right: undefined,
    numeric: unknown(),
    uncertainty: unknown(),
    error: unknown(),
    verdicts: new Uint8Array(entries),
    spread: new Float64Array(entries),
    grain: new Float64Array(entries),
    step: new Float64Array(entries),
    kinks: new Map(),
    method: undefined,
    unitText: undefined,
    endToEnd: { checked: 0, failed: 0, maxRelativeError: 0 },
    projections: undefined,
  };
}

export function record(check: TensorCheck, flat: number, derivative: Derivative): void {
  check.numeric[flat] = derivative.value;
  check.uncertainty[flat] = derivative.uncertainty;
  check.spread[flat] = derivative.spread;
  check.grain[flat] = derivative.grain ?? 0;
  check.step[flat] = derivative.step ?? NaN;
  if (derivative.kink) check.kinks.set(flat, derivative.kink);
}

/** Judges the entries once all their numeric values are known: the floor needs the largest of them. */
export function judgeAll(check: TensorCheck, flats: ArrayLike<number>, tolerances: Tolerances): void {
  let largest = 0;
  for (let k = 0; k < flats.length; k++) {
    const size = Math.abs(check.numeric[flats[k]!]!);
    if (size > largest && Number.isFinite(size)) largest = size;
  }
  for (let k = 0; k < flats.length; k++) {
    const flat = flats[k]!;
    const { verdict, error } = judge(check.analytic.data[flat]!, foundAt(check, flat), largest, tolerances);
    check.verdicts[flat] = VERDICTS.indexOf(verdict);
    check.error[flat] = error;
  }
}

/** The numeric derivative of an entry, as the rule looks at it. */
export const foundAt = (check: TensorCheck, flat: number): Found => ({
  value: check.numeric[flat]!,
  uncertainty: check.uncertainty[flat]!,
  spread: check.spread[flat]!,
  grain: check.grain[flat]!,
  kink: check.kinks.get(flat),
});

export function entryCheck(check: TensorCheck, flat: number): EntryCheck {
  const kink = check.kinks.get(flat);
  const unit = kink && check.unitText?.(kink);
  return {
    verdict: VERDICTS[check.verdicts[flat]!]!,
    numeric: check.numeric[flat]!,
    uncertainty: check.uncertainty[flat]!,
    error: check.error[flat]!,
    ...(kink ? { slopes: kink.slopes } : {}),
    ...(unit === undefined ? {} : { unit }),
  };
}

export function reportTensor(check: TensorCheck): TensorReport {
  const counts = [0, 0, 0, 0, 0];
  let worst = -1;
  for (let flat = 0; flat < check.verdicts.length; flat++) {
    counts[check.verdicts[flat]!]! += 1;
    if (check.verdicts[flat] === 0) continue;
    // Wrong entries come before all others, whatever their error.
    if (worst < 0 || isWorse(check, flat, worst)) worst = flat;
  }
  const [unchecked, , failed, kinks, unresolved] = counts as [number, number, number, number, number];
  const entries = check.verdicts.length;
  return {
    name: check.name,
    target: check.target,
    shape: check.analytic.shape,
    entries,
    checked: entries - unchecked,
    failed: failed + (check.projections?.failed ?? 0),
    kinks,
    unresolved,
    maxRelativeError: worst < 0 ? (check.projections?.maxRelativeError ?? 0) : check.error[worst]!,
    worst: worst < 0 ? undefined : worstOf(check, worst),
    endToEnd: check.endToEnd,
    ...(check.projections ? { projections: check.projections.checked } : {}),
    ...(check.method ? { method: methodText[check.method] } : {}),
    ...(kinks > 0 ? { kinkAt: firstKinks(check) } : {}),
  };
}

function firstKinks(check: TensorCheck): TensorReport['kinkAt'] {
  const flats = [...check.kinks.keys()].filter((flat) => VERDICTS[check.verdicts[flat]!] === 'kink');
  return flats.slice(0, KINKS_NAMED).map((flat) => {
    const { unit } = entryCheck(check, flat);
    return { index: unravel(flat, check.analytic.shape), ...(unit === undefined ? {} : { unit }) };
  });
}

/** Where signs differ the relative error is 1, the largest there is: then the larger difference tells more. */
function isWorse(check: TensorCheck, flat: number, than: number): boolean {
  const by = rank(check, flat) - rank(check, than);
  return by > 0 || (by === 0 && apart(check, flat) > apart(check, than));
}

const apart = ({ analytic, numeric }: TensorCheck, flat: number): number =>
  Math.abs(analytic.data[flat]! - numeric[flat]!);

const rank = (check: TensorCheck, flat: number): number =>
  (check.verdicts[flat] === 2 ? 1e9 : check.verdicts[flat] === 4 ? 1e6 : 0) + Math.min(check.error[flat]!, 1e5);

function worstOf(check: TensorCheck, flat: number): Worst {
  const { verdict, numeric, uncertainty, error } = entryCheck(check, flat);
  const index = unravel(flat, check.analytic.shape);
  return { index, analytic: check.analytic.data[flat]!, numeric, error, uncertainty, verdict };
}
