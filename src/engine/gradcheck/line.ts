/**
 * Lines: a number as a function of one disturbed entry. Gradcheck differences along them; nothing here knows the
 * backward pass, which is what makes the numeric derivative independent of it.
 */
import type { Layer, Source } from '../layer';
import type { Tensor } from '../tensor';

/** What moving an entry by ±step does. All are slopes: already divided by the step. */
export interface Difference {
  /** One-sided slope to the right, and to the left. */
  plus: number;
  minus: number;
  /**
   * Σ over the outputs of the smaller, and of the larger, of their two one-sided contributions. Each output is free to
   * take either side of its own kink, so every value in between is a subgradient.
   */
  low: number;
  high: number;
  /** Σ of the absolute contributions: how much cancels in the sum. */
  spread: number;
  /** Rounding error of the slopes, estimated from the sizes that were subtracted. */
  noise: number;
  /** A branch (sign of a ReLU, argmax of a pool) changed within ±step. */
  crossed: boolean;
}

export interface Line {
  /** The entry's own value. */
  readonly at: number;
  /**
   * The result object is reused by the next call. `mirrored` takes the left side to be the right one's mirror image,
   * which for an affine function it is: half the work.
   */
  differ(step: number, mirrored?: boolean): Difference;
}

export const EPSILON = 2 ** -52;

const newDifference = (): Difference => ({ plus: 0, minus: 0, low: 0, high: 0, spread: 0, noise: 0, crossed: false });

/** Makes lines of ⟨δ, layer(x; θ)⟩ through every entry of one tensor of a layer. */
export type LineMaker = (flat: number) => Line;

export interface LayerAt {
  readonly definition: Layer;
  readonly options: { readonly [name: string]: unknown };
  /** Copies that may be disturbed. */
  readonly inputs: readonly Tensor[];
  readonly parameters: { readonly [name: string]: Tensor };
  readonly output: Tensor;
  readonly saved: unknown;
  readonly delta: Tensor;
  readonly forward: () => { readonly output: Tensor; readonly saved: unknown };
}

export const sourceValues = (layer: LayerAt, source: Source): Float64Array =>
  source.kind === 'input' ? layer.inputs[source.input]!.data : layer.parameters[source.parameter]!.data;

/** Lines by the layer's probe, which recomputes only the outputs that the entry reaches; by whole passes without one. */
export function linesThrough(layer: LayerAt, source: Source): LineMaker {
  const { definition, inputs, parameters, options, saved } = layer;
  if (!definition.probe) return wholeLines(layer, source);
  const values = sourceValues(layer, source);
  const probe = definition.probe(inputs, parameters, options, saved);
  const branches = definition.branch?.(saved);
  const { data: outputs } = layer.output;
  const { data: delta } = layer.delta;
  const result = newDifference();
  let right = new Float64Array(64);

  return (flat) => {
    const at = values[flat]!;
    const reach = probe.reach(source, flat);
    const reached = reach.length;
    if (right.length < reached) right = new Float64Array(reached);

    function differ(step: number, mirrored = false): Difference {
      const above = at + step;
      const below = at - step;
      let crossed = false;
      values[flat] = above;
      for (let k = 0; k < reached; k++) {
        const j = reach[k]!;
        right[k] = probe.output(j);
        if (branches && probe.branch!(j) !== branches[j]) crossed = true;
      }
      if (!mirrored) values[flat] = below;
      const stepRight = above - at;
      const stepLeft = at - below;
      let plus = 0;
      let minus = 0;
      let low = 0;
      let high = 0;
      let spread = 0;
      let sizes = 0;
      for (let k = 0; k < reached; k++) {
        const j = reach[k]!;
        const d = delta[j]!;
        const middle = outputs[j]!;
        const left = mirrored ? 2 * middle - right[k]! : probe.output(j);
        if (branches && !mirrored && probe.branch!(j) !== branches[j]) crossed = true;
        const rightSlope = (d * (right[k]! - middle)) / stepRight;
        const leftSlope = (d * (middle - left)) / stepLeft;
        plus += rightSlope;
        minus += leftSlope;
        low += Math.min(rightSlope, leftSlope);
        high += Math.max(rightSlope, leftSlope);
        spread += Math.abs(d * (right[k]! - left));
        sizes += Math.abs(d) * (Math.abs(right[k]!) + Math.abs(left));
      }
      values[flat] = at;
      return settle(result, plus, minus, low, high, spread, sizes, stepRight + stepLeft, crossed);
    }
    return { at, differ };
  };
}

/** The same by whole forward passes: for layers whose outputs all hang together. */
function wholeLines(layer: LayerAt, source: Source): LineMaker {
  const values = sourceValues(layer, source);
  const { definition, output, saved, delta } = layer;
  const branches = definition.branch?.(saved);
  const contract = contraction(output.data, delta.data);
  return (flat) => {
    const at = values[flat]!;
    const evaluate = (value: number) => {
      values[flat] = value;
      const { output: moved, saved: then } = layer.forward();
      values[flat] = at;
      return { outputs: moved.data, crossed: branches !== undefined && !same(branches, definition.branch!(then)) };
    };
    return {
      at,
      differ: (step) => contract(evaluate(at + step), evaluate(at - step), at + step - at, at - (at - step)),
    };
  };
}

/** Differences of a direction instead of an entry: every value moves by step times the direction. */
export function directionLine(layer: LayerAt, source: Source, direction: Float64Array): Line {
  const values = sourceValues(layer, source);
  const start = values.slice();
  const branches = layer.definition.branch?.(layer.saved);
  const contract = contraction(layer.output.data, layer.delta.data);
  const evaluate = (step: number) => {
    for (let k = 0; k < values.length; k++) values[k] = start[k]! + step * direction[k]!;
    const { output, saved } = layer.forward();
    values.set(start);
    return {
      outputs: output.data,
      crossed: branches !== undefined && !same(branches, layer.definition.branch!(saved)),
    };
  };
  return { at: 0, differ: (step) => contract(evaluate(step), evaluate(-step), step, step) };
}

interface Evaluation {
  readonly outputs: Float64Array;
  readonly crossed: boolean;
}

function contraction(middle: Float64Array, delta: Float64Array) {
  const result = newDifference();
  return (right: Evaluation, left: Evaluation, stepRight: number, stepLeft: number): Difference => {
    let plus = 0;
    let minus = 0;
    let low = 0;
    let high = 0;
    let spread = 0;
    let sizes = 0;
    for (let j = 0; j < delta.length; j++) {
      const d = delta[j]!;
      const r = right.outputs[j]!;
      const l = left.outputs[j]!;
      const rightSlope = (d * (r - middle[j]!)) / stepRight;
      const leftSlope = (d * (middle[j]! - l)) / stepLeft;
      plus += rightSlope;
      minus += leftSlope;
      low += Math.min(rightSlope, leftSlope);
      high += Math.max(rightSlope, leftSlope);
      spread += Math.abs(d * (r - l));
      if (r !== l) sizes += Math.abs(d) * (Math.abs(r) + Math.abs(l));
    }
    return settle(result, plus, minus, low, high, spread, sizes, stepRight + stepLeft, right.crossed || left.crossed);
  };
}

function settle(
  result: Difference,
  plus: number,
  minus: number,
  low: number,
  high: number,
  spread: number,
  sizes: number,
  width: number,
  crossed: boolean,
): Difference {
  result.plus = plus;
  result.minus = minus;
  result.low = low;
  result.high = high;
  result.spread = spread / width;
  result.noise = (EPSILON * sizes) / width;
  result.crossed = crossed;
  return result;
}

/**
 * A line of a plain function, such as the loss or the whole network. `evaluate` returns the value at a disturbed entry;
 * `roundoff` is how far rounding puts such a value off.
 */
export function scalarLine(
  values: Float64Array,
  flat: number,
  middle: number,
  roundoff: number,
  evaluate: () => { readonly value: number; readonly crossed: boolean },
): Line {
  const at = values[flat]!;
  const result = newDifference();
  const move = (to: number) => {
    values[flat] = to;
    const moved = evaluate();
    values[flat] = at;
    return moved;
  };
  return {
    at,
    differ(step) {
      const right = move(at + step);
      const left = move(at - step);
      const stepRight = at + step - at;
      const stepLeft = at - (at - step);
      const sizes = (2 * roundoff) / EPSILON;
      const plus = (right.value - middle) / stepRight;
      const minus = (middle - left.value) / stepLeft;
      const spread = Math.abs(right.value - left.value);
      const low = Math.min(plus, minus);
      const high = Math.max(plus, minus);
      const crossed = right.crossed || left.crossed;
      return settle(result, plus, minus, low, high, spread, sizes, stepRight + stepLeft, crossed);
    },
  };
}

function same(a: Int32Array, b: Int32Array): boolean {
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}
