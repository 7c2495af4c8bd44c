/** Cases of every layer and loss in the registry, drawn from what each says of itself: its options and its samples. */
import type { Layer, Sample } from '../../src/engine/layer';
import type { Loss } from '../../src/engine/loss';
import { fitLayer, readOptions } from '../../src/engine/network';
import type { OptionSpecs } from '../../src/engine/options';
import type { Problem } from '../../src/engine/problem';
import { mersenneTwister, type Rng } from '../../src/engine/rng';
import { sizeOf, type Shape, type Tensor } from '../../src/engine/tensor';
import { changedSettings, type Change, type Settings } from '../properties/support/drawOptions';
import { targetLike } from '../properties/support/randomLoss';
import { isCorner } from './pytorchCorners';

/** Of each layer and each loss. */
export const CASES = 20;
const ATTEMPTS = 400;
const MOST_ENTRIES = 600;

/** Samples that are none: other extents, other options, in and out of training. Legal, and no two alike. */
export function drawnSamples(layer: Layer, seed: number): Sample[] {
  const rng = mersenneTwister(seed);
  const drawn = new Map<string, Sample>();
  for (let attempt = 0; attempt < ATTEMPTS && drawn.size < CASES; attempt++) {
    const base = layer.samples[attempt % layer.samples.length]!;
    const inputs = otherExtents(base.inputs, rng);
    const options = changedSettings(layer.options, base.options, drawnChanges(rng), inputs);
    const read = complete(layer.type, layer.options, options);
    const training = rng.uniform() < 0.5;
    const fit = read && fitLayer(layer, inputs, read, training);
    if (!fit?.ok || sizeOf(fit.output) > MOST_ENTRIES || isCorner(layer.type, read!, inputs)) continue;
    const key = JSON.stringify([inputs, options, training]);
    const name = `drawn ${drawn.size}: ${inputs.map((shape) => shape.join('×')).join(' and ')} ${JSON.stringify(options)}`;
    if (!drawn.has(key)) drawn.set(key, { ...base, name, inputs, options, training });
  }
  return [...drawn.values()];
}

type LossSample = Sample & { readonly target: Tensor };

export function drawnLossSamples(loss: Loss, seed: number): LossSample[] {
  const rng = mersenneTwister(seed);
  const drawn = new Map<string, LossSample>();
  for (let attempt = 0; attempt < ATTEMPTS && drawn.size < CASES; attempt++) {
    const base = loss.samples[attempt % loss.samples.length]!;
    const inputs = otherExtents(base.inputs, rng);
    const options = changedSettings(loss.options, base.options, drawnChanges(rng), inputs);
    const read = complete(loss.type, loss.options, options);
    if (!read) continue;
    const target = targetLike(base.target, inputs[0]!, rng);
    if (loss.check(inputs[0]!, target, read).length > 0) continue;
    const name = `drawn ${drawn.size}: ${inputs[0]!.join('×')} ${JSON.stringify(options)}`;
    drawn.set(JSON.stringify([inputs, options]), { ...base, name, inputs, options, target });
  }
  return [...drawn.values()];
}

/** Extents that were equal stay equal, so that what belongs together still fits; an extent of 1 may be repeated, and stays. */
function otherExtents(shapes: readonly Shape[], rng: Rng): Shape[] {
  const becomes = new Map<number, number>([[1, 1]]);
  for (const extent of new Set(shapes.flat())) {
    if (extent > 1) becomes.set(extent, Math.max(1, extent + Math.floor(rng.uniform() * 4) - 1));
  }
  return shapes.map((shape) => shape.map((extent) => becomes.get(extent)!));
}

function drawnChanges(rng: Rng): Change[] {
  const count = Math.floor(rng.uniform() * 4);
  return Array.from({ length: count }, () => ({ option: rng.uint32() >>> 1, value: rng.uint32() >>> 1 }));
}

function complete(type: string, specs: OptionSpecs, raw: Settings): Settings | undefined {
  const problems: Problem[] = [];
  const read = readOptions(type, specs, raw, [], [], problems);
  return read.complete && problems.length === 0 ? read.options : undefined;
}
