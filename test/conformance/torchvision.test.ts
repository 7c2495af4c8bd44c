/** torchvision's models, from its own sources: PyTorch's keys and shapes, and PyTorch's gradients. */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  agreementOf,
  convolutional,
  findTorchvision,
  nameOf,
  open,
  shapesOf,
  stateShapes,
  type ModelCase,
  type StateShapes,
} from './torchvisionModels';

const TOLERANCE = 1e-9;

/** One of each family, with every kind of block; `bench/torchvision.ts` runs all of them. */
const representatives = [
  'alexnet',
  'resnet18',
  'squeezenet1_1',
  'densenet121',
  'googlenet',
  'inception_v3',
  'mobilenet_v2',
  'mobilenet_v3_small',
  'mnasnet0_5',
  'shufflenet_v2_x0_5',
  'efficientnet_b0',
  'regnet_y_400mf',
  'convnext_tiny',
];

/** Batch statistics; a model without dropout, whose masks only PyTorch itself can draw. */
const inTraining: readonly ModelCase[] = [
  { module: 'resnet', model: 'resnet18(num_classes=10)', shape: [3, 3, 45, 39], training: true },
  { module: 'densenet', model: 'DenseNet(8, (2, 3), 6, num_classes=5)', shape: [3, 3, 45, 39], training: true },
  { module: 'shufflenetv2', model: 'shufflenet_v2_x0_5(num_classes=10)', shape: [3, 3, 71, 67], training: true },
];

/** Blocks of the models that are too large to be run each time. */
const small: readonly ModelCase[] = [
  {
    module: 'vgg',
    model: 'nn.Sequential(make_layers(cfgs["A"], True), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 4))',
    shape: [2, 3, 35, 40],
    training: false,
  },
  {
    module: 'resnet',
    model: 'ResNet(Bottleneck, [1, 1, 2, 1], num_classes=5, groups=4, width_per_group=4)',
    shape: [2, 3, 45, 39],
    training: false,
  },
];

const python = findTorchvision();

describe.skipIf(!python)("torchvision's models", () => {
  let expected: StateShapes[] = [];
  beforeAll(async () => {
    expected = await stateShapes(python!, convolutional);
  }, 120_000);

  it.each(convolutional.map((one, at) => [nameOf(one), one, at] as const))('%s opens', async (_name, one, at) => {
    const { network, problems } = await open(one);
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(shapesOf(network!)).toEqual(expected[at]);
  });

  const chosen = convolutional.filter((one) => representatives.includes(nameOf(one)));
  it.each([...chosen, ...inTraining, ...small].map((one) => [nameOf(one), one] as const))(
    '%s agrees with PyTorch',
    async (_name, one) => {
      const { errors, missing, problems } = await agreementOf(python!, one);
      expect(problems).toEqual([]);
      expect(missing).toEqual([]);
      expect([...errors].filter(([, error]) => !(error <= TOLERANCE))).toEqual([]);
    },
    120_000,
  );
});
