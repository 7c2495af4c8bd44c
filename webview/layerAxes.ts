/** How the axes of a layer's tensors are read: kernels, planes of images, rows of sequences, depths of volumes. Pure. */
import type { LayerSummary } from '../src/protocol';

/** Extents of a kernel `[filters, channels of a group, kh, kw]`, for layers whose weight slides over one to three axes. */
export function kernelShape(layer: LayerSummary): readonly number[] | undefined {
  const weight = layer.parameters.find((parameter) => parameter.name === 'weight');
  if (weight === undefined || weight.shape.length < 3) return undefined;
  return layer.window !== undefined || weight.shape.length === 4 ? weight.shape : undefined;
}

/** The weight that the middle column of the maps shows: a sliding kernel, or a matrix. */
export function hasKernel(layer: LayerSummary): boolean {
  return (layer.parameters.find(({ name }) => name === 'weight')?.shape.length ?? 0) >= 2;
}

/** Axes behind sample and channel: 1 of a sequence, 2 of an image, 3 of a volume. */
export function spatialAxes(layer: LayerSummary | undefined, shape: readonly number[]): number {
  const axes = layer?.window?.kernel.length;
  if (axes !== undefined && shape.length === axes + 2) return axes;
  // Without a window, three axes are samples of planes: a sequence of vectors is seen best with all its channels.
  return shape.length === 5 ? 3 : 2;
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
