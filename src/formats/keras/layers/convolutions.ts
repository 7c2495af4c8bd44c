/** Convolutions, with TensorFlow's paddings. */
import type { KerasLayer } from '../calls';
import { isChannelsLast, numbersOf, samePadding, type Builder, type Ref } from '../builder';
import { activate } from './activations';

interface Windows {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
}

function windowsOf(builder: Builder, layer: KerasLayer): Windows | undefined {
  const { config } = layer;
  const kernel = numbersOf(config.kernel_size, 2);
  const stride = numbersOf(config.strides ?? 1, 2);
  const dilation = numbersOf(config.dilation_rate ?? 1, 2);
  if (!isChannelsLast(layer)) builder.fail(layer, '"channels_first" is not read yet.', 'data_format');
  if (kernel && stride && dilation) return { kernel, stride, dilation };
  builder.fail(layer, '"kernel_size", "strides" and "dilation_rate" must be two numbers each.');
  return undefined;
}

/** The input with the padding that the layer asks for; `value` fills it. */
export function padded(builder: Builder, layer: KerasLayer, input: Ref, windows: Windows, value = 0): Ref {
  const { padding } = layer.config;
  if (padding === 'valid' || padding === undefined || !input.shape) return input;
  if (padding !== 'same') {
    builder.fail(layer, `padding ${JSON.stringify(padding)} is not known.`, 'padding');
    return input;
  }
  const [rows, columns] = [0, 1].map((axis) =>
    samePadding(input.shape![axis + 2]!, windows.kernel[axis]!, windows.stride[axis]!, windows.dilation[axis]!),
  ) as [[number, number], [number, number]];
  if ([...rows, ...columns].every((cells) => cells === 0)) return input;
  const around = [...columns, ...rows];
  const settings = value === 0 ? { padding: around } : { padding: around, value };
  return builder.add(layer, value === 0 ? 'ZeroPad2d' : 'ConstantPad2d', settings, [input], 'pad');
}

/** Even padding on both sides goes into the convolution itself, so that its maps are those of one layer. */
function evenPadding(layer: KerasLayer, input: Ref, { kernel, stride, dilation }: Windows): number[] | undefined {
  if (layer.config.padding !== 'same' || !input.shape) return undefined;
  const sides = [0, 1].map((axis) =>
    samePadding(input.shape![axis + 2]!, kernel[axis]!, stride[axis]!, dilation[axis]!),
  );
  return sides.every(([before, after]) => before === after) ? sides.map(([before]) => before) : undefined;
}

function convolve(
  builder: Builder,
  layer: KerasLayer,
  input: Ref,
  windows: Windows,
  shape: { readonly channels: number; readonly groups: number; readonly bias: boolean },
  part = '',
): Ref {
  const { kernel, stride, dilation } = windows;
  const even = evenPadding(layer, input, windows);
  const source = even ? input : padded(builder, layer, input, windows);
  const settings = {
    out_channels: shape.channels,
    kernel_size: kernel,
    stride,
    dilation,
    groups: shape.groups,
    bias: shape.bias,
    ...(even ? { padding: even } : {}),
  };
  return builder.add(layer, 'Conv2d', settings, [source], part);
}

const usesBias = ({ config }: KerasLayer): boolean => config.use_bias !== false;

/** Keras keeps kernels as H,W,I,O. */
const KERNEL = [3, 2, 0, 1];

export function conv2D(builder: Builder, layer: KerasLayer, [input]: readonly Ref[]): Ref | undefined {
  const windows = windowsOf(builder, layer);
  if (!windows || !input) return undefined;
  const { filters, groups } = layer.config;
  const shape = { channels: Number(filters), groups: Number(groups ?? 1), bias: usesBias(layer) };
  const output = convolve(builder, layer, input, windows, shape);
  builder.weight(`${output.name}.weight`, `${layer.name}/kernel`, KERNEL);
  if (shape.bias) builder.weight(`${output.name}.bias`, `${layer.name}/bias`);
  return activate(builder, layer, output);
}

/** Each channel has `depth_multiplier` kernels of its own: H,W,C,M. */
export function depthwiseConv2D(builder: Builder, layer: KerasLayer, [input]: readonly Ref[]): Ref | undefined {
  const windows = windowsOf(builder, layer);
  if (!windows || !input) return undefined;
  const output = depthwise(builder, layer, input, windows, usesBias(layer), '');
  if (usesBias(layer)) builder.weight(`${output.name}.bias`, `${layer.name}/bias`);
  return activate(builder, layer, output);
}

function depthwise(
  builder: Builder,
  layer: KerasLayer,
  input: Ref,
  windows: Windows,
  bias: boolean,
  part: string,
): Ref {
  const channels = input.shape?.[1] ?? 1;
  const multiplier = Number(layer.config.depth_multiplier ?? 1);
  const output = convolve(
    builder,
    layer,
    input,
    windows,
    { channels: channels * multiplier, groups: channels, bias },
    part,
  );
  // H,W,C,M laid as C·M,1,H,W: the two leading axes of the transposed weight are one.
  builder.weight(`${output.name}.weight`, `${layer.name}/depthwise_kernel`, [2, 3, 0, 1]);
  return output;
}

export function separableConv2D(builder: Builder, layer: KerasLayer, [input]: readonly Ref[]): Ref | undefined {
  const windows = windowsOf(builder, layer);
  if (!windows || !input) return undefined;
  const middle = depthwise(builder, layer, input, windows, false, 'depthwise');
  const bias = usesBias(layer);
  const settings = { out_channels: Number(layer.config.filters), kernel_size: 1, bias };
  const output = builder.add(layer, 'Conv2d', settings, [middle]);
  builder.weight(`${output.name}.weight`, `${layer.name}/pointwise_kernel`, KERNEL);
  if (bias) builder.weight(`${output.name}.bias`, `${layer.name}/bias`);
  return activate(builder, layer, output);
}
