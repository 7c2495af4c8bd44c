/** Several layers that stand at one place of the source, in words. Pure. */
import type { LayerSummary } from '../engine/summary';
import { count, plural, shapeWithoutBatch } from './numbers';
import type { RunState } from './runState';
import { shownOutput } from './shownShapes';
import { layerVerdict } from './verdictText';

/** `layer1.0 … layer1.3`; where they are the parts of a block, its name: `layer1` */
export function layersText(layers: readonly Pick<LayerSummary, 'name'>[], inBlock = false): string {
  const names = layers.map(({ name }) => name);
  // Functions that a block calls have names of their own.
  const block = inBlock ? commonBlock(names.filter((name) => name.includes('.'))) : undefined;
  if (block !== undefined) return block;
  return names.length > 2 ? `${names[0]} … ${names.at(-1)}` : names.join(', ');
}

/** The part before a dot that all names share. */
function commonBlock([first = '', ...others]: readonly string[]): string | undefined {
  const parts = first.split('.').slice(0, -1);
  while (parts.length > 0) {
    const block = parts.join('.');
    if (others.every((name) => name.startsWith(`${block}.`))) return block;
    parts.pop();
  }
  return undefined;
}

/** The output: `6×28×28`; of several that differ, the first and the last; of a chain of them, what comes out of it. */
export function outputText(layers: readonly LayerSummary[]): string | undefined {
  const [first, last] = [layers[0], layers.at(-1)];
  if (!first || !last) return undefined;
  const text = (layer: LayerSummary) => {
    const output = shownOutput(layer);
    return output ? shapeWithoutBatch(output) : layer.outputHint;
  };
  const [from, to] = [text(first), text(last)];
  if (to === '' || to === '?') return undefined;
  return isChain(layers) || from === to ? to : `${from} … ${to}`;
}

/** Do these layers follow one another in the pass? */
export const isChain = (layers: readonly { readonly index: number }[]): boolean =>
  layers.every(({ index }, at) => at === 0 || index === layers[at - 1]!.index + 1);

/** The verdict of all: the first that is wrong, else how many are right. Undefined before any is known. */
export function verdictOfSeveral(
  layers: readonly LayerSummary[],
  run: RunState | undefined,
): { title: string; layer: number } | undefined {
  const first = layers[0]!.index;
  const checking = layers.find(({ index }) => run?.checking?.layer === index);
  const reports = layers.flatMap(({ index }) => run?.reports.get(index) ?? []);
  const odd = reports.find(({ verdict }) => verdict === 'wrong') ?? reports.find(({ verdict }) => verdict !== 'right');
  if (odd) return { title: layerVerdict(odd).replace(/^(\S+) /, `$1 ${odd.name}: `), layer: odd.layer };
  if (checking) {
    return {
      title: `$(loading~spin) ${checking.name} · ${count(reports.length)} of ${count(layers.length)}`,
      layer: first,
    };
  }
  if (reports.length === 0) return undefined;
  const all = reports.length === layers.length;
  const some = all ? plural(reports.length, 'layer') : `${count(reports.length)} of ${plural(layers.length, 'layer')}`;
  return { title: `✓ ${some} right`, layer: first };
}
