/**
 * Entries at kinks, taken together. Each of several tied maxima may have all of δ or nothing of it, so an entry alone
 * cannot be told wrong; but all of them moved alike stay tied, and what they have together is then a plain derivative.
 */
import type { Trace } from '../trace';
import { smoothDerivative } from './derivative';
import { layerAt, LEVELS, powerOfTwo, scaleOf, sourceOf } from './differentiate';
import { directionLine, sourceValues, type LayerAt } from './layerLines';
import type { TensorCheck } from './tensorCheck';
import { judge, type Judgement, type Tolerances } from './verdict';

/** As TensorCheck numbers its verdicts. */
const [WRONG, KINK] = [2, 3];

/** Judges the kinks of a checked tensor once more: those that have one output in common, then all that there are. */
export function checkTogether(trace: Trace, layer: number, check: TensorCheck, tolerances: Tolerances): void {
  const kinks = [...check.kinks.keys()].filter((flat) => check.verdicts[flat] === KINK);
  if (kinks.length === 0 || layer === trace.layers.length || !check.analytic.data.every(Number.isFinite)) return;
  const at = layerAt(trace, layer);
  const whole = alike(at, check, [...check.analytic.data.keys()], tolerances);
  if (whole.verdict !== 'wrong') return;
  const units = new Map<number, number[]>();
  for (const flat of kinks) {
    const { unit } = check.kinks.get(flat)!;
    units.set(unit, [...(units.get(unit) ?? []), flat]);
  }
  let found = false;
  for (const group of units.values()) {
    const { verdict, error } = alike(at, check, group, tolerances);
    if (verdict === 'wrong') found = mark(check, group, error);
  }
  // Where other entries are wrong, the sum is theirs.
  if (!found && !check.verdicts.includes(WRONG)) mark(check, kinks, whole.error);
}

function mark(check: TensorCheck, flats: readonly number[], error: number): true {
  for (const flat of flats) {
    check.verdicts[flat] = WRONG;
    check.error[flat] = error;
  }
  return true;
}

/** The sum of these entries against the derivative along all of them at once. */
function alike(at: LayerAt, check: TensorCheck, flats: readonly number[], tolerances: Tolerances): Judgement {
  const source = sourceOf(check.target);
  const { typical } = scaleOf(sourceValues(at, source));
  const direction = new Float64Array(check.analytic.data.length);
  let sum = 0;
  for (const flat of flats) {
    direction[flat] = 1;
    sum += check.analytic.data[flat]!;
  }
  const line = directionLine(at, source, direction);
  return judge(sum, smoothDerivative(line, powerOfTwo(Math.min(1, typical || 1) / 16), LEVELS), 0, tolerances);
}
