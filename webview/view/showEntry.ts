/** Goes to an entry: into its sum where there is one, else to its cell in the maps. */
import type { EntryRequest } from '../../src/protocol';
import { selectionOfEntry } from '../entrySelection';
import { selectionOf } from '../store';
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
