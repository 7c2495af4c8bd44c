/** Two-dimensional windows over N×C×H×W tensors: the axes of a layer, and the checks that all such layers share. */
import type { DoesNotFit } from '../../layer';
import type { Pair } from '../../options';
import { formatShape, type Shape } from '../../tensor';
import { slide, type Axis } from './axis';

export interface Planes {
  /** Samples. */
  readonly samples: number;
  readonly channels: number;
  readonly rows: Axis;
  readonly columns: Axis;
}

export interface PlaneWindow {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation?: Pair;
  /** `[before, after]` of rows and of columns. */
  readonly padding: readonly [Pair, Pair];
  readonly ceil?: boolean;
}

/** The same padding on both ends of each axis. */
export const symmetric = ([rows, columns]: Pair): readonly [Pair, Pair] => [
  [rows, rows],
  [columns, columns],
];

/** `input` has four axes. */
export function planesOf(input: Shape, window: PlaneWindow): Planes {
  const axis = (at: 0 | 1): Axis =>
    slide({
      input: input[at + 2]!,
      kernel: window.kernel[at],
      stride: window.stride[at],
      dilation: window.dilation?.[at] ?? 1,
      before: window.padding[at][0],
      after: window.padding[at][1],
      ceil: window.ceil ?? false,
    });
  return { samples: input[0]!, channels: input[1]!, rows: axis(0), columns: axis(1) };
}

/** What to say of an input that is no batch of maps, or undefined. */
export function notPlanes(type: string, input: Shape): DoesNotFit | undefined {
  if (input.length === 4) return undefined;
  const missing = input.length === 3 ? ` A single image needs its batch axis too: ${formatShape([1, ...input])}.` : '';
  const message = `${type} needs an input N×C×H×W, but gets ${formatShape(input)}.${missing}`;
  return { ok: false, problems: [{ message }] };
}
