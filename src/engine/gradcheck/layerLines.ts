/** Lines through the entries of one tensor of a layer, by plain differences of its outputs. */
import type { Layer, Source } from '../layer';
import type { Tensor } from '../tensor';
import { firstTurn, newDifference, resolutionOf, settle, type Difference, type Line, type LineMaker } from './line';

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

    function turn(step: number): number {
      for (const to of branches ? [at + step, at - step] : []) {
        values[flat] = to;
        const found = Array.from(reach).find((j) => probe.branch!(j) !== branches![j]);
        values[flat] = at;
        if (found !== undefined) return found;
      }
      return -1;
    }
    return { at, resolution: resolutionOf(at), differ, turn };
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
    const size = Math.abs(at);
    const evaluate = (value: number) => {
      values[flat] = value;
      const { output: moved, saved: then } = layer.forward();
      values[flat] = at;
      return { outputs: moved.data, turned: firstTurn(branches, definition.branch?.(then)) };
    };
    return {
      at,
      resolution: resolutionOf(at),
      differ: (step) => contract(evaluate(at + step), evaluate(at - step), at + step - at, at - (at - step), size),
      turn(step) {
        const { turned } = evaluate(at + step);
        return turned >= 0 ? turned : evaluate(at - step).turned;
      },
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
    return { outputs: output.data, turned: firstTurn(branches, layer.definition.branch?.(saved)) };
  };
  return { at: 0, differ: (step) => contract(evaluate(step), evaluate(-step), step, step) };
}

interface Evaluation {
  readonly outputs: Float64Array;
  readonly turned: number;
}

function contraction(middle: Float64Array, delta: Float64Array) {
  const result = newDifference();
  /** `within` is how large numbers are that the outputs may have been made from, as z in z − tanh(z). */
  return (right: Evaluation, left: Evaluation, stepRight: number, stepLeft: number, within = 0): Difference => {
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
      if (r !== l) sizes += Math.abs(d) * (Math.abs(r) + Math.abs(l) + within);
    }
    const crossed = right.turned >= 0 || left.turned >= 0;
    return settle(result, plus, minus, low, high, spread, sizes, stepRight + stepLeft, crossed);
  };
}
