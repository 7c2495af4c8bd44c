/** Convolutions over one, two and three axes, with TensorFlow's paddings. */
import type { Shape } from '../../../engine/tensor';
import type { KerasLayer } from '../calls';
import { around, numbersOf, paddingOf, samePadding, type Builder, type Ref } from '../builder';
import { activate } from './activations';
import { cropped } from './shapes';

interface Windows {
  readonly dims: number;
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
}

type Convert = (builder: Builder, layer: KerasLayer, inputs: readonly Ref[]) => Ref | undefined;

function windowsOf(builder: Builder, layer: KerasLayer, dims: number): Windows | undefined {
  const { config } = layer;
  const kernel = numbersOf(config.kernel_size, dims);
  const stride = numbersOf(config.strides ?? 1, dims);
  const dilation = numbersOf(config.dilation_rate ?? 1, dims);
  if (kernel && stride && dilation) return { dims, kernel, stride, dilation };
  const count = dims === 1 ? 'one number' : `one number or ${dims}`;
  builder.fail(layer, `"kernel_size", "strides" and "dilation_rate" must be ${count} each.`);
  return undefined;
}

/** Cells before and after each axis of the map. */
function sidesFor(builder: Builder, layer: KerasLayer, input: Ref, windows: Windows): [number, number][] | undefined {
  const { kernel, stride, dilation } = windows;
  const padding = paddingOf(layer);
  if (padding === 'valid' || !input.shape) return undefined;
  if (padding === 'causal' && windows.dims === 1) return [[dilation[0]! * (kernel[0]! - 1), 0]];
  if (padding === 'same')
    return kernel.map((_, axis) =>
      samePadding(input.shape![axis + 2] ?? 1, kernel[axis]!, stride[axis]!, dilation[axis]!),
    );
  builder.fail(layer, `padding ${JSON.stringify(layer.config.padding)} is not known.`, 'padding');
  return undefined;
}

/** Even padding goes into the convolution itself, so that its maps are those of one layer; uneven is a layer before it. */
function convolve(
  builder: Builder,
  layer: KerasLayer,
  input: Ref,
  windows: Windows,
  shape: { readonly channels: number; readonly groups: number; readonly bias: boolean },
  part = '',
): Ref {
  const { dims, kernel, stride, dilation } = windows;
  const sides = sidesFor(builder, layer, input, windows);
  const even = sides?.every(([before, after]) => before === after);
  const source =
    sides && !even ? builder.add(layer, `ZeroPad${dims}d`, { padding: around(sides) }, [input], 'pad') : input;
  const settings = {
    out_channels: shape.channels,
    kernel_size: kernel,
    stride,
    dilation,
    groups: shape.groups,
    bias: shape.bias,
    ...(sides && even ? { padding: sides.map(([before]) => before) } : {}),
  };
  return builder.add(layer, `Conv${dims}d`, settings, [source], part);
}

const usesBias = ({ config }: KerasLayer): boolean => config.use_bias !== false;

/** Keras keeps kernels as H,W,I,O. */
const kernelAxes = (dims: number): number[] => [dims + 1, dims, ...Array(dims).keys()];

export const convolution =
  (dims: number): Convert =>
  (builder, layer, [input]) => {
    const windows = windowsOf(builder, layer, dims);
    if (!windows || !input) return undefined;
    const { filters, groups } = layer.config;
    const shape = { channels: Number(filters), groups: Number(groups ?? 1), bias: usesBias(layer) };
    const output = convolve(builder, layer, input, windows, shape);
    builder.weight(output, 'weight', layer, 'kernel', { axes: kernelAxes(dims) });
    if (shape.bias) builder.weight(output, 'bias', layer, 'bias');
    return activate(builder, layer, output);
  };

/** Each channel has `depth_multiplier` kernels of its own: H,W,C,M. */
export const depthwiseConvolution =
  (dims: number): Convert =>
  (builder, layer, [input]) => {
    const windows = windowsOf(builder, layer, dims);
    if (!windows || !input) return undefined;
    const output = depthwise(builder, layer, input, windows, usesBias(layer), '');
    if (usesBias(layer)) builder.weight(output, 'bias', layer, 'bias');
    return activate(builder, layer, output);
  };

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
  const shape = { channels: channels * multiplier, groups: channels, bias };
  const output = convolve(builder, layer, input, windows, shape, part);
  // H,W,C,M laid as C·M,1,H,W: the two leading axes of the transposed weight are one.
  const { dims } = windows;
  const split = ([, , ...map]: Shape): Shape => [channels, multiplier, ...map];
  const axes = [dims, dims + 1, ...Array(dims).keys()];
  builder.weight(output, 'weight', layer, 'depthwise_kernel', { axes, split });
  return output;
}

export const separableConvolution =
  (dims: number): Convert =>
  (builder, layer, [input]) => {
    const windows = windowsOf(builder, layer, dims);
    if (!windows || !input) return undefined;
    const middle = depthwise(builder, layer, input, windows, false, 'depthwise');
    const bias = usesBias(layer);
    const settings = { out_channels: Number(layer.config.filters), kernel_size: 1, bias };
    const output = builder.add(layer, `Conv${dims}d`, settings, [middle]);
    builder.weight(output, 'weight', layer, 'pointwise_kernel', { axes: kernelAxes(dims) });
    if (bias) builder.weight(output, 'bias', layer, 'bias');
    return activate(builder, layer, output);
  };

/**
 * The gradient of a convolution as a layer: `same` gives n·s cells, `valid` n·s + max(k − s, 0). The kernel is H,W,O,I.
 * Of uneven padding one more cell is cut off at the end.
 */
export const transposedConvolution =
  (dims: number): Convert =>
  (builder, layer, [input]) => {
    const windows = windowsOf(builder, layer, dims);
    if (!windows || !input) return undefined;
    const { config } = layer;
    if (config.output_padding !== null && config.output_padding !== undefined) {
      builder.fail(layer, '"output_padding" is not read yet.', 'output_padding');
    }
    const { kernel, stride, dilation } = windows;
    const reach = kernel.map((k, axis) => dilation[axis]! * (k - 1) + 1);
    const total = reach.map((k, axis) => (paddingOf(layer) === 'same' ? Math.max(k - stride[axis]!, 0) : 0));
    const bias = usesBias(layer);
    const settings = {
      out_channels: Number(config.filters),
      kernel_size: kernel,
      stride,
      dilation,
      bias,
      padding: total.map((cells) => Math.floor(cells / 2)),
      output_padding: reach.map((k, axis) => Math.max(stride[axis]! - k, 0)),
    };
    const made = builder.add(layer, `ConvTranspose${dims}d`, settings, [input]);
    builder.weight(made, 'weight', layer, 'kernel', { axes: kernelAxes(dims) });
    if (bias) builder.weight(made, 'bias', layer, 'bias');
    const cut = total.map((cells): [number, number] => [0, cells % 2]);
    const output = cropped(builder, layer, made, cut, 'crop');
    return activate(builder, layer, output);
  };
