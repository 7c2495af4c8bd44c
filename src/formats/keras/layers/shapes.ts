/** Layers that move numbers: their order is Keras's, with the channels last. */
import type { KerasLayer } from '../calls';
import { fromKeras, numbersOf, ourAxis, toKeras, type Builder, type Ref } from '../builder';

/** In Keras's order of axes, where that makes a difference. */
function inKerasOrder(builder: Builder, layer: KerasLayer, input: Ref): Ref {
  const rank = input.shape?.length ?? 2;
  if (rank < 3) return input;
  const [, channels, ...map] = input.shape!;
  if (channels === 1 || map.every((extent) => extent === 1)) return input;
  return builder.add(layer, 'Permute', { dims: toKeras(rank) }, [input], 'channels_last');
}

export function flatten(builder: Builder, layer: KerasLayer, [input]: readonly Ref[]): Ref | undefined {
  return input && builder.add(layer, 'Flatten', {}, [inKerasOrder(builder, layer, input)]);
}

export function reshape(builder: Builder, layer: KerasLayer, [input]: readonly Ref[]): Ref | undefined {
  const target = layer.config.target_shape;
  if (!input?.shape || !Array.isArray(target)) return undefined;
  const shape = [input.shape[0], ...(target as unknown[])];
  const read = builder.add(layer, 'Reshape', { shape }, [inKerasOrder(builder, layer, input)]);
  const rank = shape.length;
  return rank < 3 ? read : builder.add(layer, 'Permute', { dims: fromKeras(rank) }, [read], 'channels_first');
}

/** Keras counts the axes of a sample from 1. */
export function permute(builder: Builder, layer: KerasLayer, [input]: readonly Ref[]): Ref | undefined {
  const dims = layer.config.dims;
  if (!input || !Array.isArray(dims)) return undefined;
  const rank = dims.length + 1;
  const order = [0, ...(dims as number[])];
  // Ours → Keras's, their order, and back to ours.
  const ours = fromKeras(rank).map((axis) => ourAxis(order[axis]!, rank));
  return builder.add(layer, 'Permute', { dims: ours }, [input]);
}

export function zeroPadding2D(builder: Builder, layer: KerasLayer, [input]: readonly Ref[]): Ref | undefined {
  const { padding } = layer.config;
  const pairs = Array.isArray(padding) ? padding : [padding, padding];
  const [rows, columns] = pairs.map((side: unknown) => numbersOf(side, 2));
  if (!input || !rows || !columns) {
    builder.fail(layer, '"padding" must be a number, two, or two pairs.', 'padding');
    return undefined;
  }
  return builder.add(layer, 'ZeroPad2d', { padding: [...columns, ...rows] }, [input]);
}

export function cropping2D(builder: Builder, layer: KerasLayer, [input]: readonly Ref[]): Ref | undefined {
  const { cropping } = layer.config;
  const pairs = Array.isArray(cropping) ? cropping : [cropping, cropping];
  const [rows, columns] = pairs.map((side: unknown) => numbersOf(side, 2));
  if (!input || !rows || !columns) {
    builder.fail(layer, '"cropping" must be a number, two, or two pairs.', 'cropping');
    return undefined;
  }
  return builder.add(layer, 'ConstantPad2d', { padding: [...columns, ...rows].map((n) => -n), value: 0 }, [input]);
}

export function upSampling2D(builder: Builder, layer: KerasLayer, [input]: readonly Ref[]): Ref | undefined {
  const size = numbersOf(layer.config.size ?? 2, 2);
  const mode = layer.config.interpolation ?? 'nearest';
  if (!input || !size || (mode !== 'nearest' && mode !== 'bilinear')) {
    builder.fail(layer, `the interpolation ${JSON.stringify(mode)} is not read yet.`, 'interpolation');
    return undefined;
  }
  return builder.add(layer, 'Upsample', { scale_factor: size, mode }, [input]);
}

/** `[[axis, …]]` joined: channels last means axis −1. */
export function concatenate(builder: Builder, layer: KerasLayer, inputs: readonly Ref[]): Ref | undefined {
  const rank = inputs[0]?.shape?.length ?? 4;
  return builder.add(layer, 'Cat', { dim: ourAxis(Number(layer.config.axis ?? -1), rank) }, inputs);
}
