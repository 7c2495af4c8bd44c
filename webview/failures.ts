/** The wrong entries that F8 steps through: of every wrong tensor the worst one, in forward order. */
import type { EntryRequest } from '../src/protocol';
import type { State } from './store';

export function wrongEntries(state: State): readonly EntryRequest[] {
  const reports = state.run?.verdicts ?? [];
  return reports.flatMap((report) =>
    (report?.tensors ?? []).flatMap((tensor) =>
      tensor.failed > 0 && tensor.worst !== undefined
        ? [{ layer: report!.layer, target: tensor.target, index: tensor.worst.index }]
        : [],
    ),
  );
}

/** The wrong entry after (`step` 1) or before (−1) the one that is open, round and round. */
export function nextWrong(state: State, step: 1 | -1): EntryRequest | undefined {
  const all = wrongEntries(state);
  const open = JSON.stringify(state.entry);
  const at = all.findIndex((entry) => JSON.stringify(entry) === open);
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step;
  return all[(next + all.length) % all.length];
}
