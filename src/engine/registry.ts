/** All layers and losses by their type; the lists are generated from the folders by `npm run generate`. */
import type { Layer } from './layer';
import type { Loss } from './loss';
import { layers } from './layers/index';
import { losses } from './losses/index';
import { lossLayer } from './lossLayer';
import { hint } from './problem';

const layersByType = new Map<string, Layer>(layers.map((layer) => [layer.type, layer]));
const lossLayersByType = new Map<string, Layer>(losses.map((loss) => [loss.type, lossLayer(loss)]));
const lossesByType = new Map<string, Loss>(losses.map((loss) => [loss.type, loss]));

/** A layer, or a loss in the place of one. A layer of the same name (Sum) comes first. */
export const findLayer = (type: string): Layer | undefined => layersByType.get(type) ?? lossLayersByType.get(type);
export const findLoss = (type: string): Loss | undefined => lossesByType.get(type);
export const layerTypes = (): string[] => [...layersByType.keys(), ...lossLayers().map(({ type }) => type)];
export const lossTypes = (): string[] => [...lossesByType.keys()];
export const allLayers = (): readonly Layer[] => layers;
export const lossLayers = (): readonly Layer[] =>
  [...lossLayersByType.values()].filter(({ type }) => !layersByType.has(type));
export const allLosses = (): readonly Loss[] => losses;

/** Which layer a type that is not known may mean: another library's name for one of ours, or a misspelt one. */
export function typeHint(type: string): string {
  for (const { type: ours, elsewhere = {} } of layers) {
    const options = elsewhere[type];
    if (options !== undefined) return ` PyTorch's name for it is "${ours}"${options && `, with ${options}`}.`;
  }
  return hint(type, layerTypes());
}
