/**
 * Lines along which outputs are never subtracted: the layer says what a change of one entry does to each output, by an
 * expression in which nothing cancels. Rounding then stays small at any step, however saturated the layer is.
 */
import type { CarriedChange, Probe, Source } from '../layer';
import type { LossChange } from '../loss';
import { sourceValues, type LayerAt } from './layerLines';
import { EPSILON, newDifference, settle, type Line, type LineMaker } from './line';

/** Entries whose changes are held against whole forward passes. */
const SPOT_CHECKS = 4;
/** A step that is seen well in a plain difference, as a share of the entry, or of 1 where the entry is larger. */
const SPOT_STEP = 1 / 8;
/** What rounding may do to outputs that are subtracted. */
const ROUNDING = 1e-12;
const RELATIVE = 1e-8;

/** Digits that a right backward pass may lose where the slope is the difference of numbers as large as the steepest. */
const GRAINS = 8;

/** Undefined where the layer has no such expression, or where it is not what the forward passes show. */
export function carriedLines(layer: LayerAt, source: Source): LineMaker | undefined {
  const { definition, inputs, parameters, options, saved } = layer;
  const probe = definition.probe?.(inputs, parameters, options, saved);
  if (!probe?.carried || !isWhatForwardShows(layer, source, probe, probe.carried)) return undefined;
  const { carried } = probe;
  const values = sourceValues(layer, source);
  const branches = definition.branch?.(saved);
  const { data: delta } = layer.delta;
  const result = newDifference();

  return (flat) => {
    const at = values[flat]!;
    const reach = probe.reach(source, flat);
    /** The first output whose branch changes where the entry moves to `to`; −1 where none does. */
    function turned(to: number): number {
      values[flat] = to;
      let found = -1;
      for (let k = 0; k < reach.length && found < 0; k++) {
        if (probe!.branch!(reach[k]!) !== branches![reach[k]!]) found = reach[k]!;
      }
      values[flat] = at;
      return found;
    }
    function turn(step: number): number {
      if (!branches) return -1;
      const right = turned(at + step);
      return right >= 0 ? right : turned(at - step);
    }

    let steepest = 0;
    for (let k = 0; k < reach.length; k++) steepest += Math.abs(delta[reach[k]!]!) * carried.steepest(reach[k]!);

    function differ(step: number) {
      let [plus, minus, low, high, spread] = [0, 0, 0, 0, 0];
      for (let k = 0; k < reach.length; k++) {
        const j = reach[k]!;
        const d = delta[j]!;
        const right = (d * carried.by(j, step)) / step;
        const left = (d * -carried.by(j, -step)) / step;
        plus += right;
        minus += left;
        low += Math.min(right, left);
        high += Math.max(right, left);
        spread += Math.abs(right + left);
      }
      // Each change is right to a few of its last digits.
      const sizes = 4 * spread * step;
      return settle(result, plus, minus, low, high, spread * step, sizes, 2 * step, turn(step) >= 0);
    }
    return { at, differ, turn, grain: GRAINS * EPSILON * steepest };
  };
}

/** C(z + Δ) − C(z) as the loss carries it; undefined where it cannot, or where C shows something else. */
export function carriedLossLines(
  values: Float64Array,
  change: LossChange | undefined,
  value: number,
  roundoff: number,
  evaluate: () => { readonly value: number },
): LineMaker | undefined {
  if (!change || !isWhatLossShows(values, change, value, roundoff, evaluate)) return undefined;
  const result = newDifference();
  return (flat): Line => {
    const at = values[flat]!;
    const turn = (step: number): number => (change.turns?.(flat, step) || change.turns?.(flat, -step) ? flat : -1);
    return {
      at,
      grain: GRAINS * EPSILON * change.steepest(flat),
      differ(step) {
        const plus = change.by(flat, step) / step;
        const minus = -change.by(flat, -step) / step;
        const spread = Math.abs(plus + minus) * step;
        const [low, high] = [Math.min(plus, minus), Math.max(plus, minus)];
        return settle(result, plus, minus, low, high, spread, 4 * spread, 2 * step, turn(step) >= 0);
      },
      turn,
    };
  };
}

// ---------------------------------------------------------------- held against plain forward passes

/** Entries far apart, and a step for each that leaves it on its side of 0. */
function spots(values: Float64Array): { readonly flat: number; readonly step: number }[] {
  const count = Math.min(SPOT_CHECKS, values.length);
  return Array.from({ length: count }, (_, k) => {
    const flat = Math.floor(((k + 0.5) * values.length) / count);
    return { flat, step: Math.min(1, Math.abs(values[flat]!) || 1) * (k % 2 === 0 ? SPOT_STEP : -SPOT_STEP) };
  });
}

function isWhatForwardShows(layer: LayerAt, source: Source, probe: Probe, { by }: CarriedChange): boolean {
  const values = sourceValues(layer, source);
  const { data: before } = layer.output;
  return spots(values).every(({ flat, step }) => {
    const at = values[flat]!;
    values[flat] = at + step;
    const { data: after } = layer.forward().output;
    const moved = values[flat] - at;
    values[flat] = at;
    return Array.from(probe.reach(source, flat)).every((j) =>
      agrees(by(j, moved), after[j]! - before[j]!, ROUNDING * (Math.abs(after[j]!) + Math.abs(before[j]!))),
    );
  });
}

function isWhatLossShows(
  values: Float64Array,
  { by }: LossChange,
  before: number,
  roundoff: number,
  evaluate: () => { readonly value: number },
): boolean {
  return spots(values).every(({ flat, step }) => {
    const at = values[flat]!;
    values[flat] = at + step;
    const after = evaluate().value;
    const moved = values[flat] - at;
    values[flat] = at;
    return agrees(by(flat, moved), after - before, 4 * roundoff + ROUNDING * (Math.abs(after) + Math.abs(before)));
  });
}

/** What is no number tells nothing. */
const agrees = (carried: number, plain: number, rounding: number): boolean =>
  !Number.isFinite(plain) ||
  Number.isNaN(carried) ||
  Math.abs(carried - plain) <= rounding + RELATIVE * Math.abs(plain);
