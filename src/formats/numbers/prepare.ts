/** What is done to the numbers of input files before the network gets them. */
import { formatShape, sizeOf, type Shape, type Tensor } from '../../engine/tensor';
import type { Outcome } from './dataFiles';
import { resize } from './resize';
import type { Preparation } from './settings';

/** A batch of what several files hold; pictures are samples, tensors of four axes batches. */
export function batchOf(
  parts: readonly { readonly path: string; readonly tensor: Tensor; readonly image: boolean }[],
  size: readonly [number, number] | undefined,
): Outcome<Tensor> {
  const batches = parts.map(({ path, tensor, image }) => {
    const whole = image || (parts.length > 1 && tensor.shape.length < 4) ? [1, ...tensor.shape] : tensor.shape;
    const batch = { shape: whole, data: tensor.data };
    return { path, batch: size && whole.length >= 2 ? resize(batch, size) : batch };
  });
  const [first, ...others] = batches;
  const sample = first!.batch.shape.slice(1);
  const odd = others.find(({ batch }) => formatShape(batch.shape.slice(1)) !== formatShape(sample));
  if (odd) {
    const [one, other] = [formatShape(sample), formatShape(odd.batch.shape.slice(1))];
    return fail(`${odd.path} is ${other} and ${first!.path} ${one}: a batch needs one size; say "resize".`);
  }
  if (others.length === 0) return { ok: true, value: first!.batch };
  const shape = [batches.reduce((count, { batch }) => count + batch.shape[0]!, 0), ...sample];
  const data = new Float64Array(sizeOf(shape));
  let at = 0;
  for (const { batch } of batches) {
    data.set(batch.data, at);
    at += batch.data.length;
  }
  return { ok: true, value: { shape, data } };
}

/** Samples, scale, mean and std; sizes are brought to one before. */
export function prepare(batch: Tensor, { samples, scale, mean, std }: Preparation, shape?: Shape): Outcome<Tensor> {
  const chosen = samples ? choose(batch, samples) : { ok: true as const, value: batch };
  if (!chosen.ok || (!scale && !mean && !std)) return chosen;
  const { value } = chosen;
  // The channels are those of the network's input, whose axes of 1 the file may have left out.
  const axes = shape && sizeOf(shape) === value.data.length ? shape : value.shape;
  const channels = axes.length >= 3 ? axes.at(-3)! : 1;
  const plane = axes.length >= 3 ? axes.at(-1)! * axes.at(-2)! : value.data.length;
  const wrong = [mean, std].find((list) => list && list.length !== 1 && list.length !== channels);
  if (wrong) return fail(`"mean" and "std" hold ${wrong.length} numbers, but the input has ${channels} channels.`);
  const of = (list: readonly number[] | undefined, channel: number, none: number): number =>
    list ? list[list.length === 1 ? 0 : channel]! : none;
  const data = value.data.map((x, at) => {
    const channel = Math.floor(at / plane) % channels;
    return (x * (scale ?? 1) - of(mean, channel, 0)) / of(std, channel, 1);
  });
  return { ok: true, value: { shape: value.shape, data } };
}

function choose({ shape, data }: Tensor, samples: readonly number[]): Outcome<Tensor> {
  const [count = 0, ...sample] = shape;
  const missing = samples.find((index) => index >= count);
  if (missing !== undefined) return fail(`there is no sample ${missing}: the data hold ${count}.`);
  const size = sizeOf(sample);
  const chosen = new Float64Array(samples.length * size);
  for (const [at, index] of samples.entries()) chosen.set(data.subarray(index * size, (index + 1) * size), at * size);
  return { ok: true, value: { shape: [samples.length, ...sample], data: chosen } };
}

const fail = (message: string): Outcome<never> => ({ ok: false, message });
