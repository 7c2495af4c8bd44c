/** Which entry the tab *Numeric* sweeps: the one that is looked at, else the layer's worst. Pure. */
import type { EntryRequest, NetworkSummary, SweepRequest } from '../src/protocol';
import { lookedAt, worstEntry } from './diagnosis';
import type { State } from './store';

export function sweptEntry(state: State): SweepRequest | undefined {
  const { selected, entry, run, network } = state;
  if (selected === undefined) return undefined;
  const open = entry?.layer === selected && network !== undefined ? gradientOf(entry, network) : undefined;
  if (open !== undefined) return open;
  const looked = lookedAt(state);
  if (looked !== undefined) return { layer: selected, target: looked.fault.report.target, index: looked.index };
  return worstEntry(run?.verdicts[selected]);
}

/** δ is ∂C/∂input of the one layer that reads the output; an output is no derivative. */
function gradientOf({ layer, target, index }: EntryRequest, { layers }: NetworkSummary): SweepRequest | undefined {
  if (target.kind === 'output') return undefined;
  if (target.kind !== 'delta') return { layer, target, index };
  const readers = layers.flatMap(({ index: reader, inputs }) =>
    inputs.flatMap((input, at) => (input === layer ? [{ reader, at }] : [])),
  );
  if (readers.length > 1) return undefined;
  const { reader, at } = readers[0] ?? { reader: layers.length, at: 0 };
  return { layer: reader, target: { kind: 'inputDelta', input: at }, index };
}

/** An entry of any tensor can be swept once the network has run; there is no sweep of gradients from elsewhere. */
export function canSweep(state: State): boolean {
  const { run } = state;
  return run?.report?.comparison === undefined && run?.loss !== undefined && sweptEntry(state) !== undefined;
}
