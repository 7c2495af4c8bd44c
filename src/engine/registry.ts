/** All layers and losses by their type; the lists are generated from the folders by `npm run generate`. */
import type { Layer } from './layer';
import type { Loss } from './loss';
import { layers } from './layers/index';
import { losses } from './losses/index';
import { hint } from './problem';

const layersByType = new Map<string, Layer>(layers.map((layer) => [layer.type, layer]));
const lossesByType = new Map<string, Loss>(losses.map((loss) => [loss.type, loss]));

export const findLayer = (type: string): Layer | undefined => layersByType.get(type);
export const findLoss = (type: string): Loss | undefined => lossesByType.get(type);
export const layerTypes = (): string[] => [...layersByType.keys()];
export const lossTypes = (): string[] => [...lossesByType.keys()];
export const allLayers = (): readonly Layer[] => layers;
export const allLosses = (): readonly Loss[] => losses;

/** Which layer a type that is not known may mean: another library's name for one of ours, or a misspelt one. */
export function typeHint(type: string): string {
  for (const { type: ours, elsewhere = {} } of layers) {
    const options = elsewhere[type];
    if (options !== undefined) return ` PyTorch's name for it is "${ours}"${options && `, with ${options}`}.`;
  }
  return hint(type, layerTypes());
}
