/** How the cells of a layer's tensors hang together: which inputs an output reads, and through which weight. */
import type { LayerSummary } from '../../../src/protocol';
import { kernelOf } from '../../layerAxes';
import { planeWindow, type PlaneWindow } from '../../draw/windows';

export type Relation =
  /** A window slides over the input: convolutions and pools. */
  | { readonly kind: 'window'; readonly window: PlaneWindow; readonly taps: boolean }
  /** Output j is row j of the matrix times the input. */
  | { readonly kind: 'matrix'; readonly outputs: number; readonly inputs: number }
  /** Cell for cell: activations, sums of branches, dropout, normalisation. */
  | { readonly kind: 'cellwise' }
  /** The plane of a channel stands in the vector from `first` on. */
  | { readonly kind: 'flatten'; readonly first: number; readonly rows: number; readonly columns: number }
  | { readonly kind: 'none' };

/** @param channel of the input that is shown, for a flattened tensor */
export function relationOf(layer: LayerSummary, channel: number): Relation {
  const input = layer.inputShapes[0];
  const { output } = layer;
  if (input === undefined || output === undefined) return { kind: 'none' };
  const weight = layer.parameters.find(({ name }) => name === 'weight')?.shape;
  const axes = layer.window?.kernel.length;
  if (layer.window !== undefined && input.length === axes! + 2 && output.length === axes! + 2) {
    const flipped = layer.operation === 'convolution';
    const plane = axes === 1 ? oneRow : lastTwo;
    const window = planeWindow(layer.window, plane(input), plane(output), flipped);
    return { kind: 'window', window, taps: kernelOf(layer) !== undefined };
  }
  if (weight?.length === 2 && weight[0] === output.at(-1) && weight[1] === input.at(-1)) {
    return { kind: 'matrix', outputs: weight[0]!, inputs: weight[1]! };
  }
  if (input.join() === output.join()) return { kind: 'cellwise' };
  if (input.length === 4 && output.length === 2 && output[1] === input[1]! * input[2]! * input[3]!) {
    const [rows, columns] = lastTwo(input);
    // Channels of a single cell are shown as a vector already.
    if (rows * columns === 1) return { kind: 'cellwise' };
    return { kind: 'flatten', first: channel * rows * columns, rows, columns };
  }
  return { kind: 'none' };
}

const oneRow = (shape: readonly number[]): readonly [number, number] => [1, shape.at(-1)!];
const lastTwo = (shape: readonly number[]): readonly [number, number] => [shape.at(-2)!, shape.at(-1)!];
