/** Numbers for random networks: few decimals, so that a definition file that holds them is short to read. */
import type { Layer, ParameterSpec } from '../../../src/engine/layer';
import { drawUniform } from '../../../src/engine/init';
import type { Rng } from '../../../src/engine/rng';
import type { Nested, Shape, Tensor } from '../../../src/engine/tensor';

const rounded = (value: number, decimals: number): number => Number(value.toFixed(decimals));

/** Uniform in [from, to]; of five decimals, so that two entries are seldom equal. */
export function drawTensor(shape: Shape, rng: Rng, from = -1.5, to = 1.5): Tensor {
  const { data } = drawUniform(shape, rng, from, to);
  return { shape, data: data.map((value) => rounded(value, 5)) };
}

/** No parameter at what it starts with: a weight of 1 or a bias of 0 would hide that a gradient forgets it. */
export function drawParameter(layer: Layer, name: string, { shape }: ParameterSpec, rng: Rng): Tensor {
  const drawn = drawTensor(shape, rng, -1, 1);
  if (!layer.parameters[name]!.positive) return drawn;
  return { shape, data: drawn.data.map((value) => rounded(Math.abs(value) + 0.25, 5)) };
}

/** As a definition file writes it. */
export function nested({ shape, data }: Tensor): Nested {
  let at = 0;
  const level = (axis: number): Nested =>
    axis === shape.length ? data[at++]! : Array.from({ length: shape[axis]! }, () => level(axis + 1));
  return level(0);
}
