/** The user chooses a layer: the panel shows it, and the editor reveals its line. */
import type { ViewProps } from './detail';

export function selectLayer({ dispatch, rpc }: Pick<ViewProps, 'dispatch' | 'rpc'>, layer: number | undefined): void {
  dispatch({ type: 'selectLayer', layer });
  if (layer !== undefined) rpc.post({ type: 'select', layer });
}
