/** How much of the network's input one output cell sees. */
import type { Fits, Window } from './layer';
import type { Network } from './network';
import type { Shape } from './tensor';
import { NETWORK_INPUT } from './wiring';

interface Field {
  /** Cells of the network's input that an output cell sees, and that two neighbouring ones are apart. */
  readonly size: readonly number[];
  readonly jump: readonly number[];
}

/**
 * Receptive field of one output cell in cells of the network's input: r ← r + (k − 1)·d·j, j ← j·s along the path, the
 * larger where branches join. A layer that learns without a window (Linear) sees all of it.
 */
export function receptiveFields(network: Network): (number[] | undefined)[] {
  const spatial = network.inputShape.slice(2);
  const fields: (Field | undefined)[] = [];
  const start = { size: spatial.map(() => 1), jump: spatial.map(() => 1) };
  for (const { fit, inputs } of network.layers) {
    const sources = inputs.map((input) => (input === NETWORK_INPUT ? start : fields[input]));
    const largest = sources.reduce(
      (a, b) => (a && b && b.size.some((size, axis) => size > a.size[axis]!) ? b : a),
      sources[0],
    );
    fields.push(fit && largest ? widen(largest, fit, spatial) : undefined);
  }
  // Between the cells that a transposed convolution puts in, a size may be broken: whole cells count.
  const whole = (size: number) => Math.floor(size + 1e-9);
  return fields.map((field) => (spatial.length > 0 ? field?.size.map(whole) : undefined));
}

/** Undefined where the axes are no longer those of the network's input. */
function widen(field: Field, fit: Fits, spatial: Shape): Field | undefined {
  const { window, spread } = fit;
  const axes = (window ?? spread)?.kernel.length;
  if (axes !== undefined && axes !== spatial.length) return undefined;
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

/**
 * After a transposed convolution cells stand closer by its stride, and its taps lie as close. With dilation this is a
 * bound: some of the taps in between may never meet.
 */
function narrowed(field: Field, { kernel, stride, dilation }: Window): Field {
  return {
    size: field.size.map(
      (size, axis) => size + (((kernel[axis]! - 1) * dilation[axis]!) / stride[axis]!) * field.jump[axis]!,
    ),
    jump: field.jump.map((jump, axis) => jump / stride[axis]!),
  };
}
