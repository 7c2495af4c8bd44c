/** The entries beside an opened one: arrows walk through its tensor. */
import type { EntryRequest, NetworkSummary } from '../../../src/protocol';

/** Shape of the tensor that an entry belongs to; undefined where the network does not tell. */
export function entryShape(network: NetworkSummary, { layer, target }: EntryRequest): readonly number[] | undefined {
  const summary = network.layers[layer];
  const last = network.layers.at(-1)?.output ?? network.input.shape;
  if (layer < 0) return network.input.shape;
  if (summary === undefined) return last;
  switch (target.kind) {
    case 'output':
    case 'delta':
      return summary.output;
    case 'inputDelta':
      return summary.inputShapes[target.input];
    case 'gradient':
      return summary.parameters.find(({ name }) => name === target.parameter)?.shape;
  }
}

/** The next or previous entry in row-major order; undefined past the ends. */
export function beside(entry: EntryRequest, shape: readonly number[], by: 1 | -1): EntryRequest | undefined {
  const index = [...entry.index];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = index[axis]! + by;
    if (index[axis]! >= 0 && index[axis]! < shape[axis]!) return { ...entry, index };
    index[axis] = by > 0 ? 0 : shape[axis]! - 1;
  }
  return undefined;
}

/** One step along an axis, counted from the last: 0 columns, 1 rows. Undefined at the edge. */
export function along(
  entry: EntryRequest,
  shape: readonly number[],
  fromLast: number,
  by: 1 | -1,
): EntryRequest | undefined {
  const axis = shape.length - 1 - fromLast;
  const at = axis < 0 ? undefined : entry.index[axis]! + by;
  if (at === undefined || at < 0 || at >= shape[axis]!) return undefined;
  return { ...entry, index: entry.index.map((old, k) => (k === axis ? at : old)) };
}
