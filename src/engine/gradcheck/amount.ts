/** How many entries a check looks at, and how many of them its sentence counts. */
import type { CheckMethod } from '../events';
import { headlineCount } from '../describe';
import type { EntryTarget } from '../layer';
import type { NetworkSummary } from '../summary';
import { sizeOf } from '../tensor';

const SAMPLE_ENTRIES = 4096;
const SAMPLE_PER_TENSOR = 64;

/** Multiplications of a check of every entry that are about a minute of work; a larger network is sampled. */
const EVERY_ENTRY_MULTIPLICATIONS = 4e10;
/** A difference of an affine layer needs one more forward pass, and every eighth entry two. */
const PASSES_OF_ENTRY = 9 / 8;

/**
 * What is checked where nobody says how much: every entry, or a sample where that would take more than about a minute. It
 * follows from the shapes alone, so that the same file is always checked alike.
 */
export function methodFor({ layers }: NetworkSummary, chosen: readonly number[]): CheckMethod {
  // Each input entry and each weight is part of as many products as an output has, and every output that it reaches is
  // summed anew: over all weights, and again over all inputs, that is products × products of one output.
  const work = chosen.reduce((sum, layer) => {
    const { multiplyAdds = 0, output } = layers[layer] ?? {};
    return sum + (2 * PASSES_OF_ENTRY * multiplyAdds ** 2) / Math.max(1, sizeOf(output ?? []));
  }, 0);
  return work <= EVERY_ENTRY_MULTIPLICATIONS ? 'exhaustive' : 'sample';
}

/** Entries of a layer that its own verdict counts: its parameters, or its inputs where it has none. */
export function layerAmount(summary: NetworkSummary, layer: number, method: CheckMethod): number {
  const own = summary.layers[layer];
  if (!own || method === 'fast') return 0;
  if (method === 'exhaustive') return headlineCount(own);
  const isOfParameters = own.parameters.length > 0;
  const shapes = isOfParameters ? own.parameters.map(({ shape }) => shape) : own.inputShapes;
  const kind = isOfParameters ? 'gradient' : 'inputDelta';
  return shapes.reduce((sum, shape) => sum + sampleSize(sizeOf(shape), kind, summary), 0);
}

/** Does the sentence of the run count this layer? Of a whole network with parameters it counts those only. */
export function countsForRun(summary: NetworkSummary, layer: number, wholeNetwork: boolean): boolean {
  return !wholeNetwork || summary.parameterCount === 0 || (summary.layers[layer]?.parameterCount ?? 0) > 0;
}

/** A share of the sample in proportion to the tensor, but no fewer than 64 entries. */
export function sampleSize(entries: number, kind: EntryTarget['kind'], summary: NetworkSummary): number {
  const all = kind === 'gradient' ? summary.checkCount : inputEntries(summary);
  const share = Math.round((SAMPLE_ENTRIES * entries) / Math.max(1, all));
  return Math.min(entries, Math.max(SAMPLE_PER_TENSOR, share));
}

const inputEntries = ({ layers }: NetworkSummary): number =>
  layers.flatMap(({ inputShapes }) => inputShapes).reduce((sum, shape) => sum + sizeOf(shape), 0);

/** Entries of each tensor that are checked end to end, one from each of as many equal parts … */
const END_TO_END_ENTRIES = 20;
/** … and fewer where their forward passes would take more multiplications than this. */
const END_TO_END_MULTIPLICATIONS = 4e9;
/** Forward passes of one entry, and of measuring once how exactly C is known. */
const PASSES = 8;

/** Of each tensor of the chosen layers; 0 where even one would take many minutes. */
export function endToEndEntries({ layers }: NetworkSummary, chosen: readonly number[]): number {
  const multiplications = layers.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
  const tensors = chosen.reduce((sum, layer) => sum + (layers[layer]?.parameters.length ?? 0), 1);
  // A disturbed layer lies halfway on the mean: half of the network is computed anew.
  const each = (PASSES * tensors * multiplications) / 2;
  const affordable = Math.floor(END_TO_END_MULTIPLICATIONS / Math.max(1, each)) - 1;
  if (affordable >= 1) return Math.min(END_TO_END_ENTRIES, affordable);
  return each <= 4 * END_TO_END_MULTIPLICATIONS ? 1 : 0;
}
