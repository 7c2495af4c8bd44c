/**
 * The branches of a network as lines beside the layer list: a main line from row to row where a layer reads the one
 * above it, and a lane for every tensor that passes by other rows on its way. Pure.
 */
import type { NetworkSummary } from '../src/protocol';

export interface GutterRow {
  /** The main line goes on to the row above, to the row below. */
  readonly above: boolean;
  readonly below: boolean;
  /** Lanes (0 is next to the main line) that leave this row downwards, come in from above, or pass by. */
  readonly leaves: readonly number[];
  readonly enters: readonly number[];
  readonly passes: readonly number[];
  /** Several tensors come together here. */
  readonly joins: boolean;
}

/** More lanes than fit beside the rows share the last one. */
export const mostLanes = 2;

interface Lane {
  readonly from: number;
  readonly to: number;
  readonly lane: number;
}

/** By layer, from the input (−1) to the loss; undefined for a network that is one chain. */
export function gutterOf({ layers }: Pick<NetworkSummary, 'layers'>): ReadonlyMap<number, GutterRow> | undefined {
  const reads = (layer: number): readonly number[] =>
    layer === layers.length ? [layers.length - 1] : (layers[layer]?.inputs ?? []);
  const all = Array.from({ length: layers.length + 1 }, (_, layer) => layer);
  const isChain = all.every((layer) => reads(layer).every((from) => from === layer - 1));
  if (isChain) return undefined;
  const lanes = lanesOf(
    all.flatMap((to) => [...new Set(reads(to))].flatMap((from) => (from < to - 1 ? [{ from, to }] : []))),
  );
  const rows = [-1, ...all].map((layer): [number, GutterRow] => [
    layer,
    {
      above: reads(layer).includes(layer - 1),
      below: layer < layers.length && reads(layer + 1).includes(layer),
      leaves: numbersOf(lanes, ({ from }) => from === layer),
      enters: numbersOf(lanes, ({ to }) => to === layer),
      passes: numbersOf(lanes, ({ from, to }) => from < layer && layer < to),
      joins: reads(layer).length > 1,
    },
  ]);
  return new Map(rows);
}

/** Each tensor takes the lane nearest to the main line that is free all the way; tensors of one row share one. */
function lanesOf(edges: readonly { readonly from: number; readonly to: number }[]): readonly Lane[] {
  const taken: Lane[] = [];
  for (const { from, to } of [...edges].sort((a, b) => a.to - a.from - (b.to - b.from) || a.from - b.from)) {
    const isFree = (lane: number) =>
      taken.every((other) => other.lane !== lane || other.from === from || other.to <= from || other.from >= to);
    let lane = 0;
    while (lane < mostLanes - 1 && !isFree(lane)) lane++;
    taken.push({ from, to, lane });
  }
  return taken;
}

const numbersOf = (lanes: readonly Lane[], which: (lane: Lane) => boolean): readonly number[] =>
  [...new Set(lanes.filter(which).map(({ lane }) => lane))].sort();
