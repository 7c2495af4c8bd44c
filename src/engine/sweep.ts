/** One entry's plain central differences over many steps: where truncation rules, where rounding does, what crosses. */
import { explain } from './explain';
import type { Derivative } from './gradcheck/derivative';
import { layerDifferentiation, lossDifferentiation, powerOfTwo } from './gradcheck/differentiate';
import type { Line } from './gradcheck/line';
import { methodText } from './gradcheck/method';
import type { EntryReply, SweepReply, SweepRequest } from './reference';
import type { RunRecord } from './run';
import { ravel } from './tensor';

/** Halved so many times, from four times the entry's own size: below 10⁻¹² of it no difference has a digit left. */
const STEPS = 42;
/** Truncation is told from rounding where it is so many times as large; the slope is measured on as many points. */
const ABOVE_ROUNDING = 100;
const FITTED = 5;

/** Throws a RangeError with a sentence for the user where the entry has no derivative to sweep. */
export function sweep(record: RunRecord, request: SweepRequest): SweepReply {
  const { layer, target, index } = request;
  const { trace } = record;
  if (!trace?.loss) throw new RangeError('Steps can be swept once the network has run.');
  if (target.kind === 'output') throw new RangeError('An output is no derivative: there is no step to sweep.');
  const { value: analytic, symbol, check } = explain(record, request);
  const swept = layer === trace.layers.length ? lossDifferentiation(trace) : layerDifferentiation(trace, layer, target);
  const tensor = layer === trace.layers.length ? trace.layers.at(-1)!.output : tensorOf(trace, request);
  const flat = ravel(index, tensor.shape);
  const derivative = swept.derivative(flat);
  const judged = check && Number.isFinite(check.numeric) ? check.numeric : derivative.value;
  const points = pointsOf(swept.plain(flat), judged);
  return {
    layer,
    target,
    index,
    symbol,
    analytic,
    check: check ?? uncheckedAs(derivative),
    method: methodText[swept.method],
    points,
    chosen: derivative.step,
    slope: truncationSlope(points),
  };
}

function tensorOf(
  trace: NonNullable<RunRecord['trace']>,
  { layer, target }: SweepRequest,
): { shape: readonly number[] } {
  const { inputs } = trace.layers[layer]!;
  if (target.kind === 'gradient') return trace.model.parameters[layer]![target.parameter]!;
  return inputs[target.kind === 'inputDelta' ? target.input : 0]!;
}

/** For an entry that was not checked, the derivative that a check would take. */
const uncheckedAs = ({ value, uncertainty, kink }: Derivative): EntryReply['check'] => ({
  verdict: 'unchecked',
  numeric: value,
  uncertainty,
  error: NaN,
  ...(kink ? { slopes: kink.slopes } : {}),
});

/** The largest step first; steps that no longer move the entry are left out. */
function pointsOf(line: Line, judged: number): SweepReply['points'] {
  const first = 4 * powerOfTwo(Math.max(Math.abs(line.at), 2 ** -6));
  const points: SweepReply['points'][number][] = [];
  for (let k = 0; k < STEPS; k++) {
    const step = first / 2 ** k;
    if (line.at + step === line.at) break;
    const { plus, minus, noise, crossed } = line.differ(step);
    const value = (plus + minus) / 2;
    // Beyond where the function is defined.
    if (!Number.isFinite(value)) continue;
    points.push({ step, value, error: Math.abs(value - judged), rounding: noise, crossed });
  }
  return points;
}

/** Of log error against log step, over the smallest steps at which truncation still rules; undefined where none do. */
function truncationSlope(points: SweepReply['points']): number | undefined {
  const ruled = points.filter(
    ({ error, rounding, crossed }) => !crossed && Number.isFinite(error) && error > ABOVE_ROUNDING * rounding,
  );
  const fitted = ruled.filter(({ error }) => error > 0).slice(-FITTED);
  if (fitted.length < 3) return undefined;
  const [x, y] = [fitted.map(({ step }) => Math.log(step)), fitted.map(({ error }) => Math.log(error))];
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [middle, level] = [mean(x), mean(y)];
  const along = x.reduce((sum, value, k) => sum + (value - middle) * (y[k]! - level), 0);
  return along / x.reduce((sum, value) => sum + (value - middle) ** 2, 0);
}
