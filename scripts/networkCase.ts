/** A planned network as scripts/torchNetwork.py reads it: each layer's expression, its options, and whom it reads. */
import type { Model } from '../src/engine/model';
import { NETWORK_INPUT } from '../src/engine/network';
import { layerSeed } from '../src/engine/trace';
import type { Tensor } from '../src/engine/tensor';
import { torchNames, withNulls } from './samplesText';

/** Without numbers, which PyTorch then draws; with those of the model where `given`. */
export function networkCase(name: string, { network, parameters, input, target }: Model, given = false) {
  const { layers, loss, mode, seed } = network;
  return {
    type: 'network',
    name,
    training: mode === 'train',
    inputShape: network.inputShape,
    ...(given && { input: plain(input) }),
    layers: layers.map((layer) => {
      const { index, type, definition, options, inputShapes } = layer;
      const own = Object.entries(parameters[index]!).flatMap(([key, value]) => (value ? [[key, plain(value)]] : []));
      return {
        name: layer.name,
        type,
        torch: definition!.torch,
        inputs: layer.inputs.map((from) => (from === NETWORK_INPUT ? 'input' : layers[from]!.name)),
        ...torchNames(definition!, options, inputShapes),
        seed: layerSeed(seed, index),
        ...(given && { given: Object.fromEntries(own) as object }),
      };
    }),
    loss: { torch: loss!.definition.torch, options: withNulls(loss!.options), weightDecay: loss!.weightDecay },
    target: plain(target!),
  };
}

const plain = ({ shape, data }: Tensor) => ({ shape, data: Array.from(data) });
