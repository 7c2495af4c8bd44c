/**
 * Random tensors as PyTorch's CPU generator draws them, so that a seed gives the same weights here as there:
 * `torch.manual_seed(seed)`, then the modules in order, weight before bias.
 */
import type { ParameterSpec } from './layer';
import type { Rng } from './rng';
import { zeros, type Shape, type Tensor } from './tensor';

/** A parameter as its layer's `reset_parameters` draws it; the numbers are float32, as PyTorch's default dtype. */
export function drawParameter({ shape, init }: ParameterSpec, rng: Rng): Tensor {
  if (init.kind === 'uniform') return drawUniform(shape, rng, -init.bound, init.bound);
  const made = zeros(shape);
  made.data.fill(Math.fround(init.value));
  return made;
}

/**
 * `torch.empty(shape).uniform_(from, to)`: uniform in [from, to), in float32. PyTorch's kernel multiplies and adds with
 * a single rounding (AVX2's fused multiply-add), as float64 arithmetic on float32 numbers does before the last rounding.
 */
export function drawUniform(shape: Shape, rng: Rng, from = 0, to = 1): Tensor {
  const made = zeros(shape);
  const low = Math.fround(from);
  const range = Math.fround(Math.fround(to) - low);
  for (let i = 0; i < made.data.length; i++) made.data[i] = Math.fround(rng.uniform() * range + low);
  return made;
}

/** Numbers that PyTorch's vectorised Box–Muller transform turns at a time: 8 radii and 8 angles. */
const BLOCK = 16;

/** `torch.randn(shape)`: standard normal. Up to the last bits of float32; PyTorch's vectorised log and cos differ there. */
export function drawNormal(shape: Shape, rng: Rng): Tensor {
  const made = zeros(shape);
  if (made.data.length < BLOCK) drawPairs(made.data, rng);
  else drawBlocks(made.data, rng);
  return made;
}

/**
 * Sixteen and more: all uniforms first, then each block of 16 is transformed, its first half radii and its second half
 * angles. A remainder is covered by drawing the last 16 entries anew.
 */
function drawBlocks(data: Float64Array, rng: Rng): void {
  for (let i = 0; i < data.length; i++) data[i] = rng.uniform();
  for (let at = 0; at + BLOCK <= data.length; at += BLOCK) transformBlock(data, at);
  if (data.length % BLOCK === 0) return;
  const last = data.length - BLOCK;
  for (let i = last; i < data.length; i++) data[i] = rng.uniform();
  transformBlock(data, last);
}

function transformBlock(data: Float64Array, at: number): void {
  for (let j = at; j < at + BLOCK / 2; j++) {
    const radius = Math.sqrt(-2 * Math.log(1 - data[j]!));
    const angle = 2 * Math.PI * data[j + BLOCK / 2]!;
    data[j] = Math.fround(radius * Math.cos(angle));
    data[j + BLOCK / 2] = Math.fround(radius * Math.sin(angle));
  }
}

/** Fewer than sixteen: pairs of 53-bit uniforms, angle first; the second of a pair is used for the next entry. */
function drawPairs(data: Float64Array, rng: Rng): void {
  for (let i = 0; i < data.length; i += 2) {
    const angle = 2 * Math.PI * uniform53(rng);
    const radius = Math.sqrt(-2 * Math.log1p(-uniform53(rng)));
    data[i] = Math.fround(radius * Math.cos(angle));
    if (i + 1 < data.length) data[i + 1] = Math.fround(radius * Math.sin(angle));
  }
}

/** Uniform in [0, 1) from the low 53 of 64 bits; the first draw is the high word. */
export function uniform53(rng: Rng): number {
  const high = rng.uint32();
  const low = rng.uint32();
  return ((high & 0x1fffff) * 0x100000000 + low) / 0x20000000000000;
}
