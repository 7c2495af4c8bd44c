/**
 * Checks that the composition is right: disturbs single parameter entries, runs the rest of the network forward to C,
 * and differences. Plain forward passes only, so it also vouches for the probes of the layers.
 */
import { forwardLayer, outputOf, type LayerTrace, type Trace } from '../trace';
import { NETWORK_INPUT } from '../network';
import type { Model } from '../model';
import type { Rng } from '../rng';
import { gradientOf, usesOf } from '../sharing';
import type { Tensor } from '../tensor';
import { smoothDerivative } from './derivative';
import { penaltyBranch, penaltyOf } from '../weightDecay';
import { EPSILON, firstTurn, scalarLine, type Evaluated } from './line';
import { roundoffOf } from './roundoff';
import type { TensorCheck } from './tensorCheck';
import { judge, type Tolerances } from './verdict';

const LEVELS = 3;

/** What is disturbed: a parameter of a layer, or the network's input. */
export type EndToEndSource = { readonly layer: number; readonly parameter: string } | { readonly layer: -1 };

/** Checks `count` entries, one from each of as many equal parts. Yields after each; writes counts to `check.endToEnd`. */
export function* checkEndToEnd(
  trace: Trace,
  source: EndToEndSource,
  check: TensorCheck,
  count: number,
  rng: Rng,
  tolerances: Tolerances,
): Generator<void> {
  if (count === 0) return;
  const { model, values, from } = disturbable(trace.model, source);
  const evaluate = () => rerun(trace, model, from);
  // A parameter that several layers use: C follows all of its uses, and so does the derivative.
  const { layer } = source;
  const analytic =
    ('parameter' in source && gradientOf(trace, { layer, parameter: source.parameter })) || check.analytic;
  const largest = analytic.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const roundoff = roundoffOf(values, evaluate);
  const lost = lostOnTheWay(trace, source.layer);
  let checked = 0;
  let failed = 0;
  let maxRelativeError = 0;
  for (const flat of stratified(values.length, count, rng)) {
    const line = scalarLine(values, flat, trace.loss!.value, roundoff, evaluate);
    const step = 2 ** -8 * Math.min(1, Math.max(Math.abs(line.at), 2 ** -4));
    const derivative = { ...smoothDerivative(line, step, LEVELS), grain: lost * largest };
    const { verdict, error } = judge(analytic.data[flat]!, derivative, largest, tolerances);
    checked++;
    // Where the layers after it leave δ without a right digit, nothing can be said. At a tie every unit takes a side of its own, so the whole may lie outside both slopes and be right.
    const counts = verdict !== 'unresolved' && !(verdict === 'wrong' && (derivative.kink || lost > NOTHING_LEFT));
    if (counts && verdict === 'wrong') failed++;
    if (counts) maxRelativeError = Math.max(maxRelativeError, error);
    check.endToEnd = { checked, failed, maxRelativeError };
    yield;
  }
}

/** As a share of a gradient: digits that a right backward pass may have lost by so much that none is left. */
const NOTHING_LEFT = 1e-3;

/**
 * A saturated layer hands back a small difference of large δ, and the last digits of those are lost: as a share of what
 * it hands back, added up over the layers after `layer` and the loss.
 */
function lostOnTheWay(trace: Trace, layer: number): number {
  const largest = ({ data }: Tensor): number => data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let lost = 8 * EPSILON * Math.max(1, 1 / (largest(trace.loss!.delta) || 1));
  for (const { delta, back } of trace.layers.slice(layer + 1)) {
    const handed = Math.max(...back!.inputs.map(largest));
    if (handed > 0) lost += (8 * EPSILON * largest(delta!)) / handed;
  }
  return lost;
}

/** One random position from each of `count` equal parts of 0 … length − 1; all of them where there are no more. */
export function stratified(length: number, count: number, rng: Rng): number[] {
  if (length <= count) return Array.from({ length }, (_, at) => at);
  return Array.from({ length: count }, (_, part) => {
    const start = Math.floor((part * length) / count);
    const end = Math.floor(((part + 1) * length) / count);
    return start + Math.floor(rng.uniform() * (end - start));
  });
}

/** A model that shares everything but the one tensor that is disturbed. */
function disturbable(model: Model, source: EndToEndSource): { model: Model; values: Float64Array; from: number } {
  const copy = ({ shape, data }: Tensor): Tensor => ({ shape, data: data.slice() });
  if (!('parameter' in source)) {
    const input = copy(model.input);
    return { model: { ...model, input }, values: input.data, from: 0 };
  }
  const parameter = copy(model.parameters[source.layer]![source.parameter]!);
  const uses = usesOf(model.network, source);
  const parameters = [...model.parameters];
  for (const use of uses) parameters[use.layer] = { ...parameters[use.layer], [use.parameter]: parameter };
  return { model: { ...model, parameters }, values: parameter.data, from: uses[0]!.layer };
}

/** C after recomputing the layers from `from` on that depend on the disturbed tensor. */
function rerun(trace: Trace, model: Model, from: number): Evaluated {
  const { layers, loss } = model.network;
  const moved = new Map<number, LayerTrace>();
  let turned = -1;
  for (const { index, inputs, definition } of layers.slice(from)) {
    const first = model.parameters[index] !== trace.model.parameters[index];
    const reads = inputs.some((input) =>
      input === NETWORK_INPUT ? model.input !== trace.model.input : moved.has(input),
    );
    if (!first && !reads) continue;
    const outputs = (layer: number) =>
      layer === NETWORK_INPUT ? model.input : (moved.get(layer)?.output ?? outputOf(trace, layer));
    const result = forwardLayer(model, index, outputs);
    moved.set(index, result);
    if (turned >= 0 || !definition!.branch) continue;
    turned = firstTurn(definition!.branch(trace.layers[index]!.saved), definition!.branch(result.saved));
  }
  const last = moved.get(layers.length - 1)?.output ?? trace.layers.at(-1)!.output;
  const { definition, options } = loss!;
  const result = definition.forward(last, model.target!, options);
  if (turned < 0) turned = firstTurn(definition.branch?.(trace.loss!.saved), definition.branch?.(result.saved));
  if (turned < 0) turned = firstTurn(penaltyBranch(trace.model), penaltyBranch(model));
  return { value: result.loss + penaltyOf(model), turned };
}
