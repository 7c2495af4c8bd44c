/** How much of the network's input one output cell sees. */
import type { Fits, Window } from './layer';
import type { Network } from './network';
import type { Shape } from './tensor';
import { NETWORK_INPUT } from './wiring';

/**
 * Receptive field of one output cell in cells of the network's input: r ← r + (k − 1)·d·j, j ← j·s along the path, the
 * larger where branches join. A layer that learns without a window (Linear) sees all of it.
 */
export function receptiveFields(network: Network): (number[] | undefined)[] {
  const spatial = network.inputShape.slice(2);
  const fields: ({ size: number[]; jump: number[] } | undefined)[] = [];
  const start = { size: spatial.map(() => 1), jump: spatial.map(() => 1) };
  for (const { fit, inputs } of network.layers) {
    const sources = inputs.map((input) => (input === NETWORK_INPUT ? start : fields[input]));
    const largest = sources.reduce(
      (a, b) => (a && b && b.size.some((size, axis) => size > a.size[axis]!) ? b : a),
      sources[0],
    );
    fields.push(fit && largest ? widen(largest, fit, spatial) : undefined);
  }
  return fields.map((field) => (spatial.length > 0 ? field?.size : undefined));
}

function widen(
  field: { size: number[]; jump: number[] },
  fit: Fits,
  spatial: Shape,
): { size: number[]; jump: number[] } {
  const { window, spread } = fit;
  if (spread) return narrowed(field, spread);
  if (!window) {
    const mixes = Object.keys(fit.parameters).length > 0 && fit.output.length === 2;
    return mixes ? { size: [...spatial], jump: field.jump } : field;
  }
  return {
    size: field.size.map(
      (size, axis) => size + (window.kernel[axis]! - 1) * window.dilation[axis]! * field.jump[axis]!,
    ),
    jump: field.jump.map((jump, axis) => jump * window.stride[axis]!),
  };
}

/** After a transposed convolution cells stand closer by its stride, and ⌊(extent − 1)/stride⌋ + 1 of its input overlap in one. */
function narrowed(
  field: { size: number[]; jump: number[] },
  { kernel, stride, dilation }: Window,
): { size: number[]; jump: number[] } {
  const overlapping = (axis: number) => Math.floor(((kernel[axis]! - 1) * dilation[axis]!) / stride[axis]!);
  return {
    size: field.size.map((size, axis) => size + overlapping(axis) * field.jump[axis]!),
    jump: field.jump.map((jump, axis) => jump / stride[axis]!),
  };
}
