/** Networks with one layer of the user's own, of test/fixtures/own-layers. */
import { resolve } from 'node:path';

export const ownLayers = resolve('test/fixtures/own-layers').replaceAll('\\', '/');

/** Two samples, channels 2 → 3, H ≠ W, an oblong kernel; `middle` is the layer. */
export const netWith = (layer: object): string =>
  JSON.stringify({
    name: 'own',
    input: { shape: [2, 2, 5, 6], data: { random: 'normal', seed: 3 } },
    target: [1, 0],
    loss: 'CrossEntropyLoss',
    layers: [
      { name: 'mine', ...layer },
      { type: 'Tanh' },
      { type: 'Flatten' },
      { name: 'fc', type: 'Linear', out_features: 4 },
    ],
  });

export const CONV = { out_channels: 3, kernel_size: [2, 3] };

export const documentWith = (layer: object, version = 1) => ({
  key: 'file:///own.net.json',
  version,
  path: `${ownLayers}/own.net.json`,
  text: netWith(layer),
});
