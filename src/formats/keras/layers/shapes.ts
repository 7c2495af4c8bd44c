/** Layers that move numbers: their order is Keras's, with the channels last. */
import type { KerasLayer } from '../calls';
import { around, fromKeras, isChannelsLast, numbersOf, sidesOf, toKeras, type Builder, type Ref } from '../builder';

type Convert = (builder: Builder, layer: KerasLayer, inputs: readonly Ref[]) => Ref | undefined;

/** In Keras's order of axes, where that makes a difference to numbers laid in a row. */
function inKerasOrder(builder: Builder, layer: KerasLayer, input: Ref): Ref {
  if ((input.shape?.length ?? 2) < 3) return input;
  const [, channels, ...map] = input.shape!;
  return channels === 1 || map.every((extent) => extent === 1) ? input : builder.turn(layer, input);
}

export const flatten: Convert = (builder, layer, [input]) => {
  if (!input) return undefined;
  const rank = input.shape?.length ?? 2;
  // A model with the channels first may ask that they be flattened last, as its weights then are.
  const read =
    !builder.channelsLast && !isChannelsLast(layer) && rank >= 3
      ? builder.add(layer, 'Permute', { dims: toKeras(rank) }, [input], 'channels_last')
      : inKerasOrder(builder, layer, input);
  return builder.add(layer, 'Flatten', {}, [read]);
};

export const reshape: Convert = (builder, layer, [input]) => {
  const target = layer.config.target_shape;
  if (!input?.shape) return undefined;
  if (!Array.isArray(target)) {
    builder.fail(layer, '"target_shape" must be a list of numbers.', 'target_shape');
    return undefined;
  }
  const read = builder.add(layer, 'Reshape', { shape: target }, [inKerasOrder(builder, layer, input)]);
  return builder.turnBack(layer, read);
};

/** Keras counts the axes of a sample from 1. */
export const permute: Convert = (builder, layer, [input]) => {
  const dims = layer.config.dims;
  if (!input || !Array.isArray(dims)) return undefined;
  return transposed(builder, layer, input, [0, ...(dims as number[])]);
};

/** @param order of Keras's axes */
export function transposed(builder: Builder, layer: KerasLayer, input: Ref, order: readonly number[]): Ref {
  const rank = order.length;
  if (!builder.channelsLast) return builder.add(layer, 'Permute', { dims: order }, [input]);
  // Ours → Keras's, their order, and back to ours.
  const ours = fromKeras(rank).map((axis) => builder.axis(order[axis]!, rank));
  return builder.add(layer, 'Permute', { dims: ours }, [input]);
}

/** `RepeatVector`: N,C → N,n,C, which inside is N,C,n. */
export const repeatVector: Convert = (builder, layer, [input]) => {
  const count = Number(layer.config.n);
  if (!input?.shape) return undefined;
  const dim = builder.channelsLast ? 2 : 1;
  const wide = builder.add(layer, 'Unsqueeze', { dim }, [input], 'unsqueeze');
  const sizes = input.shape.map(() => -1);
  sizes.splice(dim, 0, count);
  return builder.add(layer, 'Expand', { sizes }, [wide]);
};

export const zeroPadding =
  (dims: number): Convert =>
  (builder, layer, [input]) => {
    const sides = sidesOf(layer.config.padding ?? 1, dims);
    if (!input || !sides) {
      builder.fail(layer, '"padding" must be a number, or one or two for each axis.', 'padding');
      return undefined;
    }
    return builder.add(layer, `ZeroPad${dims}d`, { padding: around(sides) }, [input]);
  };

export const cropping =
  (dims: number): Convert =>
  (builder, layer, [input]) => {
    const sides = sidesOf(layer.config.cropping ?? (dims === 2 ? 0 : 1), dims);
    if (!input || !sides) {
      builder.fail(layer, '"cropping" must be a number, or one or two for each axis.', 'cropping');
      return undefined;
    }
    return cropped(builder, layer, input, sides, '');
  };

export const upSampling2D: Convert = (builder, layer, [input]) => {
  const size = numbersOf(layer.config.size ?? 2, 2);
  const mode = layer.config.interpolation ?? 'nearest';
  if (!input || !size || (mode !== 'nearest' && mode !== 'bilinear')) {
    builder.fail(layer, `the interpolation ${JSON.stringify(mode)} is not read yet.`, 'interpolation');
    return undefined;
  }
  return builder.add(layer, 'Upsample', { scale_factor: size, mode }, [input]);
};

/** `[[axis, …]]` joined: channels last means axis −1. */
export const concatenate: Convert = (builder, layer, inputs) => {
  const rank = inputs[0]?.shape?.length ?? 4;
  return builder.add(layer, 'Cat', { dim: builder.axis(Number(layer.config.axis ?? -1), rank) }, inputs);
};

/** Sizes of pictures, as `tf.image.resize` makes them. */
export const resizing: Convert = (builder, layer, [input]) => {
  const { height, width, interpolation: mode = 'bilinear' } = layer.config;
  const size = numbersOf([height, width], 2);
  if (!input || !size || (mode !== 'nearest' && mode !== 'bilinear')) {
    builder.fail(layer, 'it is read with two sizes, and the interpolation nearest or bilinear.');
    return undefined;
  }
  return builder.add(layer, 'Upsample', { size, mode }, [input]);
};

export const centerCrop: Convert = (builder, layer, [input]) => {
  const size = numbersOf([layer.config.height, layer.config.width], 2);
  if (!input?.shape || !size) return undefined;
  const sides = size.map((extent, axis): [number, number] => {
    const total = input.shape![axis + 2]! - extent;
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  });
  return cropped(builder, layer, input, sides, '');
};

/** Without some cells before and after each axis of the map, an axis after the other. */
export function cropped(
  builder: Builder,
  layer: KerasLayer,
  input: Ref,
  sides: readonly (readonly [number, number])[],
  part: string,
): Ref {
  const cuts = [...sides.entries()].filter(([, cells]) => cells.some((count) => count > 0));
  if (cuts.length === 0) return part === '' ? builder.add(layer, 'Identity', {}, [input]) : input;
  return cuts.reduce((made, [axis, [before, after]], at) => {
    const name = at === cuts.length - 1 ? part : `${part || 'axis'}${axis + 1}`;
    const settings = { dim: axis + 2, start: before, ...(after > 0 ? { end: 0 - after } : {}) };
    return builder.add(layer, 'Slice', settings, [made], name);
  }, input);
}
