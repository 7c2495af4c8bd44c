/** Window arithmetic with the numbers put in, for hovers and for the message of a window that does not fit. */
import type { ShapeProblem } from '../../layer';
import { extentOf, type Axis } from './axis';

/** With the typographic minus. */
export const signed = (value: number): string => (value < 0 ? `−${-value}` : String(value));

/** `H: `, `W: ` for two axes; the last of D, H, W for others. */
export const axisName = (axis: number, count: number): string => ['D', 'H', 'W'][axis + 3 - count] ?? String(axis);

/** A line per axis, or a single one without a name where all agree. */
export function linePerAxis(axes: readonly Axis[], write: (axis: Axis, position: number) => string): string[] {
  const lines = axes.map(write);
  if (lines.every((line) => line === lines[0])) return lines.slice(0, 1);
  return lines.map((line, axis) => `${axisName(axis, axes.length)}: ${line}`);
}

/** The extent of the window as it is taken off: `5`, or dilated `2·(5 − 1) − 1`. */
const takenOff = ({ kernel, dilation }: Axis): string =>
  dilation === 1 ? String(kernel) : `${dilation}·(${kernel} − 1) − 1`;

const paddingSum = ({ before, after }: Axis): string =>
  before !== after ? `${before} + ${signed(after)}` : before === 0 ? '0' : `2·${before}`;

/** `⌊(28 + 2·2 − 5)/1⌋ + 1 = 28`, a line per axis. */
export function outputArithmetic(axes: readonly Axis[]): string[] {
  return linePerAxis(axes, outputLine);
}

function outputLine(axis: Axis): string {
  const { input, stride, output, ceil } = axis;
  const [open, close] = ceil ? ['⌈', '⌉'] : ['⌊', '⌋'];
  const line = `${open}(${input} + ${paddingSum(axis)} − ${takenOff(axis)})/${stride}${close} + 1`;
  const room = input + axis.before + axis.after - extentOf(axis.kernel, axis.dilation);
  const unclipped = Math.ceil(room / stride) + 1;
  return ceil && unclipped > output
    ? `${line} = ${signed(unclipped)}, less 1 that would start beyond the input = ${signed(output)}`
    : `${line} = ${signed(output)}`;
}

/** `10 + 5 − 1 = 14`; with a stride `(10 − 1)·2 + 3 = 21, remainder 1 row`: from δ's size back to the input's. */
export function backwardArithmetic(axes: readonly Axis[]): string {
  const names = axes.map((_, at) => UNITS[axisName(at, axes.length)] ?? (['cell', 'cells'] as const));
  const together = [names.map(([one]) => one).join(' and '), names.map(([, many]) => many).join(' and ')] as const;
  const lines = axes.map((axis) => backwardLine(axis, together));
  if (lines.every((line) => line === lines[0])) return lines[0]!;
  return axes.map((axis, at) => `${axisName(at, axes.length)}: ${backwardLine(axis, names[at]!)}`).join('; ');
}

/** One of them, several of them. */
type Unit = readonly [string, string];

const UNITS: { readonly [axis: string]: Unit } = {
  D: ['slice', 'slices'],
  H: ['row', 'rows'],
  W: ['column', 'columns'],
};

function backwardLine(axis: Axis, unit: Unit): string {
  const { input, output, kernel, stride, dilation, before, after } = axis;
  const padding = before + after;
  const paddingText = before === after ? `2·${before}` : before === 0 ? String(after) : `${before} − ${after}`;
  const crop = padding === 0 ? '' : ` − ${paddingText}`;
  const reach = dilation === 1 ? `${kernel} − 1` : `${dilation}·(${kernel} − 1)`;
  const extent = dilation === 1 ? `${kernel}` : `${reach} + 1`;
  const size = stride === 1 ? `${output} + ${reach}${crop}` : `(${output} − 1)·${stride} + ${extent}${crop}`;
  const covered = (output - 1) * stride + extentOf(kernel, dilation) - padding;
  const rest = input - covered;
  if (rest === 0) return `${size} = ${covered}`;
  if (rest > 0) return `${size} = ${signed(covered)}, remainder ${rest} ${unit[rest === 1 ? 0 : 1]}`;
  return `${size} = ${covered}, ${-rest} beyond the edge`;
}

/** One number where all agree, else `[3, 5]`: how an option is written in a file. */
export const optionText = (values: readonly number[]): string =>
  values.every((value) => value === values[0]) ? String(values[0]) : `[${values.join(', ')}]`;

export interface FitHints {
  /** Largest padding that the layer takes for its kernel; no bound when left out. */
  readonly maxPadding?: (kernel: number) => number;
}

/** What to say when some output size is below 1, or undefined where all fit. */
export function windowProblem(axes: readonly Axis[], { maxPadding }: FitHints = {}): ShapeProblem | undefined {
  const failing = axes.findIndex(({ output }) => output < 1);
  if (failing < 0) return undefined;
  const kernel = axes.map((axis) => axis.kernel).join('×');
  const input = axes.map((axis) => axis.input).join('×');
  const lines = linePerAxis(axes, outputLine);
  const line = lines.length === 1 ? lines[0]! : lines[failing]!;
  const padded = axes.some(({ before, after }) => before + after > 0) ? `, padded by ${paddingWords(axes)}` : '';
  const dilated = axes.some(({ dilation }) => dilation > 1) ? 'dilated ' : '';
  return {
    option: 'kernel_size',
    message: `${dilated}${kernel} kernel on ${input} input${padded}: ${line}. ${wouldFit(axes, maxPadding)}`,
    misfit: { kernel: axes.map((axis) => extentOf(axis.kernel, axis.dilation)), input: axes.map((axis) => axis.input) },
  };
}

const paddingWords = (axes: readonly Axis[]): string => optionText(axes.map(({ before }) => before));

/** `It fits with "kernel_size" 4 or less, or "padding" 1 or more.` */
function wouldFit(axes: readonly Axis[], maxPadding: FitHints['maxPadding']): string {
  const kernels = axes.map(({ input, before, after, dilation, kernel }) =>
    Math.min(kernel, Math.floor((input + before + after - 1) / dilation) + 1),
  );
  const paddings = axes.map(({ input, before, dilation, kernel }) =>
    Math.max(before, Math.ceil((extentOf(kernel, dilation) - input) / 2)),
  );
  const allowed = axes.every(({ kernel }, axis) => paddings[axis]! <= (maxPadding?.(kernel) ?? Infinity));
  const kernelText = `"kernel_size" ${optionText(kernels)} or less`;
  return allowed
    ? `It fits with ${kernelText}, or with "padding" ${optionText(paddings)} or more.`
    : `It fits with ${kernelText}.`;
}
