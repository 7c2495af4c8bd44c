/** What the hover says at a place of the source that is several layers, and at a model's name. Pure. */
import type { LayerSummary, NetworkSummary, Site } from '../engine/summary';
import { code, escaped } from './hoverText';
import { count, plural, shapeWithoutBatch } from './numbers';
import type { RunState } from './runState';
import { shownInput, shownInputs, shownOutput } from './shownShapes';
import { isChain, layersText, outputText, verdictOfSeveral } from './severalLayers';

/** Layers that are listed; the rest is counted. */
const MOST = 12;

/** @param changeLink target of "Change" */
export function inputFooter({ input, name }: NetworkSummary, stated: boolean, changeLink: string): string {
  const how = stated ? 'as set here' : (input.origin ?? 'as stated');
  return `Input of ${escaped(name)}: ${code(shownInput(input).join('×'))} ${escaped(how)} · [Change](${changeLink})`;
}

export function severalHover(
  { own, role }: Site,
  layers: readonly LayerSummary[],
  network: NetworkSummary,
  run: RunState | undefined,
  footer: string,
): string {
  const [first] = layers;
  const last = layers.at(-1);
  const parameters = layers.reduce((sum, { parameterCount }) => sum + parameterCount, 0);
  const head = `**${escaped(layersText(layers, !own))}** ×${count(layers.length)}`;
  const through =
    isChain(layers) && role === 'call' && first && last
      ? `${code(inputsOf(first, network))} → ${code(outputText([last]) ?? '?')} · ${plural(parameters, 'parameter')}`
      : plural(parameters, 'parameter');
  const rows = layers.slice(0, MOST).map((layer) => {
    const shape = shownOutput(layer);
    const output = shape ? shapeWithoutBatch(shape) : layer.outputHint;
    return `| ${escaped(layer.name)} | ${code(layer.signature)} | ${code(inputsOf(layer, network))} | ${code(output)} |`;
  });
  const more = layers.length > MOST ? `and ${count(layers.length - MOST)} more` : undefined;
  const verdict = verdictOfSeveral(layers, run);
  return [
    `${head} · ${through}`,
    ['| layer | | input | output |', '|:-|:-|:-|:-|', ...rows].join('\n'),
    more,
    verdict && escaped(verdict.title.replace('$(loading~spin) ', '')),
    '---',
    footer,
  ]
    .filter((section) => section !== undefined)
    .join('\n\n');
}

const inputsOf = (layer: LayerSummary, network: NetworkSummary): string =>
  shownInputs(layer, network).map(shapeWithoutBatch).join(' and ');

/** On the name of the model that is chosen. */
export function modelHover(network: NetworkSummary, footer: string): string {
  const { name, layers, parameterCount, loss, target, mode } = network;
  const lossText = loss.type === 'none' ? 'no loss' : `loss ${loss.type}, ${target}`;
  return [
    `**${escaped(name)}** ${plural(layers.length, 'layer')} · ${plural(parameterCount, 'parameter')}`,
    escaped(`${lossText} · mode ${mode}`),
    '---',
    footer,
  ].join('\n\n');
}
