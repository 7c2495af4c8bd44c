/** What an error map says while there are no errors to show. */
import { count } from '../../numbers';
import type { State } from '../../store';
import type { ViewProps } from '../detail';

/** `waiting for conv3`, `checking, 1,480 of 2,416`, or nothing more than that it was not checked. */
export function waitingText({ run, network }: State, layer: number): string {
  if (run === undefined || run.state !== 'running') return 'not checked';
  const { progress } = run;
  if (progress === undefined) return 'waiting for the gradients';
  if (progress.layer === layer) return `checking, ${count(progress.layerChecked)} of ${count(progress.layerTotal)}`;
  const at = network?.layers[progress.layer]?.name ?? 'the loss';
  return `waiting for ${at}`;
}

export function Waiting({ state, rpc, layer }: ViewProps & { readonly layer: number }) {
  const { run } = state;
  const known = run?.outputs.some((view) => view !== undefined) ?? false;
  if (!known || (run?.state === 'running' && run.progress?.layer === layer)) return null;
  return (
    <button class="link" onClick={() => rpc.post({ type: 'check', layers: [layer] })}>
      {run?.state === 'running' ? 'Check this layer first' : 'Check this layer'}
    </button>
  );
}
