/** What a layer that does not fit is drawn and explained with: pure. */
import type { LayerSummary, NetworkSummary } from '../src/protocol';
import * as numbers from './numbers';

/** `⌊(4 + 0 − 5)/1⌋ + 1 = 0` in pieces, for a fraction. */
export interface Arithmetic {
  readonly ceil: boolean;
  readonly numerator: string;
  readonly denominator: string;
  readonly result: string;
}

/** The arithmetic that a problem's message spells out, where it is a window's. */
export function arithmeticOf(message: string): Arithmetic | undefined {
  const found = /([⌊⌈])\((.+)\)\/(\d+)[⌋⌉] \+ 1 = ([−\d]+)/.exec(message);
  if (found === null) return undefined;
  const [, open, numerator, denominator, result] = found;
  return { ceil: open === '⌈', numerator: numerator!, denominator: denominator!, result: result! };
}

/** Rows and columns of the drawing: the kernel at its first place, over the input with its padding. */
export interface MisfitDrawing {
  readonly kernel: readonly [number, number];
  readonly input: readonly [number, number];
  /** Rows above and columns left of the input. */
  readonly padding: readonly [number, number];
  readonly rows: number;
  readonly columns: number;
}

export function drawingOf(layer: LayerSummary): MisfitDrawing | undefined {
  const { misfit } = layer;
  if (misfit === undefined || misfit.kernel.length === 0 || misfit.kernel.length > 2) return undefined;
  const [kernel, input] = [inTwo(misfit.kernel), inTwo(misfit.input)];
  const padding = paddingOf(misfit.message);
  const extent = (axis: 0 | 1): number => Math.max(kernel[axis], input[axis] + 2 * padding[axis]);
  return { kernel, input, padding, rows: extent(0), columns: extent(1) };
}

function inTwo(extents: readonly number[]): readonly [number, number] {
  return extents.length === 1 ? [1, extents[0]!] : [extents[0]!, extents[1]!];
}

/** `padded by 1` or `padded by [0, 1]` in the message. */
function paddingOf(message: string): readonly [number, number] {
  const found = /padded by (\d+|\[\d+, \d+\])/.exec(message)?.[1];
  const [first = 0, second = first] = (found?.match(/\d+/g) ?? []).map(Number);
  return [first, second];
}

/** `An output of 0×0 has no cells. The smallest input that a 5×5 kernel fits is 5×5.` */
export function whyNot(layer: LayerSummary): string {
  const { misfit } = layer;
  if (misfit === undefined) return '';
  const kernel = misfit.kernel.join('×');
  return `An output without rows or columns has no cells. The smallest input that a ${kernel} kernel fits is ${kernel}.`;
}

/** How the sizes came down to this layer's input: `1×28×28 in input, 6×12×12 in conv1, …`, following first inputs. */
export function sizesBefore(network: NetworkSummary, layer: LayerSummary): string {
  const sizes: string[] = [];
  let at: number | undefined = layer.inputs[0];
  while (at !== undefined && sizes.length < 6) {
    const shape = at < 0 ? network.input.shape : network.layers[at]?.output;
    const name = at < 0 ? 'input' : network.layers[at]?.name;
    const text = shape === undefined ? '' : numbers.extents(shape.slice(2));
    if (shape === undefined || shape.length < 3) break;
    if (!sizes[0]?.startsWith(`${text} `)) sizes.unshift(`${text} in ${name}`);
    else sizes[0] = `${text} in ${name}`;
    at = at < 0 ? undefined : network.layers[at]?.inputs[0];
  }
  return sizes.length < 2 ? '' : `The sizes on the way: ${sizes.join(', ')}.`;
}
