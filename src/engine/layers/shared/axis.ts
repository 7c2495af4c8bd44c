/**
 * One spatial axis that a window slides over. Convolutions and pools of any number of dimensions are made of these.
 * Sizes as in the notes of PyTorch's `Conv2d` and `MaxPool2d`.
 */
import type { Window } from '../../layer';

export interface Axis {
  /** Cells of the input. */
  readonly input: number;
  /** Cells of the output; below 1 where the window does not fit. */
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Padding cells before the first and after the last input cell. */
  readonly before: number;
  readonly after: number;
  /** Rounded up (`ceil_mode`): the last window may stick out at the end. */
  readonly ceil: boolean;
}

export interface AxisSpec {
  readonly input: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation?: number;
  readonly before: number;
  readonly after?: number;
  readonly ceil?: boolean;
}

/** Completes an axis with its output size: ⌊(input + padding − extent)/stride⌋ + 1. */
export function slide({ input, kernel, stride, dilation = 1, before, after = before, ceil = false }: AxisSpec): Axis {
  const room = input + before + after - extentOf(kernel, dilation);
  let output = (ceil ? Math.ceil(room / stride) : Math.floor(room / stride)) + 1;
  // With ceil_mode a last window must start inside the input or the padding before it.
  if (ceil && (output - 1) * stride >= input + before) output--;
  return { input, output, kernel, stride, dilation, before, after, ceil };
}

/** Cells from the first to the last tap of a window: d·(k − 1) + 1. */
export const extentOf = (kernel: number, dilation: number): number => dilation * (kernel - 1) + 1;

export function windowOf(axes: readonly Axis[]): Window {
  return {
    kernel: axes.map(({ kernel }) => kernel),
    stride: axes.map(({ stride }) => stride),
    dilation: axes.map(({ dilation }) => dilation),
    padding: axes.map(({ before }) => before),
  };
}

/** Where each tap of a window reads: input cell = `offset[tap]` + stride · output cell. */
export interface Taps {
  readonly offset: Int32Array;
  /** First and last output cell at which the tap lies inside the input; `from` > `to` where there is none. */
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** Taps of an axis; `rotated` reads the kernel from its far end, as a convolution in the strict sense does. */
export function tapsOf(axis: Axis, rotated = false): Taps {
  const { input, output, kernel, stride, dilation, before } = axis;
  const taps = { offset: new Int32Array(kernel), from: new Int32Array(kernel), to: new Int32Array(kernel) };
  for (let tap = 0; tap < kernel; tap++) {
    const offset = (rotated ? kernel - 1 - tap : tap) * dilation - before;
    taps.offset[tap] = offset;
    taps.from[tap] = Math.max(0, Math.ceil(-offset / stride));
    taps.to[tap] = Math.min(output - 1, Math.floor((input - 1 - offset) / stride));
  }
  return taps;
}

/** Which taps of each window lie inside the input; `from` > `to` for a window that lies in the padding alone. */
export interface Windows {
  /** Input cell of tap 0, by output cell; may lie outside. */
  readonly start: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
}

export function windowsOf(axis: Axis): Windows {
  const { input, output, kernel, stride, dilation, before } = axis;
  const windows = { start: new Int32Array(output), from: new Int32Array(output), to: new Int32Array(output) };
  for (let at = 0; at < output; at++) {
    const start = at * stride - before;
    windows.start[at] = start;
    windows.from[at] = Math.max(0, Math.ceil(-start / dilation));
    windows.to[at] = Math.min(kernel - 1, Math.floor((input - 1 - start) / dilation));
  }
  return windows;
}

/** The output cells whose windows can cover an input cell, first and last; with dilation some between may not. */
export interface Cover {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

export function coverOf(axis: Axis): Cover {
  const { input, output, kernel, stride, dilation, before } = axis;
  const cover = { from: new Int32Array(input), to: new Int32Array(input) };
  const extent = extentOf(kernel, dilation);
  for (let cell = 0; cell < input; cell++) {
    cover.from[cell] = Math.max(0, Math.ceil((cell + before - extent + 1) / stride));
    cover.to[cell] = Math.min(output - 1, Math.floor((cell + before) / stride));
  }
  return cover;
}

/** The unrotated tap with which the window of output cell `at` covers input cell `cell`, or −1. */
export function tapAt(axis: Axis, at: number, cell: number): number {
  const distance = cell + axis.before - at * axis.stride;
  const tap = distance / axis.dilation;
  return Number.isInteger(tap) && tap >= 0 && tap < axis.kernel ? tap : -1;
}

/** First axis on which some window lies in the padding alone, or −1. */
export function emptyWindowAxis(axes: readonly Axis[]): number {
  return axes.findIndex((axis) => {
    const { from, to } = windowsOf(axis);
    return from.some((first, at) => first > to[at]!);
  });
}
