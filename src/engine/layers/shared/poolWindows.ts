/** What pools with sliding windows share: the windows over each map, and the checks of their options. */
import type { DoesNotFit, ShapeProblem } from '../../layer';
import type { Dims, Extents } from '../../spatialOptions';
import type { Shape } from '../../tensor';
import { emptyWindowAxis, windowOf, type Axis } from './axis';
import { backwardArithmetic, outputArithmetic, windowProblem, type FitHints } from './axisText';
import { slidingLists, type Maps } from './maps';
import { bothEnds, inputCells, notSpatial, outputCells, outputExtents, spatialOf } from './spatial';

export interface SlidingOptions {
  readonly kernel_size: Extents;
  readonly stride: Extents | undefined;
  readonly padding?: Extents;
  readonly dilation?: Extents;
  readonly ceil_mode: boolean;
}

/** Maps, with the axes that the windows slide over. */
export interface SlidingMaps extends Maps {
  readonly axes: readonly Axis[];
}

const mostPadding = (kernel: number): number => Math.floor(kernel / 2);

export const slidingAxes = (input: Shape, o: SlidingOptions): readonly Axis[] =>
  spatialOf(input, {
    kernel: o.kernel_size,
    stride: o.stride ?? o.kernel_size,
    ...(o.dilation && { dilation: o.dilation }),
    padding: bothEnds(o.padding ?? o.kernel_size.map(() => 0)),
    ceil: o.ceil_mode,
  }).axes;

/** The windows over each map, or all that is wrong with them and with `others`. */
export function slidingMaps(
  type: string,
  dims: Dims,
  input: Shape,
  o: SlidingOptions,
  others: readonly ShapeProblem[] = [],
): SlidingMaps | DoesNotFit {
  const wrongRank = notSpatial(type, dims, input);
  if (wrongRank) return wrongRank;
  const axes = slidingAxes(input, o);
  const problems = [...others, ...windowProblems(axes, o)];
  if (problems.length > 0) return { ok: false, problems };
  const [samples, channels] = input as [number, number];
  return {
    axes,
    output: [samples, channels, ...outputExtents(axes)],
    arithmetic: outputArithmetic(axes),
    backwardArithmetic: backwardArithmetic(axes),
    window: windowOf(axes),
    maps: samples * channels,
    cells: inputCells(axes),
    outputs: outputCells(axes),
    windowText: `its ${o.kernel_size.join('×')} window`,
    windows: () => slidingLists(axes),
  };
}

function windowProblems(axes: readonly Axis[], o: SlidingOptions): ShapeProblem[] {
  // Where there is no padding to choose, none is recommended.
  const hints: FitHints = { maxPadding: o.padding ? mostPadding : () => -1 };
  const problems = o.padding ? paddingProblems(o.padding, o.kernel_size) : [];
  const misfit = windowProblem(axes, hints);
  if (misfit) problems.push(misfit);
  if (problems.length === 0 && emptyWindowAxis(axes) >= 0) {
    const message = `the dilated window skips the input: some output would see padding alone. Lower "dilation" or "padding".`;
    problems.push({ option: 'padding', message });
  }
  return problems;
}

/** PyTorch pads a pool by at most half its kernel. */
function paddingProblems(padding: Extents, kernels: Extents): ShapeProblem[] {
  const axis = padding.findIndex((cells, at) => cells > mostPadding(kernels[at]!));
  if (axis < 0) return [];
  const [cells, kernel] = [padding[axis]!, kernels[axis]!];
  const message = `padding ${cells} is more than half of the ${kernels.join('×')} kernel: at most ⌊${kernel}/2⌋ = ${mostPadding(kernel)}.`;
  return [{ option: 'padding', message }];
}
