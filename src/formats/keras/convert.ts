/** A Keras model as layers of the engine. */
import type { Problem } from '../../engine/problem';
import { didYouMean, problem } from '../../engine/problem';
import type { Shape } from '../../engine/tensor';
import { Builder, isChannelsLast, type Ref } from './builder';
import type { KerasLayer } from './calls';
import * as activations from './layers/activations';
import * as convolutions from './layers/convolutions';
import * as dense from './layers/dense';
import * as pools from './layers/pools';
import * as shapes from './layers/shapes';

type Convert = (builder: Builder, layer: KerasLayer, inputs: readonly Ref[]) => Ref | undefined;

const joining =
  (type: string): Convert =>
  (builder, layer, inputs) =>
    builder.add(layer, type, {}, inputs);
const mean: Convert = (builder, layer, inputs) => {
  const sum = builder.add(layer, 'Add', {}, inputs, 'sum');
  return builder.add(layer, 'Mul', { other: 1 / inputs.length }, [sum]);
};
const nothing: Convert = (builder, layer, inputs) => builder.add(layer, 'Identity', {}, inputs);

export const conversions: { readonly [type: string]: Convert } = {
  Conv2D: convolutions.conv2D,
  Convolution2D: convolutions.conv2D,
  DepthwiseConv2D: convolutions.depthwiseConv2D,
  SeparableConv2D: convolutions.separableConv2D,
  Dense: dense.dense,
  BatchNormalization: dense.batchNormalization,
  Dropout: dense.dropout,
  SpatialDropout2D: dense.spatialDropout,
  Rescaling: dense.rescaling,
  MaxPooling2D: pools.maxPooling2D,
  MaxPool2D: pools.maxPooling2D,
  AveragePooling2D: pools.averagePooling2D,
  AvgPool2D: pools.averagePooling2D,
  GlobalAveragePooling2D: pools.globalAverage,
  GlobalAveragePooling1D: pools.globalAverage,
  GlobalMaxPooling2D: pools.globalMaximum,
  Activation: activations.activation,
  ReLU: activations.relu,
  LeakyReLU: activations.leakyReLU,
  ELU: activations.elu,
  Softmax: activations.softmax,
  Flatten: shapes.flatten,
  Reshape: shapes.reshape,
  Permute: shapes.permute,
  ZeroPadding2D: shapes.zeroPadding2D,
  Cropping2D: shapes.cropping2D,
  UpSampling2D: shapes.upSampling2D,
  Concatenate: shapes.concatenate,
  Add: joining('Add'),
  Subtract: joining('Sub'),
  Multiply: joining('Mul'),
  Average: mean,
  GaussianNoise: nothing,
  GaussianDropout: nothing,
  ActivityRegularization: nothing,
};

/** Layers after one that cannot be converted are left out: everything up to the error. */
export function convert(layers: readonly KerasLayer[], inputShape: Shape | undefined, problems: Problem[]): Builder {
  const builder = new Builder(problems);
  const made = new Map<string, Ref>();
  let before: Ref | undefined = { name: 'input', shape: inputShape };
  for (const layer of layers) {
    if (layer.type === 'InputLayer') {
      before = { name: 'input', shape: inputShape };
      made.set(layer.name, before);
      continue;
    }
    const inputs = layer.inputs ? layer.inputs.map((name) => made.get(name)) : [before];
    if (inputs.some((input) => input === undefined)) {
      before = undefined;
      continue;
    }
    const conversion = conversions[layer.type];
    if (!conversion) {
      const near = didYouMean(layer.type, Object.keys(conversions));
      const meant = near === undefined ? '' : ` The nearest that is known is ${near}.`;
      problems.push(problem([...layer.at, 'class_name'], `Layers of type ${layer.type} are not read yet.${meant}`));
      before = undefined;
      continue;
    }
    before = conversion(builder, layer, inputs as Ref[]);
    if (before) made.set(layer.name, before);
  }
  return builder;
}

/** The shape that the file states, in our order; the batch, which it leaves open, is 1. Undefined where more is open. */
export function statedInput(layers: readonly KerasLayer[]): Shape | undefined {
  const [first] = layers;
  const { batch_input_shape: old, batch_shape: given, input_shape: sample } = first?.config ?? {};
  const stated = given ?? old ?? (Array.isArray(sample) ? [null, ...(sample as unknown[])] : undefined);
  if (!Array.isArray(stated)) return undefined;
  const [batch, ...rest] = stated as unknown[];
  if (rest.length === 0 || !rest.every((extent) => typeof extent === 'number')) return undefined;
  const axes = rest as number[];
  const channelsLast = layers.every(isChannelsLast);
  const ordered = axes.length >= 2 && channelsLast ? [axes.at(-1)!, ...axes.slice(0, -1)] : axes;
  return [typeof batch === 'number' ? batch : 1, ...ordered];
}
