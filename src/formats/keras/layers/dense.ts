/** Dense layers and norms: parameters along the channels. */
import type { KerasLayer } from '../calls';
import type { Builder, Ref } from '../builder';
import { activate } from './activations';

type Convert = (builder: Builder, layer: KerasLayer, inputs: readonly Ref[]) => Ref | undefined;

export const dense: Convert = (builder, layer, [input]) => {
  if (!input) return undefined;
  const bias = layer.config.use_bias !== false;
  const read = builder.turn(layer, input);
  const made = builder.add(layer, 'Linear', { out_features: Number(layer.config.units), bias }, [read]);
  // Keras keeps the weights as (in, out).
  builder.weight(made, 'weight', layer, 'kernel', { axes: [1, 0] });
  if (bias) builder.weight(made, 'bias', layer, 'bias');
  return activate(builder, layer, builder.turnBack(layer, made));
};

const axisOf = ({ config }: KerasLayer): number =>
  Array.isArray(config.axis) && config.axis.length === 1 ? Number(config.axis[0]) : Number(config.axis ?? -1);

/** γ and β are weights of Keras's where it has them, else ones and zeros. */
function scaleAndShift(builder: Builder, layer: KerasLayer, made: Ref): void {
  const scaled = layer.config.scale !== false;
  const centred = layer.config.center !== false;
  if (scaled) builder.weight(made, 'weight', layer, 'gamma');
  else if (centred) builder.constant(made, 'weight', layer, 1);
  if (centred) builder.weight(made, 'bias', layer, 'beta');
  else if (scaled) builder.constant(made, 'bias', layer, 0);
}

const isAffine = ({ config }: KerasLayer): boolean => config.scale !== false || config.center !== false;

export const batchNormalization: Convert = (builder, layer, [input]) => {
  if (!input) return undefined;
  const { config } = layer;
  const rank = input.shape?.length ?? 4;
  if (builder.axis(axisOf(layer), rank) !== 1) {
    const which = builder.channelsLast ? 'the last axis' : 'axis 1';
    builder.fail(layer, `only the channels are normalised, ${which}.`, 'axis');
  }
  // Keras's momentum is the share of the old statistics, PyTorch's that of the new.
  const settings = {
    eps: config.epsilon ?? 1e-3,
    momentum: 1 - Number(config.momentum ?? 0.99),
    affine: isAffine(layer),
  };
  const type = rank === 4 ? 'BatchNorm2d' : rank === 5 ? 'BatchNorm3d' : 'BatchNorm1d';
  const output = builder.add(layer, type, settings, [input]);
  scaleAndShift(builder, layer, output);
  builder.weight(output, 'running_mean', layer, 'moving_mean');
  builder.weight(output, 'running_var', layer, 'moving_variance');
  return output;
};

/** Over the last axis: the channels of every place. */
export const layerNormalization: Convert = (builder, layer, [input]) => {
  if (!input?.shape) return undefined;
  const rank = input.shape.length;
  const axis = axisOf(layer);
  if (Number.isNaN(axis) || (axis < 0 ? axis + rank : axis) !== rank - 1) {
    builder.fail(layer, 'only the last axis is normalised yet.', 'axis');
    return undefined;
  }
  const read = builder.turn(layer, input);
  const settings = {
    normalized_shape: [read.shape?.at(-1) ?? 1],
    eps: layer.config.epsilon ?? 1e-3,
    elementwise_affine: isAffine(layer),
  };
  const made = builder.add(layer, 'LayerNorm', settings, [read]);
  scaleAndShift(builder, layer, made);
  return builder.turnBack(layer, made);
};

export const groupNormalization: Convert = (builder, layer, [input]) => {
  if (!input?.shape) return undefined;
  const groups = Number(layer.config.groups ?? 32);
  const settings = {
    num_groups: groups === -1 ? input.shape[1] : groups,
    eps: layer.config.epsilon ?? 1e-3,
    affine: isAffine(layer),
  };
  const made = builder.add(layer, 'GroupNorm', settings, [input]);
  scaleAndShift(builder, layer, made);
  return made;
};

export const dropout: Convert = (builder, layer, [input]) =>
  input && builder.add(layer, 'Dropout', { p: layer.config.rate ?? 0.5 }, [input]);

export const alphaDropout: Convert = (builder, layer, [input]) =>
  input && builder.add(layer, 'AlphaDropout', { p: layer.config.rate ?? 0.5 }, [input]);

/** Whole maps, of one axis or more. */
export const spatialDropout: Convert = (builder, layer, [input]) =>
  input && builder.add(layer, 'Dropout2d', { p: layer.config.rate ?? 0.5 }, [input]);
