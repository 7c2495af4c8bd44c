/** The windows of a pool: which cells each output has read. */
import { sizeOf, stridesOf, unravel, zeros, type Tensor } from '../tensor';
import type { Bench } from './bench';

export interface PoolWindow {
  /** Flat position of the output. */
  readonly output: number;
  readonly sample: number;
  readonly channel: number;
  /** Flat positions of the cells inside the input, in order. */
  readonly cells: readonly number[];
  /** Cells of the whole window, padding too. */
  readonly size: number;
}

const pools = /^(Max|Avg)Pool[123]d$/;
export const isPool = ({ type }: Bench): boolean => pools.test(type);

/** Undefined for other layers. */
export function windowsOf({ type, layer, inputs, options, output }: Bench): PoolWindow[] | undefined {
  if (!pools.test(type)) return undefined;
  const input = inputs[0]!;
  const fit = layer.shape([input.shape], options);
  if (!fit.ok || !fit.window) return undefined;
  const { kernel, stride, dilation, padding } = fit.window;
  const steps = stridesOf(input.shape);
  const taps = Array.from({ length: sizeOf(kernel) }, (_, flat) => unravel(flat, kernel));
  return Array.from({ length: output.data.length }, (_, flat): PoolWindow => {
    const [sample, channel, ...place] = unravel(flat, output.shape) as [number, number, ...number[]];
    const start = sample * steps[0]! + channel * steps[1]!;
    const cells = taps.flatMap((tap) => {
      const at = tap.map((step, axis) => place[axis]! * stride[axis]! + step * dilation[axis]! - padding[axis]!);
      if (at.some((cell, axis) => cell < 0 || cell >= input.shape[axis + 2]!)) return [];
      return [at.reduce((sum, cell, axis) => sum + cell * steps[axis + 2]!, start)];
    });
    return { output: flat, sample, channel, cells, size: taps.length };
  });
}

/** ∂C/∂x from what each window does with its δ. */
export function byWindows(
  bench: Bench,
  give: (window: PoolWindow, delta: number, dx: Float64Array, x: Float64Array) => void,
): Tensor {
  const [x] = bench.inputs;
  const dx = zeros(x!.shape);
  for (const window of windowsOf(bench) ?? []) give(window, bench.delta.data[window.output]!, dx.data, x!.data);
  return dx;
}

/** The first of the largest cells. */
export function largestCell({ cells }: PoolWindow, x: Float64Array): number {
  return cells.reduce((best, cell) => (x[cell]! > x[best]! ? cell : best), cells[0]!);
}
