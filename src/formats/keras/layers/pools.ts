/** Pools. TensorFlow leaves the padding out of maxima and means. */
import type { KerasLayer } from '../calls';
import { isChannelsLast, numbersOf, samePadding, type Builder, type Ref } from '../builder';

export const maxPooling2D = (builder: Builder, layer: KerasLayer, [input]: readonly Ref[]): Ref | undefined =>
  input && pool(builder, layer, input, 'MaxPool2d');
export const averagePooling2D = (builder: Builder, layer: KerasLayer, [input]: readonly Ref[]): Ref | undefined =>
  input && pool(builder, layer, input, 'AvgPool2d');

function pool(builder: Builder, layer: KerasLayer, input: Ref, type: 'MaxPool2d' | 'AvgPool2d'): Ref | undefined {
  const { config } = layer;
  const size = numbersOf(config.pool_size ?? 2, 2);
  const stride = numbersOf(config.strides ?? config.pool_size ?? 2, 2);
  if (!isChannelsLast(layer)) builder.fail(layer, '"channels_first" is not read yet.', 'data_format');
  if (!size || !stride) {
    builder.fail(layer, '"pool_size" and "strides" must be two numbers each.');
    return undefined;
  }
  const settings = { kernel_size: size, stride };
  if (config.padding !== 'same' || !input.shape) return builder.add(layer, type, settings, [input]);
  const sides = [0, 1].map((axis) => samePadding(input.shape![axis + 2]!, size[axis]!, stride[axis]!, 1));
  if (sides.every(([before, after]) => before === 0 && after === 0)) return builder.add(layer, type, settings, [input]);
  const isEven = sides.every(([before, after], axis) => before === after && before <= size[axis]! / 2);
  if (isEven) {
    const inside = { ...settings, padding: sides.map(([before]) => before) };
    return builder.add(layer, type, type === 'AvgPool2d' ? { ...inside, count_include_pad: false } : inside, [input]);
  }
  // More padding at the end is what windows that hang over it are: ceil_mode, where nothing is padded before.
  if (sides.every(([before]) => before === 0)) {
    return builder.add(layer, type, { ...settings, ceil_mode: true }, [input]);
  }
  if (type === 'AvgPool2d') {
    builder.fail(layer, 'a mean over uneven padding is not read yet.', 'padding');
    return undefined;
  }
  // Smaller than every number that may come: it never is the largest of a window.
  const around = [...sides[1]!, ...sides[0]!];
  const wide = builder.add(layer, 'ConstantPad2d', { padding: around, value: -1e30 }, [input], 'pad');
  return builder.add(layer, type, settings, [wide]);
}

export const globalAverage = (builder: Builder, layer: KerasLayer, [input]: readonly Ref[]): Ref | undefined =>
  input && overMap(builder, layer, input, 'Mean');
export const globalMaximum = (builder: Builder, layer: KerasLayer, [input]: readonly Ref[]): Ref | undefined => {
  if (!input) return undefined;
  const small = builder.add(layer, 'AdaptiveMaxPool2d', { output_size: 1 }, [input]);
  return layer.config.keepdims === true ? small : builder.add(layer, 'Flatten', {}, [small], 'flatten');
};

function overMap(builder: Builder, layer: KerasLayer, input: Ref, type: string): Ref {
  const dim = Array.from({ length: (input.shape?.length ?? 4) - 2 }, (_, axis) => axis + 2);
  return builder.add(layer, type, { dim, keepdim: layer.config.keepdims === true }, [input]);
}
