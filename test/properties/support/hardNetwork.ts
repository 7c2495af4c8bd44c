/**
 * Networks at which gradient checkers give false alarms: maxima and ReLUs at ties, equal pixels, whole numbers, saturated
 * units, weights far too large or too small. Half of them are small CNNs on crops of real images, half random networks of
 * the whole registry with their numbers changed. All are right: what a check says against one is a false alarm.
 */
import fc from 'fast-check';
import { instantiate } from '../../../src/engine/instantiate';
import type { Model } from '../../../src/engine/model';
import { planNetwork, type LayerSpec } from '../../../src/engine/network';
import { allLayers } from '../../../src/engine/registry';
import { mersenneTwister, type Rng } from '../../../src/engine/rng';
import type { Shape, Tensor } from '../../../src/engine/tensor';
import { modelOf } from './definition';
import { grow, networkGene } from './randomNetwork';

export interface HardNetwork {
  /** Its layers and what was done to its numbers, in a line. */
  readonly name: string;
  readonly model: Model;
}

/** What is done to numbers, by what it is called. */
type Treatment = (values: Float64Array, rng: Rng) => Float64Array;

const scaled =
  (factor: number): Treatment =>
  (values) =>
    values.map((value) => value * factor);

const onInputs: { readonly [name: string]: Treatment } = {
  'as it is': scaled(1),
  'whole numbers': (values) => values.map((value) => Math.round(3 * value)),
  'pixels of 0 … 255': (values) => values.map((value) => Math.round(255 * value)),
  'every pixel twice': (values) => values.map((_, at) => values[at - (at % 2)]!),
  'one value': (values) => values.map(() => values[0]!),
  zeros: scaled(0),
  'a million times': scaled(1e6),
  'a millionth': scaled(1e-6),
};

const onWeights: { readonly [name: string]: Treatment } = {
  'as they are': scaled(1),
  'whole numbers': (values) => values.map((value) => Math.round(4 * value)),
  'large, so that units saturate': scaled(40),
  'a million times': scaled(1e6),
  'a millionth': scaled(1e-6),
};

const pick = <T>(list: readonly T[], rng: Rng): T => list[Math.floor(rng.uniform() * list.length)]!;

export function hardNetwork(seed: number, images: readonly Tensor[]): HardNetwork {
  const rng = mersenneTwister(seed);
  const [input, weights] = [pick(Object.keys(onInputs), rng), pick(Object.keys(onWeights), rng)];
  const { name, model } = seed % 2 === 0 ? smallCnn(seed, images, rng) : anyNetwork(seed);
  const treat = (tensor: Tensor, by: Treatment): Tensor => ({ ...tensor, data: by(tensor.data, rng) });
  const parameters = model.parameters.map((own, layer) => {
    const { parameters: docs } = model.network.layers[layer]!.definition!;
    return Object.fromEntries(
      Object.entries(own).map(([key, value]) => [
        key,
        value && !docs[key]!.buffer ? treat(value, onWeights[weights]!) : value,
      ]),
    );
  });
  return {
    name: `${name} · input ${input}, weights ${weights}`,
    model: { ...model, parameters, input: treat(model.input, onInputs[input]!) },
  };
}

function anyNetwork(seed: number): HardNetwork {
  const [gene] = fc.sample(networkGene, { seed, numRuns: 1 });
  const definition = grow(gene!);
  // Shrinking by 0 is the identity, but PyTorch's slope of it at 0 is 0: no false alarm, an alarm.
  if (definition.layers.some(({ lambd }) => lambd === 0)) return anyNetwork(seed + 1_000_000);
  return {
    name: `random ${seed}: ${definition.layers.map(({ type }) => type).join(' ')} ${definition.loss.type}`,
    model: modelOf(definition, allLayers()),
  };
}

// ---------------------------------------------------------------- small CNNs on real images

const ACTIVATIONS = ['ReLU', 'ReLU', 'ReLU', 'LeakyReLU', 'ReLU6', 'Tanh', 'Sigmoid', 'Hardtanh', 'ELU', 'SELU'];
const MORE_ACTIVATIONS = ['SiLU', 'GELU', 'Mish', 'Softplus', 'Hardswish', 'Hardsigmoid', 'PReLU', 'Abs', 'Softsign'];
const NORMS = ['BatchNorm2d', 'InstanceNorm2d', 'LocalResponseNorm', 'GroupNorm'];
const ENDS: readonly (readonly [loss: string, last: string | undefined])[] = [
  ['CrossEntropyLoss', undefined],
  ['NLLLoss', 'LogSoftmax'],
  ['MSELoss', undefined],
  ['MSELoss', 'Sigmoid'],
  ['MSELoss', 'Softmax'],
  ['BCEWithLogitsLoss', undefined],
  ['L1Loss', undefined],
  ['SmoothL1Loss', undefined],
];

function smallCnn(seed: number, images: readonly Tensor[], rng: Rng): HardNetwork {
  const channels = 2;
  const activation = (): LayerSpec => layer(pick([...ACTIVATIONS, ...MORE_ACTIVATIONS], rng));
  const pool = (): LayerSpec =>
    layer(pick(['MaxPool2d', 'MaxPool2d', 'AvgPool2d'], rng), {
      kernel_size: pick([2, [2, 3], 3], rng),
      stride: pick([1, 2], rng),
    });
  const convolution = (out: number): LayerSpec =>
    layer('Conv2d', { out_channels: out, kernel_size: pick([[3, 2], 3, 1], rng), padding: pick([0, 1], rng) });
  const norm = (): LayerSpec => {
    const type = pick(NORMS, rng);
    return layer(type, type === 'GroupNorm' ? { num_groups: 2 } : type === 'LocalResponseNorm' ? { size: 3 } : {});
  };
  const [loss, last] = pick(ENDS, rng);
  const layers: LayerSpec[] = [
    ...(rng.uniform() < 0.4 ? [pick([pool(), activation()], rng)] : []),
    convolution(4),
    activation(),
    ...(rng.uniform() < 0.5 ? [norm()] : []),
    pool(),
    ...(rng.uniform() < 0.5 ? [convolution(4), activation()] : []),
    layer('Flatten'),
    layer('Linear', { out_features: 3 }),
    ...(last ? [layer(last)] : []),
  ];
  const inputShape = [2, channels, 8, 7];
  const { network } = planNetwork({
    name: 'a hard network',
    inputShape,
    layers,
    loss: { type: loss, settings: {} },
    mode: 'train',
    seed,
  });
  const { parameters } = instantiate(network);
  const input = crops(images, inputShape, rng);
  // Maps that have become too small for a pool: other dice.
  if (!network.layers.at(-1)!.fit) return smallCnn(seed, images, rng);
  const target = network.loss!.definition.defaultTarget(network.layers.at(-1)!.fit!.output);
  return {
    name: `CNN ${seed}: ${layers.map(({ type }) => type).join(' ')} ${loss}`,
    model: { network, parameters, input, target },
  };
}

const layer = (type: string, settings: LayerSpec['settings'] = {}): LayerSpec => ({ type, settings });

/** A crop of some image for each channel: edges, flat ground and black border as they come. */
function crops(images: readonly Tensor[], shape: Shape, rng: Rng): Tensor {
  const [samples, channels, rows, columns] = shape as [number, number, number, number];
  const data = new Float64Array(samples * channels * rows * columns);
  for (let plane = 0, at = 0; plane < samples * channels; plane++) {
    const image = pick(images, rng);
    const [height, width] = image.shape.slice(-2) as [number, number];
    const [top, left] = [height - rows, width - columns].map((room) => Math.floor(rng.uniform() * (room + 1)));
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) data[at++] = image.data[(top! + y) * width + left! + x]!;
    }
  }
  return { shape, data };
}
