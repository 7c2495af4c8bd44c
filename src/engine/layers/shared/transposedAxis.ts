/**
 * One axis of a transposed convolution: output = (input − 1)·stride − 2·padding + dilation·(kernel − 1) + output_padding + 1,
 * as in the notes of PyTorch's `ConvTranspose2d`. It is kept as the axis of the convolution that leads back.
 */
import type { ShapeProblem } from '../../layer';
import type { Extents } from '../../spatialOptions';
import { extentOf, type Axis } from './axis';
import { linePerAxis, optionText, outputArithmetic, signed } from './axisText';

interface AxisSpec {
  /** Cells of the layer's input. */
  readonly cells: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly outputPadding: number;
  readonly dilation: number;
}

export function transposedAxis({ cells, kernel, stride, padding, outputPadding, dilation }: AxisSpec): Axis {
  const input = (cells - 1) * stride - 2 * padding + extentOf(kernel, dilation) + outputPadding;
  // No window reaches the cells of the output padding.
  return {
    input,
    output: cells,
    kernel,
    stride,
    dilation,
    before: padding,
    after: padding - outputPadding,
    ceil: false,
  };
}

/** `(5 − 1)·2 − 2·1 + 3 + 1 = 10`, a line per axis. */
export function laidArithmetic(axes: readonly Axis[], outputPadding: Extents): string[] {
  return linePerAxis(axes, (axis, at) => laidLine(axis, outputPadding[at]!));
}

function laidLine({ input, output, kernel, stride, dilation, before }: Axis, outputPadding: number): string {
  const cut = before === 0 ? '' : ` − 2·${before}`;
  const extent = dilation === 1 ? `${kernel}` : `${dilation}·(${kernel} − 1) + 1`;
  const added = outputPadding === 0 ? '' : ` + ${outputPadding}`;
  return `(${output} − 1)·${stride}${cut} + ${extent}${added} = ${signed(input)}`;
}

/** From δ's size back to the input's. */
export const returnArithmetic = (axes: readonly Axis[]): string => outputArithmetic(axes).join('; ');

/** What to say where nothing is left of the output. */
export function tooSmall(axes: readonly Axis[], outputPadding: Extents): ShapeProblem | undefined {
  const failing = axes.findIndex(({ input }) => input < 1);
  if (failing < 0) return undefined;
  const lines = laidArithmetic(axes, outputPadding);
  const most = axes.map(({ before, input }) => (input < 1 ? before - Math.ceil((1 - input) / 2) : before));
  const line = lines.length === 1 ? lines[0]! : lines[failing]!;
  return {
    option: 'padding',
    message: `${line}: no output is left. It fits with "padding" ${optionText(most)} or less.`,
  };
}

interface OutputPadded {
  readonly stride: Extents;
  readonly dilation: Extents;
  readonly output_padding: Extents;
}

/** PyTorch wants it below the stride or below the dilation of its axis. */
export function outputPaddingProblem({ stride, dilation, output_padding }: OutputPadded): ShapeProblem | undefined {
  const axis = output_padding.findIndex((cells, at) => cells >= Math.max(stride[at]!, dilation[at]!));
  if (axis < 0) return undefined;
  const limits = `the stride ${stride[axis]!} or the dilation ${dilation[axis]!}`;
  const message = `output_padding ${output_padding[axis]!} must be below ${limits} of its axis.`;
  return { option: 'output_padding', message };
}
