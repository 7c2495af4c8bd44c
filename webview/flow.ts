/** What the gradient-flow chart shows and says: pure, from a run. */
import type { NetworkSummary } from '../src/protocol';
import { magnitudesOf, type Magnitudes } from './barScale';
import * as numbers from './numbers';
import type { RunView } from './store';

export interface FlowColumn {
  readonly layer: number;
  readonly name: string;
  readonly means: Magnitudes;
  /** 25th and 95th percentile of |δ|. */
  readonly band: readonly [number, number] | undefined;
}

/** One column per layer, in forward order. */
export function flowOf(network: NetworkSummary, run: RunView | undefined): readonly FlowColumn[] {
  return network.layers.map(({ name }, layer) => {
    const delta = run?.deltas[layer + 1]?.stats;
    const band = delta === undefined ? undefined : ([delta.p25, delta.p95] as const);
    return { layer, name, means: magnitudesOf(run, layer), band };
  });
}

/** `δ falls 15-fold from fc2 back to conv1`; undefined before δ has come back to the first layer. */
export function flowSentence(columns: readonly FlowColumn[]): string | undefined {
  const first = columns[0];
  const last = columns.at(-1);
  if (first === undefined || last === undefined || first === last) return undefined;
  const start = last.means.delta;
  const end = first.means.delta;
  if (start === undefined || end === undefined || !Number.isFinite(start) || !Number.isFinite(end)) return undefined;
  if (start === 0) return `δ is 0 in ${last.name}`;
  if (end === 0) return `δ is 0 when it comes back to ${first.name}`;
  const way = `from ${last.name} back to ${first.name}`;
  const ratio = start / end;
  if (ratio > 1.05) return `δ falls ${numbers.fold(ratio)} ${way}`;
  return ratio < 1 / 1.05 ? `δ grows ${numbers.fold(1 / ratio)} ${way}` : `δ keeps its size ${way}`;
}
