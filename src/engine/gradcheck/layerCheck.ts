/**
 * Checks one layer on its own: ⟨δ, layer(x; θ)⟩ with the δ that really arrives, differenced entry by entry against the
 * layer's vector-Jacobian product. A fault in another layer does not taint it.
 */
import type { Rng } from '../rng';
import type { Trace } from '../trace';
import { affineDerivative, smoothDerivative } from './derivative';
import {
  layerAt,
  layerDifferentiation,
  LEVELS,
  lossDifferentiation,
  powerOfTwo,
  scaleOf,
  sourceOf,
} from './differentiate';
import { directionLine, sourceValues } from './layerLines';
import { unitText } from './kinkText';
import { judgeAll, newTensorCheck, record, type TensorCheck } from './tensorCheck';
import { judge, type Tolerances } from './verdict';

const PROJECTIONS = 2;

export interface LayerCheck {
  /** Index of the layer; the loss is `layers.length`. */
  readonly layer: number;
  readonly tensors: TensorCheck[];
}

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
  const { method, derivative } =
    layer === trace.layers.length ? lossDifferentiation(trace) : layerDifferentiation(trace, layer, check.target);
  check.method = method;
  check.unitText = unitText(trace, layer);
  for (let k = 0; k < flats.length; k++) {
    const flat = flats[k]!;
    record(check, flat, derivative(flat));
    yield;
  }
  judgeAll(check, flats, tolerances);
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
