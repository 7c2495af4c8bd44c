/** Tensors N×C×spatial axes and the windows over them, for any number of axes. */
import type { DoesNotFit } from '../../layer';
import type { Dims, Extents } from '../../spatialOptions';
import { formatShape, type Shape } from '../../tensor';
import { slide, type Axis } from './axis';

/** What a window slides over: samples, channels, and an axis for each dimension. */
export interface Spatial {
  readonly samples: number;
  readonly channels: number;
  readonly axes: readonly Axis[];
}

export interface WindowSpec {
  readonly kernel: Extents;
  readonly stride: Extents;
  readonly dilation?: Extents;
  /** `[before, after]` of each axis. */
  readonly padding: readonly (readonly [number, number])[];
  readonly ceil?: boolean;
}

/** The same padding on both ends of each axis. */
export const bothEnds = (padding: Extents): (readonly [number, number])[] => padding.map((cells) => [cells, cells]);

/** `input` has an axis for samples, one for channels, and those of the window. */
export function spatialOf(input: Shape, window: WindowSpec): Spatial {
  const axes = window.kernel.map((kernel, at) =>
    slide({
      input: input[at + 2]!,
      kernel,
      stride: window.stride[at]!,
      dilation: window.dilation?.[at] ?? 1,
      before: window.padding[at]![0],
      after: window.padding[at]![1],
      ceil: window.ceil ?? false,
    }),
  );
  return { samples: input[0]!, channels: input[1]!, axes };
}

export const inputCells = (axes: readonly Axis[]): number => axes.reduce((cells, { input }) => cells * input, 1);
export const outputCells = (axes: readonly Axis[]): number => axes.reduce((cells, { output }) => cells * output, 1);
export const outputExtents = (axes: readonly Axis[]): number[] => axes.map(({ output }) => output);

/** How an input is written. */
export const INPUT_AXES: { readonly [D in Dims]: string } = { 1: 'N×C×L', 2: 'N×C×H×W', 3: 'N×C×D×H×W' };

const SINGLE: { readonly [D in Dims]: string } = { 1: 'A single sequence', 2: 'A single image', 3: 'A single volume' };

/** What to say of an input that is no batch of maps, or undefined. */
export function notSpatial(type: string, dims: Dims, input: Shape): DoesNotFit | undefined {
  if (input.length === dims + 2) return undefined;
  const missing =
    input.length === dims + 1 ? ` ${SINGLE[dims]} needs its batch axis too: ${formatShape([1, ...input])}.` : '';
  const message = `${type} needs an input ${INPUT_AXES[dims]}, but gets ${formatShape(input)}.${missing}`;
  return { ok: false, problems: [{ message }] };
}

/** Names of running indices: places in the output, and taps of the kernel (or cells of a window). */
export const PLACES: { readonly [D in Dims]: readonly string[] } = { 1: ['x'], 2: ['x', 'y'], 3: ['z', 'x', 'y'] };
export const TAPS: { readonly [D in Dims]: readonly string[] } = { 1: ['p'], 2: ['p', 'q'], 3: ['r', 'p', 'q'] };
/** Places in the input, in formulas. */
export const CELLS: { readonly [D in Dims]: readonly string[] } = { 1: ['i'], 2: ['i', 'j'], 3: ['h', 'i', 'j'] };

/** Names of what lies along each axis, for docs: `Rows and columns`. */
export const ALONG: { readonly [D in Dims]: string } = {
  1: 'Cells',
  2: 'Rows and columns',
  3: 'Slices, rows and columns',
};

/** `Σ_x Σ_y` */
export const sumOver = (names: readonly string[]): string => names.map((name) => `Σ_${name}`).join(' ');

/** A layer's axes as a number of dimensions. */
export const dimsOf = (axes: readonly unknown[]): Dims => axes.length as Dims;

/** Every choice of one item from each list, the last list running fastest. */
export const choices = <T>(lists: readonly (readonly T[])[]): T[][] =>
  lists.reduce<T[][]>((all, list) => all.flatMap((chosen) => list.map((item) => [...chosen, item])), [[]]);
