/** A network of several kinds of layers, to plant faults in more than one of them. */
import { summarize } from '../../../src/engine/describe';
import { drawUniform } from '../../../src/engine/init';
import type { Model } from '../../../src/engine/model';
import { planNetwork, type LayerSpec } from '../../../src/engine/network';
import { mersenneTwister } from '../../../src/engine/rng';
import type { NetworkSummary } from '../../../src/engine/summary';
import { tensor } from '../../../src/engine/tensor';

// A bias in front of a BatchNorm has no influence, and so no gradient to get wrong.
const layers: readonly LayerSpec[] = [
  {
    name: 'conv1',
    type: 'Conv2d',
    settings: { out_channels: 4, kernel_size: [3, 2], stride: [2, 1], padding: [1, 0], bias: false },
  },
  { name: 'bn', type: 'BatchNorm2d', settings: {} },
  { name: 'tanh', type: 'Tanh', settings: {} },
  { name: 'skip', type: 'Conv2d', settings: { out_channels: 4, kernel_size: 1 } },
  { name: 'sum', type: 'Add', inputs: ['tanh', 'skip'], settings: {} },
  { name: 'pool', type: 'MaxPool2d', settings: { kernel_size: [2, 3], stride: [1, 2] } },
  { name: 'up', type: 'ConvTranspose2d', settings: { out_channels: 2, kernel_size: [2, 3], stride: 2 } },
  { name: 'gate', type: 'SiLU', settings: {} },
  { name: 'average', type: 'AvgPool2d', settings: { kernel_size: 2, stride: 1, padding: 1 } },
  { name: 'flatten', type: 'Flatten', settings: {} },
  { name: 'fc', type: 'Linear', settings: { out_features: 5 } },
];

export function deepNetwork(): { readonly model: Model; readonly summary: NetworkSummary } {
  const inputShape = [3, 2, 6, 7];
  const loss = { type: 'CrossEntropyLoss', settings: {} };
  const { network } = planNetwork({ name: 'deep', inputShape, layers, loss, mode: 'train', seed: 5 });
  const rng = mersenneTwister(5);
  const parameters = network.layers.map(({ fit, definition }) =>
    Object.fromEntries(
      Object.entries(fit!.parameters).map(([name, spec]) => {
        const [from, to] = definition!.parameters[name]!.positive ? [0.25, 1.5] : [-0.8, 0.8];
        return [name, drawUniform(spec!.shape, rng, from, to)];
      }),
    ),
  );
  const texts = { input: 'drawn', target: 'drawn', image: false };
  const summary = summarize(network, { ...texts, layerRange: () => undefined, lossRange: undefined });
  const model = { network, parameters, input: drawUniform(inputShape, rng, -1.5, 1.5), target: tensor([3], [4, 0, 2]) };
  return { model, summary };
}
