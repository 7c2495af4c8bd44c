/** The windows of a pool: which cells each output has read. */
import { sameShape, sizeOf, unravel, zeros, type Shape, type Tensor } from '../tensor';
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

const pools = /^(Adaptive)?(Max|Avg)Pool[123]d$/;
export const isPool = ({ type }: Bench): boolean => pools.test(type);

/** By output: flat positions of the entries of an input that it reads, in order. The layer's own probe knows. */
export function readsOf({ layer, inputs, parameters, options, output, context }: Bench, input = 0): number[][] {
  const reads = Array.from(output.data, (): number[] => []);
  const { saved } = layer.forward(inputs, parameters, options, context());
  const probe = layer.probe?.(inputs, parameters, options, saved);
  for (let flat = 0; probe && flat < inputs[input]!.data.length; flat++) {
    for (const reader of Array.from(probe.reach({ kind: 'input', input }, flat))) reads[reader]!.push(flat);
  }
  return reads;
}

/** They follow from shape and options alone, and every mistake of a pool asks for them. */
const kept = new WeakMap<Bench['options'], { readonly shape: Shape; readonly windows: readonly PoolWindow[] }>();

/** Undefined for other layers. */
export function windowsOf(bench: Bench): readonly PoolWindow[] | undefined {
  if (!isPool(bench)) return undefined;
  const { shape } = bench.inputs[0]!;
  const found = kept.get(bench.options);
  if (found && sameShape(found.shape, shape)) return found.windows;
  const windows = layOut(bench);
  kept.set(bench.options, { shape, windows });
  return windows;
}

function layOut(bench: Bench): PoolWindow[] {
  const fit = bench.layer.shape([bench.inputs[0]!.shape], bench.options);
  const whole = bench.type.startsWith('Adaptive') || !fit.ok || !fit.window ? undefined : sizeOf(fit.window.kernel);
  return readsOf(bench).map((cells, output): PoolWindow => {
    const [sample, channel] = unravel(output, bench.output.shape) as [number, number];
    return { output, sample, channel, cells, size: whole ?? cells.length };
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
