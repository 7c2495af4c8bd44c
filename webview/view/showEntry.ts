/** Goes to an entry: into its sum where there is one, else to its cell; and from wrong entry to wrong entry. */
import type { EntryRequest } from '../../src/protocol';
import { selectionOfEntry } from '../entrySelection';
import { marksRequest, nextWrong } from '../failures';
import { selectionOf, type State } from '../store';
import type { ViewProps } from './detail';
import { selectLayer } from './selectLayer';

export function showEntry(props: ViewProps, entry: EntryRequest): void {
  const { state, dispatch, rpc } = props;
  const layer = state.network?.layers[entry.layer];
  const { kind } = entry.target;
  // δ is opened where it comes from, in the layer that reads this one's output.
  if (kind === 'delta' || layer?.explains.includes(kind)) {
    if (entry.layer !== state.selected) rpc.post({ type: 'select', layer: entry.layer });
    return dispatch({ type: 'openEntry', entry });
  }
  selectLayer(props, entry.layer);
  if (layer === undefined) return;
  const selection = selectionOfEntry(layer, entry, selectionOf(state, entry.layer).filter);
  dispatch({ type: 'choose', layer: entry.layer, selection });
}

/** F8: the entry is shown where one looks already, and among its like where it belongs to another layer. */
export async function showNextWrong(props: ViewProps, step: 1 | -1): Promise<void> {
  const { state, dispatch, rpc } = props;
  const entry = await nextWrong(state, step, async (tensor) => {
    const request = marksRequest(tensor);
    if (request === undefined) return undefined;
    // A tensor that cannot be had any more, after an edit, leaves its worst entry.
    return rpc.tensor(request).then(
      ({ data }) => new Float64Array(data),
      () => undefined,
    );
  });
  if (entry === undefined) return;
  const stays = entry.layer === state.selected && (state.tab !== 'entry' || opensSum(state, entry));
  if (entry.layer !== state.selected) rpc.post({ type: 'select', layer: entry.layer });
  dispatch({ type: 'lookAt', entry, tab: stays ? state.tab : 'diagnosis' });
}

function opensSum({ network }: State, { layer, target }: EntryRequest): boolean {
  return target.kind === 'delta' || (network?.layers[layer]?.explains.includes(target.kind) ?? true);
}
