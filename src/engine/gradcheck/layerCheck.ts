/**
 * Checks one layer on its own: ⟨δ, layer(x; θ)⟩ with the δ that really arrives, differenced entry by entry against the
 * layer's vector-Jacobian product. A fault in another layer does not taint it.
 */
import type { EntryTarget, Source } from '../layer';
import { forwardOf } from '../passes';
import { contextFor, parametersOf, type Trace } from '../trace';
import type { Tensor } from '../tensor';
import { affineDerivative, smoothDerivative, type Derivative } from './derivative';
import { directionLine, linesThrough, scalarLine, sourceValues, type LayerAt, type LineMaker } from './line';
import { roundoffOf } from './roundoff';
import { judgeAll, newTensorCheck, record, type TensorCheck } from './tensorCheck';
import { judge, type Tolerances } from './verdict';
import type { Rng } from '../rng';

/** Ridders levels of a layer on its own: steps h … h/32. */
const LEVELS = 6;
const PROJECTIONS = 2;
/** Of the entries of an affine layer every so many are differenced to both sides. */
const BOTH_SIDES = 8;

export interface LayerCheck {
  /** Index of the layer; the loss is `layers.length`. */
  readonly layer: number;
  readonly tensors: TensorCheck[];
}

const cloneTensor = ({ shape, data }: Tensor): Tensor => ({ shape, data: data.slice() });

/** The gradients that a layer of a finished trace has: its parameters', then its inputs'. */
export function newLayerCheck(trace: Trace, layer: number): LayerCheck {
  if (layer === trace.layers.length) {
    return { layer, tensors: [newTensorCheck('dx', { kind: 'inputDelta', input: 0 }, trace.loss!.delta)] };
  }
  const back = trace.layers[layer]!.back!;
  const parameters = Object.entries(back.parameters).flatMap(([parameter, gradient]) =>
    gradient ? [newTensorCheck(parameter, { kind: 'gradient', parameter }, gradient)] : [],
  );
  const inputs = back.inputs.map((delta, input) =>
    newTensorCheck(back.inputs.length === 1 ? 'dx' : `dx${input}`, { kind: 'inputDelta', input }, delta),
  );
  return { layer, tensors: [...parameters, ...inputs] };
}

/** Checks the given entries of one tensor. Yields after each, so that the caller can pause, report or stop. */
export function* checkEntries(
  trace: Trace,
  layer: number,
  check: TensorCheck,
  flats: ArrayLike<number>,
  tolerances: Tolerances,
): Generator<void> {
  const differentiate =
    layer === trace.layers.length ? lossDerivatives(trace) : layerDerivatives(trace, layer, check.target);
  for (let k = 0; k < flats.length; k++) {
    const flat = flats[k]!;
    record(check, flat, differentiate(flat));
    yield;
  }
  judgeAll(check, flats, tolerances);
}

type Differentiate = (flat: number) => Derivative;

function layerDerivatives(trace: Trace, layer: number, target: EntryTarget): Differentiate {
  const at = layerAt(trace, layer);
  const source = sourceOf(target);
  const values = sourceValues(at, source);
  const lineThrough = linesThrough(at, source);
  const scale = scaleOf(values);
  if (at.definition.affine) {
    const step = powerOfTwo(scale.largest || 1);
    // That the layer really is affine is seen on a share of the entries: there both sides must agree.
    return (flat) => affineDerivative(lineThrough(flat), step, flat % BOTH_SIDES !== 0);
  }
  return smoothDerivatives(lineThrough, scale.typical);
}

/**
 * Functions of a network have their natural scale at 1 (activations) or at their data (norms, logarithms): the first
 * step is a sixteenth of the smaller. Where rounding wins at that step (data of 10⁹), the other one is tried as well.
 */
function smoothDerivatives(lineThrough: LineMaker, typical: number): Differentiate {
  return (flat) => {
    const line = lineThrough(flat);
    const scale = Math.max(Math.abs(line.at), typical);
    const first = smoothDerivative(line, powerOfTwo(Math.min(1, scale || 1) / 16), LEVELS);
    const rough = first.uncertainty > 1e-8 * Math.max(Math.abs(first.value), first.spread);
    if (!rough || scale <= 1 || first.slopes) return first;
    const second = smoothDerivative(line, powerOfTwo(scale / 16), LEVELS);
    return second.uncertainty < first.uncertainty && !second.slopes ? second : first;
  };
}

function lossDerivatives(trace: Trace): Differentiate {
  const { definition, options } = trace.model.network.loss!;
  const output = cloneTensor(trace.layers.at(-1)!.output);
  const target = trace.model.target!;
  const { value, saved } = trace.loss!;
  const branches = definition.branch?.(saved);
  const evaluate = () => {
    const moved = definition.forward(output, target, options);
    const then = branches && definition.branch!(moved.saved);
    return { value: moved.loss, crossed: then !== undefined && then.some((branch, k) => branch !== branches![k]) };
  };
  const { typical } = scaleOf(output.data);
  const roundoff = roundoffOf(output.data, evaluate);
  return smoothDerivatives((flat) => scalarLine(output.data, flat, value, roundoff, evaluate), typical);
}

/**
 * Checks a tensor by random projections: ⟨gradient, u⟩ against the derivative along u. Quick, and known to hide a wrong
 * entry; the report says that projections were used.
 */
export function checkByProjection(
  trace: Trace,
  layer: number,
  check: TensorCheck,
  rng: Rng,
  tolerances: Tolerances,
): void {
  const at = layerAt(trace, layer);
  const source = sourceOf(check.target);
  const { typical, largest } = scaleOf(sourceValues(at, source));
  let failed = 0;
  let maxRelativeError = 0;
  for (let k = 0; k < PROJECTIONS; k++) {
    const direction = check.analytic.data.map(() => 2 * rng.uniform() - 1);
    const analytic = check.analytic.data.reduce((sum, value, flat) => sum + value * direction[flat]!, 0);
    const line = directionLine(at, source, direction);
    const derivative = at.definition.affine
      ? affineDerivative(line, powerOfTwo(largest || 1))
      : smoothDerivative(line, powerOfTwo(Math.min(1, typical || 1) / 16), LEVELS);
    const { verdict, error } = judge(analytic, derivative, 0, tolerances);
    if (verdict === 'wrong') failed++;
    maxRelativeError = Math.max(maxRelativeError, error);
  }
  check.projections = { checked: PROJECTIONS, failed, maxRelativeError };
}

/** The layer as it stood in the trace, on copies that may be disturbed. */
function layerAt(trace: Trace, layer: number): LayerAt {
  const { definition, options } = trace.model.network.layers[layer]!;
  const { inputs: original, output, saved, delta } = trace.layers[layer]!;
  const inputs = original.map(cloneTensor);
  const parameters = Object.fromEntries(
    Object.entries(parametersOf(trace.model, layer)).map(([name, value]) => [name, cloneTensor(value)]),
  );
  const forward = () => forwardOf(definition!, inputs, parameters, options, contextFor(trace.model, layer));
  return { definition: definition!, options, inputs, parameters, output, saved, delta: delta!, forward };
}

function sourceOf(target: EntryTarget): Source {
  if (target.kind === 'gradient') return { kind: 'parameter', parameter: target.parameter };
  return { kind: 'input', input: target.kind === 'inputDelta' ? target.input : 0 };
}

function scaleOf(values: Float64Array): { largest: number; typical: number } {
  let largest = 0;
  let squares = 0;
  for (const value of values) {
    const size = Math.abs(value);
    if (!Number.isFinite(size)) continue;
    if (size > largest) largest = size;
    squares += size * size;
  }
  return { largest, typical: Math.sqrt(squares / Math.max(1, values.length)) };
}

/** Steps are powers of two, so that x + h − x is h as nearly as can be. */
const powerOfTwo = (size: number): number => 2 ** Math.round(Math.log2(size));
