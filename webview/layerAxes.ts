/** How the axes of a layer's tensors are read: kernels, planes of images, rows of sequences, depths of volumes. Pure. */
import type { LayerSummary } from '../src/protocol';

/** The type, or of a layer of the user's own the built-in one that it claims to be. */
export const typeOf = ({ source, type }: LayerSummary): string => source?.like ?? type;

/** How the kernels of a layer lie in its weight: which filter o reads which channel c of its group through which. */
export interface KernelAxes {
  /** Of the weight. */
  readonly shape: readonly number[];
  readonly filters: number;
  /** Of each group. */
  readonly channels: number;
  readonly filtersOfGroup: number;
  /** Leading indices of a kernel in the weight. */
  readonly at: (filter: number, channel: number) => readonly [number, number];
  /** Filter and channel of the kernel at those indices. */
  readonly choice: (first: number, second: number) => { readonly filter: number; readonly channel: number };
  /** The weight has channels before filters, as transposed convolutions do. */
  readonly transposed: boolean;
}

/** For layers whose weight slides over one to three axes. */
export function kernelOf(layer: LayerSummary): KernelAxes | undefined {
  const shape = layer.parameters.find((parameter) => parameter.name === 'weight')?.shape;
  if (shape === undefined || shape.length < 3) return undefined;
  const transposed = typeOf(layer).startsWith('ConvTranspose');
  if (layer.window === undefined && !transposed && shape.length !== 4) return undefined;
  const groups = layer.groups ?? 1;
  const [first, second] = [shape[0]!, shape[1]!];
  if (!transposed) {
    return {
      shape,
      filters: first,
      channels: second,
      filtersOfGroup: first / groups,
      at: (filter, channel) => [filter, channel],
      choice: (filter, channel) => ({ filter, channel }),
      transposed,
    };
  }
  const channels = first / groups;
  return {
    shape,
    filters: second * groups,
    channels,
    filtersOfGroup: second,
    at: (filter, channel) => [Math.floor(filter / second) * channels + channel, filter % second],
    choice: (a, b) => ({ filter: Math.floor(a / channels) * second + b, channel: a % channels }),
    transposed,
  };
}

/** Input channel that filter `o` reads as its channel `c`: with groups each block of filters has channels of its own. */
export function inputChannel(layer: LayerSummary, filter: number, channel: number): number {
  const kernel = kernelOf(layer);
  return kernel === undefined ? channel : Math.floor(filter / kernel.filtersOfGroup) * kernel.channels + channel;
}

/** The weight that the middle column of the maps shows: a sliding kernel, or a matrix. */
export function hasKernel(layer: LayerSummary): boolean {
  return (layer.parameters.find(({ name }) => name === 'weight')?.shape.length ?? 0) >= 2;
}

/** Axes behind sample and channel: 1 of a sequence, 2 of an image, 3 of a volume. */
export function spatialAxes(layer: LayerSummary | undefined, shape: readonly number[]): number {
  const axes = layer === undefined ? undefined : (layer.window?.kernel.length ?? spread(layer));
  if (axes !== undefined && shape.length === axes + 2) return axes;
  // Without a window, three axes are samples of planes: a sequence of vectors is seen best with all its channels.
  return shape.length === 5 ? 3 : 2;
}

/** A transposed convolution has no window that it reads; it spreads each cell over as many axes. */
function spread(layer: LayerSummary): number | undefined {
  const kernel = kernelOf(layer);
  return kernel?.transposed === true ? kernel.shape.length - 2 : undefined;
}

/** Inputs that are shown side by side: one beside a kernel, else up to two. */
export function inputsShown(layer: LayerSummary): number {
  return Math.min(layer.inputShapes.length, hasKernel(layer) ? 1 : 2);
}

/** How many planes the output and the kernel of a layer of volumes have; 1 where there is nothing to choose. */
export function depthsOf(
  layer: LayerSummary | undefined,
  output: readonly number[] | undefined,
): { readonly depth: number; readonly tap: number } {
  const shape = output?.length === 5 ? output : layer?.inputShapes[0];
  const depth = shape?.length === 5 ? shape[2]! : 1;
  const tap = layer?.window?.kernel.length === 3 ? layer.window.kernel[0]! : 1;
  return { depth, tap };
}

export interface InputDepth {
  readonly depth: number;
  /** The tap reads the padding; the plane next to it is shown. */
  readonly padding: boolean;
}

/** Plane of the input that plane `depth` of the output reads through plane `tap` of the kernel. */
export function inputDepth({ window, operation, inputShapes }: LayerSummary, depth: number, tap: number): InputDepth {
  const extent = inputShapes[0]?.[2] ?? 1;
  if (window === undefined || window.kernel.length !== 3) return { depth: Math.min(depth, extent - 1), padding: false };
  const through = operation === 'convolution' ? window.kernel[0]! - 1 - tap : tap;
  const at = depth * window.stride[0]! - window.padding[0]! + through * window.dilation[0]!;
  const inside = Math.max(0, Math.min(extent - 1, at));
  return { depth: inside, padding: inside !== at };
}
