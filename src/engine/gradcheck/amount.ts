/** How many entries a check looks at, and how many of them its sentence counts. */
import type { CheckMethod } from '../events';
import { headlineCount } from '../describe';
import type { NetworkSummary } from '../summary';
import { sizeOf } from '../tensor';

const SAMPLE_ENTRIES = 4096;
const SAMPLE_PER_TENSOR = 64;

/** Entries of a layer that its own verdict counts: its parameters, or its inputs where it has none. */
export function layerAmount(summary: NetworkSummary, layer: number, method: CheckMethod): number {
  const own = summary.layers[layer];
  if (!own || method === 'fast') return 0;
  if (method === 'exhaustive') return headlineCount(own);
  const shapes = own.parameters.length > 0 ? own.parameters.map(({ shape }) => shape) : own.inputShapes;
  return shapes.reduce((sum, shape) => sum + sampleSize(sizeOf(shape), summary), 0);
}

/** Does the sentence of the run count this layer? Of a whole network with parameters it counts those only. */
export function countsForRun(summary: NetworkSummary, layer: number, wholeNetwork: boolean): boolean {
  return !wholeNetwork || summary.parameterCount === 0 || (summary.layers[layer]?.parameterCount ?? 0) > 0;
}

/** A share of the sample in proportion to the tensor, but no fewer than 64 entries. */
export function sampleSize(entries: number, summary: NetworkSummary): number {
  const share = Math.round((SAMPLE_ENTRIES * entries) / Math.max(1, summary.checkCount));
  return Math.min(entries, Math.max(SAMPLE_PER_TENSOR, share));
}
