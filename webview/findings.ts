/** What is so about a network though no gradient need be wrong: pure, from a run. */
import type { NetworkSummary } from '../src/protocol';
import type { FlowColumn } from './flow';
import * as numbers from './numbers';
import type { RunView } from './store';

/** `NaN is born in log: 14 of 784 entries of its output.`: the first layer that makes NaN or ∞ out of numbers. */
export function bornNaN(network: NetworkSummary, run: RunView): string | undefined {
  for (const layer of network.layers) {
    const stats = run.outputs[layer.index + 1]?.stats;
    if (stats === undefined || stats.nan + stats.infinite === 0) continue;
    const inputs = layer.inputs.map((input) => run.outputs[input + 1]?.stats);
    if (inputs.some((input) => input !== undefined && input.nan + input.infinite > 0)) continue;
    const [what, howMany] = stats.nan > 0 ? ['NaN', stats.nan] : ['∞', stats.infinite];
    const entries = `${numbers.count(howMany)} of ${numbers.count(stats.entries)} entries`;
    return `${what} is born in ${layer.name}: ${entries} of its output.`;
  }
  return undefined;
}

/** From this factor on, between the last layer and the first, δ has vanished. */
const vanishingBound = 1000;

export interface Vanishing {
  /** `the first seven layers hardly learn.` */
  readonly sentence: string;
  /** `δ falls 104,000-fold from fc back to conv1; the bound is 1,000` */
  readonly evidence: string;
}

/** The first layers whose mean |δ| is more than a thousand times smaller than the last layer's. */
export function vanishingOf(columns: readonly FlowColumn[]): Vanishing | undefined {
  const start = columns.at(-1)?.means.delta ?? 0;
  const means = columns.map((column) => column.means.delta);
  let faint = 0;
  while (faint < means.length && isFaint(means[faint], start)) faint++;
  if (faint === 0) return undefined;
  const [first, last] = [columns[0]!, columns.at(-1)!];
  const end = first.means.delta!;
  const falls = end === 0 ? 'becomes 0' : `falls ${numbers.fold(start / end)}`;
  return {
    sentence: faint === 1 ? 'the first layer hardly learns.' : `the first ${inWords(faint)} layers hardly learn.`,
    evidence: `δ ${falls} from ${last.name} back to ${first.name}; the bound is ${numbers.count(vanishingBound)}`,
  };
}

function isFaint(mean: number | undefined, start: number): boolean {
  return mean !== undefined && start > 0 && mean * vanishingBound < start;
}

const words = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

function inWords(n: number): string {
  return words[n - 2] ?? numbers.count(n);
}
