/** Pools over one, two and three axes. TensorFlow leaves the padding out of maxima and means. */
import type { KerasLayer } from '../calls';
import { around, numbersOf, paddingOf, samePadding, type Builder, type Ref } from '../builder';

type Convert = (builder: Builder, layer: KerasLayer, inputs: readonly Ref[]) => Ref | undefined;

export const pool =
  (kind: 'MaxPool' | 'AvgPool', dims: number): Convert =>
  (builder, layer, [input]) => {
    const { config } = layer;
    const size = numbersOf(config.pool_size ?? 2, dims);
    const stride = numbersOf(config.strides ?? config.pool_size ?? 2, dims);
    if (!input) return undefined;
    if (!size || !stride) {
      const count = dims === 1 ? 'one number' : `one number or ${dims}`;
      builder.fail(layer, `"pool_size" and "strides" must be ${count} each.`);
      return undefined;
    }
    const type = `${kind}${dims}d`;
    const settings = { kernel_size: size, stride };
    if (paddingOf(layer) !== 'same' || !input.shape) return builder.add(layer, type, settings, [input]);
    const sides = size.map((extent, axis) => samePadding(input.shape![axis + 2] ?? 1, extent, stride[axis]!, 1));
    const isUneven = (at: number): boolean => sides[at]![0] !== sides[at]![1];
    const axes = [...sides.keys()];
    // With a stride of 2 and more, one more cell at the end is what a window that hangs over it is: ceil_mode.
    if (axes.every((at) => !isUneven(at) || stride[at]! > 1)) {
      const padding = sides.map(([before]) => before);
      const padded = padding.some((cells) => cells > 0);
      return builder.add(
        layer,
        type,
        {
          ...settings,
          ...(padded ? { padding } : {}),
          ...(axes.some(isUneven) ? { ceil_mode: true } : {}),
          ...(kind === 'AvgPool' && padded ? { count_include_pad: false } : {}),
        },
        [input],
      );
    }
    if (kind === 'AvgPool') {
      builder.fail(layer, 'a mean over uneven padding with stride 1 is not read yet.', 'padding');
      return undefined;
    }
    // Smaller than every number that may come: it never is the largest of a window.
    const wide = builder.add(layer, `ConstantPad${dims}d`, { padding: around(sides), value: -1e30 }, [input], 'pad');
    return builder.add(layer, type, settings, [wide]);
  };

export const globalAverage: Convert = (builder, layer, [input]) => {
  if (!input) return undefined;
  const dim = Array.from({ length: (input.shape?.length ?? 4) - 2 }, (_, axis) => axis + 2);
  return builder.add(layer, 'Mean', { dim, keepdim: layer.config.keepdims === true }, [input]);
};

export const globalMaximum =
  (dims: number): Convert =>
  (builder, layer, [input]) => {
    if (!input) return undefined;
    const small = builder.add(layer, `AdaptiveMaxPool${dims}d`, { output_size: 1 }, [input]);
    return layer.config.keepdims === true ? small : builder.add(layer, 'Flatten', {}, [small], 'flatten');
  };
