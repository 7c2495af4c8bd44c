/** What can be chosen in a layer (sample, filter o, channel c), and what is chosen. */
import type { LayerSummary, NetworkSummary, TensorReport } from '../src/protocol';
import { gradientName, heldAxes, lookedAt, worstIndex, type Looked } from './diagnosis';
import { kernelShape } from './entrySelection';
import { firstSelection, selectionOf, type Action, type Selection, type State } from './store';

export { kernelShape };

export interface Selector {
  readonly key: 'tensor' | 'sample' | 'filter' | 'channel' | 'depth';
  /** `filter o`; in one column only `o`. */
  readonly label: string;
  readonly shortLabel: string;
  readonly count: number;
  readonly value: number;
  /** Where the choices have names. */
  readonly names?: readonly string[];
  readonly choose: (value: number) => Action;
}

/** The layer that is selected, when it is a layer: neither the input (−1) nor the loss. */
export function selectedLayer(state: State): LayerSummary | undefined {
  return state.selected === undefined ? undefined : state.network?.layers[state.selected];
}

/** Shape of a layer's output, with the batch; −1 is the input. */
export function outputShape(network: NetworkSummary, layer: number): readonly number[] | undefined {
  return layer < 0 ? network.input.shape : network.layers[layer]?.output;
}

/** How many samples, filters and channels there are to choose from in the selected layer. */
function extents(state: State): { sample: number; filter: number; channel: number } {
  const { network, selected } = state;
  const shape = network === undefined || selected === undefined ? undefined : outputShape(network, selected);
  const layer = selectedLayer(state);
  const kernel = layer === undefined ? undefined : kernelShape(layer);
  const input = layer?.inputShapes[0];
  const planes = Math.max(shape?.length === 4 ? shape[1]! : 1, input?.length === 4 ? input[1]! : 1);
  return {
    sample: shape?.[0] ?? input?.[0] ?? 1,
    filter: kernel?.[0] ?? 1,
    // Without a kernel, channels of the output are channels of the input.
    channel: kernel?.[1] ?? planes,
  };
}

/** The selectors of the selected layer; those with nothing to choose are left out, but a batch of one is shown. */
export function selectorsOf(state: State): readonly Selector[] {
  const looked = state.tab === 'diagnosis' ? lookedAt(state) : undefined;
  return looked === undefined ? mapSelectors(state) : faultSelectors(state, looked);
}

function mapSelectors(state: State): readonly Selector[] {
  const { sample, filter, channel } = extents(state);
  const chosen = shownSelection(state);
  const layer = state.selected ?? -1;
  const of = (key: 'sample' | 'filter' | 'channel', label: string, shortLabel: string, count: number): Selector => ({
    key,
    label,
    shortLabel,
    count,
    value: chosen[key],
    choose: (value) => ({ type: 'choose', layer, selection: { [key]: value } }),
  });
  const all = [
    of('sample', 'sample', 'n', sample),
    of('filter', 'filter o', 'o', filter),
    of('channel', 'channel c', 'c', channel),
  ];
  // An entry has its filter and channel in its own index.
  return all.filter(({ key, count }) => key === 'sample' || (count > 1 && state.tab === 'maps'));
}

/** The wrong tensor, and which plane of it. */
function faultSelectors(state: State, { faults, fault, index }: Looked): readonly Selector[] {
  const layer = state.selected ?? -1;
  const { target, shape } = fault.report;
  const at = (of: TensorReport, where: readonly number[]): Action => ({
    type: 'lookAt',
    entry: { layer, target: of.target, index: where },
    tab: 'diagnosis',
  });
  const tensor: Selector = {
    key: 'tensor',
    label: 'tensor',
    shortLabel: 't',
    count: faults.length,
    value: faults.indexOf(fault),
    names: faults.map(({ report }) => gradientName(report)),
    choose: (value) => at(faults[value]!.report, worstIndex(faults[value]!.report)),
  };
  const axes = heldAxes(target, shape, selectedLayer(state)?.window?.kernel.length).filter(({ count }) => count > 1);
  return [
    tensor,
    ...axes.map(({ axis, ...words }): Selector => ({
      ...words,
      value: index[axis]!,
      choose: (value) =>
        at(
          fault.report,
          index.map((old, k) => (k === axis ? value : old)),
        ),
    })),
  ];
}

/** The selected layer's selection, kept inside its extents: the network may have been edited since it was made. */
export function shownSelection(state: State): Selection {
  if (state.selected === undefined) return firstSelection;
  const { sample, filter, channel, cell } = selectionOf(state, state.selected);
  const most = extents(state);
  return {
    sample: Math.min(sample, most.sample - 1),
    filter: Math.min(filter, most.filter - 1),
    channel: Math.min(channel, most.channel - 1),
    cell,
  };
}
