/** A Keras model as layers of the engine. */
import type { Problem } from '../../engine/problem';
import { didYouMean, problem } from '../../engine/problem';
import type { Shape } from '../../engine/tensor';
import { Builder, isChannelsLast, type Ref } from './builder';
import type { KerasCalls, KerasLayer } from './calls';
import * as activations from './layers/activations';
import * as arithmetic from './layers/arithmetic';
import * as convolutions from './layers/convolutions';
import * as dense from './layers/dense';
import * as pools from './layers/pools';
import * as shapes from './layers/shapes';

type Convert = (builder: Builder, layer: KerasLayer, inputs: readonly Ref[]) => Ref | undefined;

/** For one, two and three axes: `Conv1D`, `Conv2D`, `Conv3D`. */
const byAxes = (name: string, make: (dims: number) => Convert): { [type: string]: Convert } =>
  Object.fromEntries([1, 2, 3].map((dims) => [`${name}${dims}D`, make(dims)]));

export const conversions: { readonly [type: string]: Convert } = {
  ...byAxes('Conv', convolutions.convolution),
  ...byAxes('Convolution', convolutions.convolution),
  ...byAxes('DepthwiseConv', convolutions.depthwiseConvolution),
  ...byAxes('SeparableConv', convolutions.separableConvolution),
  ...byAxes('Conv', convolutions.convolution),
  Conv1DTranspose: convolutions.transposedConvolution(1),
  Conv2DTranspose: convolutions.transposedConvolution(2),
  Conv3DTranspose: convolutions.transposedConvolution(3),
  Deconvolution2D: convolutions.transposedConvolution(2),
  Dense: dense.dense,
  BatchNormalization: dense.batchNormalization,
  BatchNormalizationV1: dense.batchNormalization,
  LayerNormalization: dense.layerNormalization,
  GroupNormalization: dense.groupNormalization,
  Dropout: dense.dropout,
  AlphaDropout: dense.alphaDropout,
  ...byAxes('SpatialDropout', () => dense.spatialDropout),
  Rescaling: arithmetic.rescaling,
  Normalization: arithmetic.normalization,
  Resizing: shapes.resizing,
  CenterCrop: shapes.centerCrop,
  ...byAxes('MaxPooling', (dims) => pools.pool('MaxPool', dims)),
  ...byAxes('MaxPool', (dims) => pools.pool('MaxPool', dims)),
  ...byAxes('AveragePooling', (dims) => pools.pool('AvgPool', dims)),
  ...byAxes('AvgPool', (dims) => pools.pool('AvgPool', dims)),
  ...byAxes('GlobalAveragePooling', () => pools.globalAverage),
  ...byAxes('GlobalAvgPool', () => pools.globalAverage),
  ...byAxes('GlobalMaxPooling', pools.globalMaximum),
  ...byAxes('GlobalMaxPool', pools.globalMaximum),
  Activation: activations.activation,
  ReLU: activations.relu,
  LeakyReLU: activations.leakyReLU,
  PReLU: activations.prelu,
  ELU: activations.elu,
  Softmax: activations.softmax,
  Flatten: shapes.flatten,
  Reshape: shapes.reshape,
  Permute: shapes.permute,
  RepeatVector: shapes.repeatVector,
  ...byAxes('ZeroPadding', shapes.zeroPadding),
  ...byAxes('Cropping', shapes.cropping),
  UpSampling2D: shapes.upSampling2D,
  Concatenate: shapes.concatenate,
  Add: arithmetic.joining('Add'),
  Subtract: arithmetic.joining('Sub'),
  Multiply: arithmetic.joining('Mul'),
  Average: arithmetic.average,
  Maximum: arithmetic.maximum,
  Identity: arithmetic.nothing,
  ActivityRegularization: arithmetic.nothing,
  ...Object.fromEntries(
    [
      'GaussianNoise',
      'GaussianDropout',
      'RandomFlip',
      'RandomRotation',
      'RandomZoom',
      'RandomTranslation',
      'RandomContrast',
      'RandomBrightness',
      'RandomHeight',
      'RandomWidth',
      'RandomShear',
    ].map((type) => [type, arithmetic.noise]),
  ),
};

/** What Keras's source writes as operations on tensors; `to_json()` names them otherwise. */
export const operations: { readonly [type: string]: Convert } = {
  'tf.divide': arithmetic.joining('Div'),
  'tf.pow': arithmetic.power,
  'tf.clip': arithmetic.clip,
  'tf.exp': arithmetic.entrywise('Exp'),
  'tf.log': arithmetic.entrywise('Log'),
  'tf.sqrt': arithmetic.entrywise('Sqrt'),
  'tf.abs': arithmetic.entrywise('Abs'),
  'tf.negative': arithmetic.entrywise('Neg'),
  'tf.square': arithmetic.entrywise('Pow', { exponent: 2 }),
  'tf.reduce_mean': arithmetic.reduced('Mean'),
  'tf.reduce_sum': arithmetic.reduced('Sum'),
  'tf.reduce_max': arithmetic.reduced('Max'),
  'tf.getitem': arithmetic.items,
  'tf.expand_dims': arithmetic.expandDims,
  'tf.squeeze': arithmetic.squeeze,
  'tf.depth_to_space': arithmetic.depthToSpace,
  'tf.transpose': (builder, layer, [input]) =>
    input && shapes.transposed(builder, layer, input, layer.config.perm as number[]),
  'tf.log_probabilities': arithmetic.entrywise('Log'),
};

/** Undefined where the call cannot be converted; why stands among the builder's problems. */
export function convertCall(builder: Builder, layer: KerasLayer, inputs: readonly Ref[]): Ref | undefined {
  const conversion = conversions[layer.type] ?? operations[layer.type];
  if (conversion) return conversion(builder, layer, inputs);
  const near = didYouMean(layer.type, Object.keys(conversions));
  const meant = near === undefined ? '' : ` The nearest that is known is ${near}.`;
  builder.problems.push(problem([...layer.at, 'class_name'], `Layers of type ${layer.type} are not read yet.${meant}`));
  return undefined;
}

export interface Conversion {
  readonly builder: Builder;
  /** Every call was converted. */
  readonly whole: boolean;
}

/** Calls after one that cannot be converted are left out: everything up to the error. */
export function convert(
  calls: KerasCalls,
  inputShape: Shape | undefined,
  version: 2 | 3,
  problems: Problem[],
): Conversion {
  const builder = new Builder(problems, channelsLastIn(calls), version);
  const made = new Map<string, Ref>();
  const input: Ref = { name: 'input', shape: inputShape };
  const used = inOrder(calls);
  const entries = used.filter(({ type }) => type === 'InputLayer');
  if (entries.length > 1) {
    const names = entries.map(({ name }) => name).join(', ');
    problems.push(problem(entries[1]!.at, `This model has ${entries.length} inputs (${names}); one is read yet.`));
  }
  for (const layer of used) {
    if (layer.type === 'InputLayer') {
      if (layer === entries[0]) made.set(layer.node, input);
      continue;
    }
    const inputs = layer.inputs!.map((key) => (key === INPUT ? input : made.get(key)));
    if (inputs.some((one) => one === undefined)) continue;
    const output = convertCall(builder, layer, inputs as Ref[]);
    if (output) made.set(layer.node, output);
  }
  return { builder, whole: used.every(({ node }) => made.has(node)) };
}

const INPUT = '\u0000input';

/** Calls that the first output depends on, each after what it reads. */
function inOrder({ layers, outputs }: KerasCalls): KerasLayer[] {
  const all = layers.map((layer, at) =>
    layer.inputs || layer.type === 'InputLayer' ? layer : { ...layer, inputs: [layers[at - 1]?.node ?? INPUT] },
  );
  const byNode = new Map(all.map((layer) => [layer.node, layer]));
  const last = outputs[0] ?? all.at(-1)?.node;
  const ordered: KerasLayer[] = [];
  const seen = new Set<string>();
  const stack: { readonly node: string; readonly after: boolean }[] =
    last === undefined ? [] : [{ node: last, after: false }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const layer = byNode.get(next.node);
    if (!layer) continue;
    if (next.after) ordered.push(layer);
    else if (!seen.has(next.node)) {
      seen.add(next.node);
      stack.push({ node: next.node, after: true });
      for (const node of [...(layer.inputs ?? [])].reverse()) stack.push({ node, after: false });
    }
  }
  // As the file lists them, where that is an order in which they can be computed.
  const listed = all.filter(({ node }) => seen.has(node));
  const before = new Set([INPUT]);
  const runs = listed.every(({ node, inputs }) => {
    const ready = (inputs ?? []).every((key) => before.has(key));
    before.add(node);
    return ready;
  });
  return runs ? listed : ordered;
}

/** Does the model have its channels last? A model is all of one kind. */
export const channelsLastIn = ({ layers }: KerasCalls): boolean => layers.every(isChannelsLast);

/** The shape that the first layer states, in Keras's order, null where it leaves an axis open. */
export function statedShape({ layers }: KerasCalls): readonly (number | null)[] | undefined {
  const [first] = layers;
  const { batch_input_shape: old, batch_shape: given, input_shape: sample, input_dim: features } = first?.config ?? {};
  const stated =
    given ??
    old ??
    (Array.isArray(sample) ? [null, ...(sample as unknown[])] : undefined) ??
    (typeof features === 'number' ? [null, features] : undefined);
  if (!Array.isArray(stated) || stated.length < 2) return undefined;
  return stated.map((extent: unknown) => (typeof extent === 'number' ? extent : null));
}

/** From Keras's order to ours. */
export const oursOf = (shape: Shape, channelsLast: boolean): Shape =>
  channelsLast && shape.length >= 3 ? [shape[0]!, shape.at(-1)!, ...shape.slice(1, -1)] : shape;

/** From ours to Keras's. */
export const kerasOf = (shape: Shape, channelsLast: boolean): Shape =>
  channelsLast && shape.length >= 3 ? [shape[0]!, ...shape.slice(2), shape[1]!] : shape;
