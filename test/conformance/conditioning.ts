/**
 * How far two right computations may lie apart: numbers are rounded on the way, and where they cancel (x/x, a map of
 * equal cells less its mean) the rounding is all that is left. What a change of the last bits alters by so much cannot
 * be compared more closely; so a pass is repeated with the last bits of every tensor changed at random.
 */
import type { Model } from '../../src/engine/model';
import { mersenneTwister, type Rng } from '../../src/engine/rng';
import type { Tensor } from '../../src/engine/tensor';
import { backwardLayer, forwardLayer, forwardLoss, newTrace, outputOf, type Trace } from '../../src/engine/trace';

/** Repetitions: one draw of the last bits may happen to cancel. */
export const REPEATS = 6;
/** Differences are taken to be what the last bits explain up to so many times what was seen. */
export const MARGIN = 30;

const LAST_BITS = 4 * Number.EPSILON;

/** Every entry changed by up to four units in its last place. */
export const nudged = ({ shape, data }: Tensor, rng: Rng): Tensor => ({
  shape,
  data: data.map((value) => value * (1 + (2 * rng.uniform() - 1) * LAST_BITS)),
});

export function nudgedAll<T extends { readonly [name: string]: Tensor | undefined }>(tensors: T, rng: Rng): T {
  return Object.fromEntries(Object.entries(tensors).map(([name, value]) => [name, value && nudged(value, rng)])) as T;
}

/** Passes over a model whose input, parameters, outputs and δ are nudged. */
export function nudgedPasses(model: Model): Trace[] {
  return Array.from({ length: REPEATS }, (_, seed) => nudgedPass(model, mersenneTwister(seed)));
}

function nudgedPass({ parameters, ...model }: Model, rng: Rng): Trace {
  const input = nudged(model.input, rng);
  const trace = newTrace({ ...model, input, parameters: parameters.map((own) => nudgedAll(own, rng)) });
  for (const { index } of model.network.layers) {
    const made = forwardLayer(trace.model, index, (layer) => outputOf(trace, layer));
    trace.layers.push({ ...made, output: nudged(made.output, rng) });
  }
  forwardLoss(trace);
  for (let index = trace.layers.length - 1; index >= 0; index--) {
    const layer = trace.layers[index]!;
    if (layer.delta) layer.delta = nudged(layer.delta, rng);
    backwardLayer(trace, index);
  }
  return trace;
}

/** The largest change of any entry, ∞ where it comes to be a number or stops being one. */
export function noiseOf(tensor: Tensor | undefined, others: readonly (Tensor | undefined)[]): number {
  let most = 0;
  for (const other of others) {
    for (const [at, value] of (tensor?.data ?? []).entries()) {
      const changed = other?.data[at] ?? 0;
      if (Object.is(value, changed)) continue;
      most = Math.max(most, Number.isFinite(value) && Number.isFinite(changed) ? Math.abs(value - changed) : Infinity);
    }
  }
  return most;
}
