/** Which entry the tab *Numeric* sweeps: the one that is looked at, else the layer's worst. Pure. */
import type { LayerReport, SweepRequest } from '../src/protocol';
import { lookedAt } from './diagnosis';
import type { State } from './store';

export function sweptEntry(state: State): SweepRequest | undefined {
  const { selected, entry, run } = state;
  if (selected === undefined) return undefined;
  if (
    entry !== undefined &&
    entry.layer === selected &&
    entry.target.kind !== 'output' &&
    entry.target.kind !== 'delta'
  ) {
    return { layer: selected, target: entry.target, index: entry.index };
  }
  const looked = lookedAt(state);
  if (looked !== undefined) return { layer: selected, target: looked.fault.report.target, index: looked.index };
  return worstOf(run?.verdicts[selected]);
}

/** Sweeps need numeric values: there are none of a layer that was not checked, or compared with other gradients. */
export function canSweep({ run, selected }: State): boolean {
  return run?.report?.comparison === undefined && worstOf(run?.verdicts[selected ?? -1]) !== undefined;
}

function worstOf(report: LayerReport | undefined): SweepRequest | undefined {
  let worst: LayerReport['tensors'][number] | undefined;
  for (const tensor of report?.tensors ?? []) {
    if (tensor.worst !== undefined && (worst === undefined || tensor.maxRelativeError > worst.maxRelativeError))
      worst = tensor;
  }
  return worst?.worst && { layer: report!.layer, target: worst.target, index: worst.worst.index };
}
