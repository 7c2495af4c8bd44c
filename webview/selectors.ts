/** What can be chosen in a layer (sample, filter o, channel c), and what is chosen. */
import type { LayerSummary, NetworkSummary, TensorReport } from '../src/protocol';
import { gradientName, heldAxes, lookedAt, worstIndex, type Looked } from './diagnosis';
import { depthsOf, inputsShown, kernelOf, spatialAxes } from './layerAxes';
import { firstSelection, selectionOf, type Action, type Selection, type State } from './store';

export interface Selector {
  readonly key: 'tensor' | 'input' | 'sample' | 'filter' | 'channel' | 'depth' | 'tap';
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

/** What the maps of a layer are chosen by; how many there are of each is counted from the shapes. */
type Chosen = 'input' | 'sample' | 'filter' | 'channel' | 'depth' | 'tap';

function extents(state: State): { readonly [K in Chosen]: number } {
  const { network, selected } = state;
  const shape = network === undefined || selected === undefined ? undefined : outputShape(network, selected);
  const layer = selectedLayer(state);
  const kernel = layer === undefined ? undefined : kernelOf(layer);
  const input = layer?.inputShapes[0];
  const channelsIn = (of: readonly number[] | undefined): number =>
    of !== undefined && of.length === spatialAxes(layer, of) + 2 ? of[1]! : 1;
  const planes = Math.max(channelsIn(shape), channelsIn(input));
  return {
    sample: shape?.[0] ?? input?.[0] ?? 1,
    filter: kernel?.filters ?? 1,
    // Without a kernel, channels of the output are channels of the input.
    channel: kernel?.channels ?? planes,
    input: layer === undefined ? 1 : layer.inputShapes.length - inputsShown(layer) + 1,
    ...depthsOf(layer, shape),
  };
}

/** The selectors of the selected layer; those with nothing to choose are left out, but a batch of one is shown. */
export function selectorsOf(state: State): readonly Selector[] {
  const looked = state.tab === 'diagnosis' ? lookedAt(state) : undefined;
  return looked === undefined ? mapSelectors(state) : faultSelectors(state, looked);
}

function mapSelectors(state: State): readonly Selector[] {
  const most = extents(state);
  const chosen = shownSelection(state);
  const layer = state.selected ?? -1;
  const of = (key: Chosen, label: string, shortLabel: string, names?: readonly string[]): Selector => ({
    key,
    label,
    shortLabel,
    count: most[key],
    ...(names && { names }),
    value: chosen[key],
    choose: (value) => ({ type: 'choose', layer, selection: { [key]: value } }),
  });
  const summary = selectedLayer(state);
  const pairs = summary !== undefined && inputsShown(summary) > 1;
  const inputs = Array.from({ length: most.input }, (_, k) => (pairs ? `${k}, ${k + 1}` : String(k)));
  const all = [
    of('input', pairs ? 'inputs' : 'input', 'in', inputs),
    of('sample', 'sample', 'n'),
    of('filter', 'filter o', 'o'),
    of('channel', 'channel c', 'c'),
    of('depth', 'depth d', 'd'),
    of('tap', 'tap p', 'p'),
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
  const axes = heldAxes(target, shape, selectedLayer(state)).filter(({ count }) => count > 1);
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
  const { cell, ...chosen } = selectionOf(state, state.selected);
  const most = extents(state);
  const within = (key: Chosen): number => Math.min(chosen[key] ?? 0, most[key] - 1);
  return {
    input: within('input'),
    sample: within('sample'),
    filter: within('filter'),
    channel: within('channel'),
    depth: within('depth'),
    tap: within('tap'),
    cell,
  };
}
