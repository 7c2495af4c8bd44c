/** Dense layers and norms: parameters along the channels. */
import type { KerasLayer } from '../calls';
import { fromKeras, ourAxis, toKeras, type Builder, type Ref } from '../builder';
import { activate } from './activations';

export function dense(builder: Builder, layer: KerasLayer, [input]: readonly Ref[]): Ref | undefined {
  if (!input) return undefined;
  const rank = input.shape?.length ?? 2;
  const bias = layer.config.use_bias !== false;
  const read = rank < 3 ? input : builder.add(layer, 'Permute', { dims: toKeras(rank) }, [input], 'channels_last');
  const made = builder.add(layer, 'Linear', { out_features: Number(layer.config.units), bias }, [read]);
  // Keras keeps the weights as (in, out).
  builder.weight(`${made.name}.weight`, `${layer.name}/kernel`, [1, 0]);
  if (bias) builder.weight(`${made.name}.bias`, `${layer.name}/bias`);
  const output = rank < 3 ? made : builder.add(layer, 'Permute', { dims: fromKeras(rank) }, [made], 'channels_first');
  return activate(builder, layer, output);
}

export function batchNormalization(builder: Builder, layer: KerasLayer, [input]: readonly Ref[]): Ref | undefined {
  if (!input) return undefined;
  const { config } = layer;
  const rank = input.shape?.length ?? 4;
  const axis = Array.isArray(config.axis) ? Number(config.axis[0]) : Number(config.axis ?? -1);
  if (ourAxis(axis, rank) !== 1) builder.fail(layer, 'only the channels are normalised, the last axis.', 'axis');
  const scaled = config.scale !== false;
  const centred = config.center !== false;
  // Keras's momentum is the share of the old statistics, PyTorch's that of the new.
  const settings = {
    eps: config.epsilon ?? 1e-3,
    momentum: 1 - Number(config.momentum ?? 0.99),
    affine: scaled || centred,
  };
  const type = rank === 4 ? 'BatchNorm2d' : rank === 5 ? 'BatchNorm3d' : 'BatchNorm1d';
  const output = builder.add(layer, type, settings, [input]);
  const { name } = output;
  if (scaled) builder.weight(`${name}.weight`, `${layer.name}/gamma`);
  else if (centred) builder.constant(`${name}.weight`, 1);
  if (centred) builder.weight(`${name}.bias`, `${layer.name}/beta`);
  else if (scaled) builder.constant(`${name}.bias`, 0);
  builder.weight(`${name}.running_mean`, `${layer.name}/moving_mean`);
  builder.weight(`${name}.running_var`, `${layer.name}/moving_variance`);
  return output;
}

export function dropout(builder: Builder, layer: KerasLayer, [input]: readonly Ref[]): Ref | undefined {
  return input && builder.add(layer, 'Dropout', { p: layer.config.rate ?? 0.5 }, [input]);
}

export function spatialDropout(builder: Builder, layer: KerasLayer, [input]: readonly Ref[]): Ref | undefined {
  return input && builder.add(layer, 'Dropout2d', { p: layer.config.rate ?? 0.5 }, [input]);
}

/** x · scale + offset */
export function rescaling(builder: Builder, layer: KerasLayer, [input]: readonly Ref[]): Ref | undefined {
  const { scale, offset } = layer.config;
  if (!input) return undefined;
  const scaled = builder.add(layer, 'Mul', { other: Number(scale ?? 1) }, [input]);
  return Number(offset ?? 0) === 0 ? scaled : builder.add(layer, 'Add', { other: Number(offset) }, [scaled], 'offset');
}
