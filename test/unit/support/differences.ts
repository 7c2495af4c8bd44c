/** Plain central differences, independent of the engine's gradcheck. */
import type { Tensor } from '../../../src/engine/tensor';
import { disturbed, largest } from './layerCase';

const STEP = 1e-5;

/** A scalar function, and the linear piece it is on: entries whose piece changes within the step have no derivative. */
export interface Scalar {
  readonly value: number;
  readonly piece: string;
}

/** Numeric gradient of `scalar` by `tensor`, disturbed in place; NaN at kinks. */
export function numericGradient(tensor: Tensor, scalar: () => Scalar): Float64Array {
  return tensor.data.map((_, flat) => {
    const above = disturbed(tensor, flat, STEP, scalar);
    const below = disturbed(tensor, flat, -STEP, scalar);
    return above.piece === below.piece ? (above.value - below.value) / (2 * STEP) : NaN;
  });
}

/** Positions where the analytic gradient is not the numeric one, to 10⁻⁷ of the tensor's largest. */
export function mismatches(analytic: Tensor, numeric: Float64Array): number[] {
  const bound = 1e-7 * Math.max(largest(analytic), 1e-3);
  return [...numeric.keys()].filter(
    (flat) => !Number.isNaN(numeric[flat]!) && !(Math.abs(analytic.data[flat]! - numeric[flat]!) <= bound),
  );
}

/** The gradient with its largest entry (of those that have a derivative) 0.1 % too large; where all are 0, not 0. */
export function withPlantedError(analytic: Tensor, numeric: Float64Array): Tensor {
  let worst = -1;
  for (const flat of numeric.keys()) {
    if (Number.isNaN(numeric[flat]!)) continue;
    if (worst < 0 || Math.abs(analytic.data[flat]!) > Math.abs(analytic.data[worst]!)) worst = flat;
  }
  const data = analytic.data.slice();
  data[worst]! += 0.001 * Math.max(Math.abs(data[worst]!), 0.001);
  return { shape: analytic.shape, data };
}
