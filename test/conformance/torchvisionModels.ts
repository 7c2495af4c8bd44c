/** The classification models of torchvision, from its own sources, and PyTorch's answers to them. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parameterKey } from '../../src/engine/instantiate';
import type { Network } from '../../src/engine/network';
import { gradientOf } from '../../src/engine/sharing';
import type { Shape, Tensor } from '../../src/engine/tensor';
import { passOver } from '../../src/engine/trace';
import type { Definition, Overrides } from '../../src/formats/definition';
import { readDefinition } from '../../src/formats/read';
import { readSafetensors } from '../../src/formats/tensors/safetensors';
import { readBytes } from '../../src/worker/nodeReader';
import { findPyTorch } from './pytorch';

/** Where Debian's python3-torchvision puts them. */
export const SOURCES = '/usr/lib/python3/dist-packages/torchvision/models';

/** The interpreter that has PyTorch, where torchvision's sources are too. */
export function findTorchvision(): string | undefined {
  const python = findPyTorch();
  if (python === undefined || existsSync(SOURCES)) return python;
  const install = 'torchvision is not installed (Debian: apt-get install python3-torchvision)';
  if (process.env.CI) throw new Error(`${install}: its models are not compared with anything.`);
  console.warn(`${install}: its models are not tested.`);
  return undefined;
}

export interface ModelCase {
  readonly module: string;
  /** An expression among the names of the module. */
  readonly model: string;
  readonly shape: Shape;
  readonly training: boolean;
}

/** Two samples, rows and columns that differ, and no size that every stride divides. */
const SMALL: Shape = [2, 3, 45, 39];

const all = (module: string, names: string, shape = SMALL, more = ''): ModelCase[] =>
  names.split(' ').map((name) => ({ module, model: `${name}(num_classes=10${more})`, shape, training: false }));

/** Without their auxiliary heads, whose loss a training script adds by hand. */
const withoutHeads = ', aux_logits=False, init_weights=False';

export const convolutional: readonly ModelCase[] = [
  ...all('alexnet', 'alexnet', [2, 3, 71, 67]),
  ...all('vgg', 'vgg11 vgg11_bn vgg13 vgg13_bn vgg16 vgg16_bn vgg19 vgg19_bn'),
  ...all('resnet', 'resnet18 resnet34 resnet50 resnet101 resnet152'),
  ...all('resnet', 'resnext50_32x4d resnext101_32x8d resnext101_64x4d wide_resnet50_2 wide_resnet101_2'),
  ...all('squeezenet', 'squeezenet1_0 squeezenet1_1'),
  ...all('densenet', 'densenet121 densenet161 densenet169 densenet201'),
  ...all('googlenet', 'googlenet', SMALL, withoutHeads),
  ...all('inception', 'inception_v3', [2, 3, 91, 83], withoutHeads),
  ...all('mobilenetv2', 'mobilenet_v2'),
  ...all('mobilenetv3', 'mobilenet_v3_large mobilenet_v3_small'),
  ...all('mnasnet', 'mnasnet0_5 mnasnet0_75 mnasnet1_0 mnasnet1_3'),
  ...all('shufflenetv2', 'shufflenet_v2_x0_5 shufflenet_v2_x1_0 shufflenet_v2_x1_5 shufflenet_v2_x2_0'),
  ...all('efficientnet', 'efficientnet_b0 efficientnet_b1 efficientnet_b2 efficientnet_b3'),
  ...all('efficientnet', 'efficientnet_b4 efficientnet_b5 efficientnet_b6 efficientnet_b7'),
  ...all('efficientnet', 'efficientnet_v2_s efficientnet_v2_m efficientnet_v2_l'),
  ...all('regnet', 'regnet_x_400mf regnet_x_800mf regnet_x_1_6gf regnet_x_3_2gf'),
  ...all('regnet', 'regnet_x_8gf regnet_x_16gf regnet_x_32gf'),
  ...all('regnet', 'regnet_y_400mf regnet_y_800mf regnet_y_1_6gf regnet_y_3_2gf'),
  ...all('regnet', 'regnet_y_8gf regnet_y_16gf regnet_y_32gf regnet_y_128gf'),
  ...all('convnext', 'convnext_tiny convnext_small convnext_base convnext_large'),
];

export const transformers: readonly ModelCase[] = [
  ...all('vision_transformer', 'vit_b_16 vit_b_32 vit_l_16 vit_l_32 vit_h_14', [2, 3, 224, 224]),
  ...all('swin_transformer', 'swin_t swin_s swin_b swin_v2_t swin_v2_s swin_v2_b', [2, 3, 64, 64]),
  ...all('maxvit', 'maxvit_t', [2, 3, 224, 224]),
];

export const nameOf = ({ model, training }: ModelCase): string =>
  `${model.slice(0, model.indexOf('('))}${training ? ', training' : ''}`;

/** Class indices, one for each sample. */
const targetOf = ({ shape }: ModelCase): number[] => Array.from({ length: shape[0]! }, (_, at) => 3 - at);

/** Not blocking: the test runner wants to hear from its tests while PyTorch works. */
function scriptOf(python: string, argument: string, request: object): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(python, [resolve('scripts/torchModels.py'), argument]);
    const heard = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => (heard[name] += text));
    }
    child.on('error', fail).on('close', (status) => {
      if (status === 0) done(heard.stdout);
      else fail(new Error(`scripts/torchModels.py ended with ${status}: ${heard.stderr}`));
    });
    child.stdin.end(JSON.stringify(request));
  });
}

export type StateShapes = { readonly [key: string]: Shape };

export const stateShapes = async (python: string, cases: readonly ModelCase[]): Promise<StateShapes[]> =>
  JSON.parse(await scriptOf(python, 'keys', cases)) as StateShapes[];

export function open(one: ModelCase, more: Overrides = {}): Promise<Definition> {
  const { module, model, shape, training } = one;
  const path = `${SOURCES}/${module}.py`;
  const mode = training ? 'train' : 'eval';
  const target = targetOf(one);
  const overrides: Overrides = { model, inputShape: shape, mode, target, loss: 'CrossEntropyLoss', ...more };
  return readDefinition({ path, text: readFileSync(path, 'utf8') }, { read: readBytes }, overrides);
}

/** The shape of every parameter and buffer, by key. */
export function shapesOf({ layers }: Network): StateShapes {
  return Object.fromEntries(
    layers.flatMap((layer) =>
      Object.entries(layer.fit?.parameters ?? {}).flatMap(([name, spec]) =>
        spec ? [[parameterKey(layer, name), spec.shape] as const] : [],
      ),
    ),
  );
}

export interface Agreement {
  readonly errors: ReadonlyMap<string, number>;
  /** Gradients that only one of the two has. */
  readonly missing: readonly string[];
  readonly problems: readonly string[];
  readonly passMs: number;
}

/** One pass with PyTorch's weights and input. */
export async function agreementOf(python: string, one: ModelCase): Promise<Agreement> {
  const folder = mkdtempSync(join(tmpdir(), 'gradlens-'));
  try {
    await scriptOf(python, 'run', { folder, case: { ...one, seed: 1, target: targetOf(one) } });
    const { model, problems } = await open(one, {
      input: join(folder, 'input.safetensors'),
      weights: join(folder, 'weights.safetensors'),
    });
    const told = problems.map(({ message }) => message);
    if (!model) return { errors: new Map(), missing: [], problems: [...told, 'There is no model to run.'], passMs: 0 };
    const started = performance.now();
    const trace = passOver(model);
    const passMs = performance.now() - started;
    const answer = readSafetensors(readFileSync(join(folder, 'answer.safetensors')));
    const mine = new Map<string, Tensor>();
    mine.set('loss', { shape: [], data: Float64Array.of(trace.loss!.value) });
    if (trace.inputDelta) mine.set('input.grad', trace.inputDelta);
    for (const layer of model.network.layers) {
      for (const parameter of Object.keys(trace.layers[layer.index]!.back!.parameters)) {
        const key = `${parameterKey(layer, parameter)}.grad`;
        const gradient = mine.has(key) ? undefined : gradientOf(trace, { layer: layer.index, parameter });
        if (gradient) mine.set(key, gradient);
      }
    }
    const shared = [...answer.keys()].filter((key) => mine.has(key));
    const missing = [...answer.keys(), ...mine.keys()].filter((key) => !answer.has(key) || !mine.has(key));
    const gradients = [...answer].filter(([key]) => key !== 'loss').map(([, tensor]) => largestOf(tensor));
    const least = 1e-6 * Math.max(...gradients);
    const errors = new Map(shared.map((key) => [key, errorOf(mine.get(key)!, answer.get(key)!, least)]));
    return { errors, missing, problems: told, passMs };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Relative to the largest entry of the tensor. A gradient that is 0 but for rounding (a shift before batch statistics)
 * has no digits of its own: it is measured by the largest gradient of the model.
 */
function errorOf(mine: Tensor, theirs: Tensor, least: number): number {
  if (mine.shape.join() !== theirs.shape.join()) return Infinity;
  let farthest = 0;
  for (let at = 0; at < theirs.data.length; at++) {
    farthest = Math.max(farthest, Math.abs(mine.data[at]! - theirs.data[at]!));
  }
  return farthest === 0 ? 0 : farthest / Math.max(largestOf(theirs), least);
}

const largestOf = ({ data }: Tensor): number => data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
