/** Which sample, filter, channel and cell of a layer's maps show an entry of one of its tensors. */
import type { EntryRequest, LayerSummary } from '../src/protocol';
import { inputsShown, kernelOf, spatialAxes } from './layerAxes';
import type { Selection } from './store';

/** @param filter the filter that is chosen now: kept where the entry belongs to no single filter of its group */
export function selectionOfEntry(layer: LayerSummary, entry: EntryRequest, filter: number): Partial<Selection> {
  const { target, index } = entry;
  const kernel = kernelOf(layer);
  if (target.kind === 'gradient') {
    if (kernel === undefined || target.parameter !== 'weight') return kernel === undefined ? {} : { filter: index[0]! };
    const tap = kernel.shape.length === 5 ? { tap: index[2]! } : {};
    return {
      ...kernel.choice(index[0]!, index[1]!),
      ...tap,
      cell: { map: 'gradient', ...placeIn(index, kernel.shape.length - 2) },
    };
  }
  return { ...inputOf(layer, target), ...selectionInSample(layer, target.kind, index, filter) };
}

/** The pair of inputs that shows the entry's. */
function inputOf(layer: LayerSummary, target: EntryRequest['target']): Partial<Selection> {
  if (target.kind !== 'inputDelta') return {};
  return { input: Math.max(0, Math.min(target.input, layer.inputShapes.length - inputsShown(layer))) };
}

const placeIn = (index: readonly number[], axes: number) => ({
  row: axes === 1 ? 0 : (index.at(-2) ?? 0),
  column: index.at(-1) ?? 0,
});

function selectionInSample(
  layer: LayerSummary,
  map: 'output' | 'delta' | 'inputDelta',
  index: readonly number[],
  filter: number,
): Partial<Selection> {
  const kernel = kernelOf(layer);
  const sample = index[0] ?? 0;
  const axes = spatialAxes(layer, index);
  if (index.length !== axes + 2) return { sample };
  const depth = axes === 3 && (map !== 'inputDelta' || layer.window === undefined) ? { depth: index[2]! } : {};
  const cell = { map, ...placeIn(index, axes) };
  if (kernel === undefined) return { sample, ...depth, channel: index[1]!, cell };
  if (map !== 'inputDelta') return { sample, ...depth, filter: index[1]!, cell };
  // Channel c of the input belongs to group ⌊c / channels of a group⌋, and only that group's filters read it.
  const { channels, filtersOfGroup } = kernel;
  const group = Math.floor(index[1]! / channels);
  const reads = Math.floor(filter / filtersOfGroup) === group;
  return { sample, channel: index[1]! % channels, filter: reads ? filter : group * filtersOfGroup, cell };
}
