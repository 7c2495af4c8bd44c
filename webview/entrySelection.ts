/** Which sample, filter, channel and cell of a layer's maps show an entry of one of its tensors. */
import type { EntryRequest, LayerSummary } from '../src/protocol';
import type { Selection } from './store';

/** Extents of a kernel `[filters, channels of a group, kh, kw]`, for layers whose weight slides over an image. */
export function kernelShape(layer: LayerSummary): readonly number[] | undefined {
  const weight = layer.parameters.find((parameter) => parameter.name === 'weight');
  return weight !== undefined && weight.shape.length === 4 ? weight.shape : undefined;
}

/** @param filter the filter that is chosen now: kept where the entry belongs to no single filter of its group */
export function selectionOfEntry(layer: LayerSummary, entry: EntryRequest, filter: number): Partial<Selection> {
  const { target, index } = entry;
  const kernel = kernelShape(layer);
  const [row, column] = [index.at(-2) ?? 0, index.at(-1) ?? 0];
  if (target.kind === 'gradient') {
    if (kernel === undefined || target.parameter !== 'weight') return kernel === undefined ? {} : { filter: index[0]! };
    return { filter: index[0]!, channel: index[1]!, cell: { map: 'gradient', row, column } };
  }
  const sample = index[0] ?? 0;
  const map = target.kind;
  if (index.length !== 4) return { sample };
  const cell = { map, row, column } as const;
  if (kernel === undefined) return { sample, channel: index[1]!, cell };
  if (target.kind !== 'inputDelta') return { sample, filter: index[1]!, cell };
  // Channel c of the input belongs to group ⌊c / channels of a group⌋, and only that group's filters read it.
  const [filters, channels] = [kernel[0]!, kernel[1]!];
  const inGroup = filters / (layer.groups ?? 1);
  const group = Math.floor(index[1]! / channels);
  const reads = Math.floor(filter / inGroup) === group;
  return { sample, channel: index[1]! % channels, filter: reads ? filter : group * inGroup, cell };
}
