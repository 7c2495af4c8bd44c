/** What MaxPool2d and AvgPool2d share: windows over each map apart, and the checks of their options. */
import type { Fits, DoesNotFit, ShapeProblem } from '../../layer';
import type { Pair } from '../../options';
import { sizeOf, type Shape } from '../../tensor';
import { coverOf, emptyWindowAxis, windowOf, windowsOf, type Cover, type Windows } from './axis';
import { backwardArithmetic, outputArithmetic, windowProblem } from './axisText';
import { notPlanes, planesOf, symmetric, type Planes } from './planes';

export interface PoolOptions {
  readonly kernel_size: Pair;
  readonly stride: Pair | undefined;
  readonly padding: Pair;
  readonly dilation?: Pair;
  readonly ceil_mode: boolean;
}

export interface PoolGeometry extends Planes {
  readonly rowWindows: Windows;
  readonly columnWindows: Windows;
  readonly rowCover: Cover;
  readonly columnCover: Cover;
  readonly inputCells: number;
  readonly outputCells: number;
}

const planes = (input: Shape, o: PoolOptions): Planes =>
  planesOf(input, {
    kernel: o.kernel_size,
    stride: o.stride ?? o.kernel_size,
    ...(o.dilation && { dilation: o.dilation }),
    padding: symmetric(o.padding),
    ceil: o.ceil_mode,
  });

export function poolGeometry(input: Shape, o: PoolOptions): PoolGeometry {
  const made = planes(input, o);
  const { rows, columns } = made;
  return {
    ...made,
    rowWindows: windowsOf(rows),
    columnWindows: windowsOf(columns),
    rowCover: coverOf(rows),
    columnCover: coverOf(columns),
    inputCells: rows.input * columns.input,
    outputCells: rows.output * columns.output,
  };
}

export const poolOutputShape = ({ samples, channels, rows, columns }: Planes): Shape => [
  samples,
  channels,
  rows.output,
  columns.output,
];

const mostPadding = (kernel: number): number => Math.floor(kernel / 2);

/** `multiplications` per output. */
export function poolShape(
  type: string,
  input: Shape,
  o: PoolOptions,
  multiplications: number,
): Fits<Record<never, never>> | DoesNotFit {
  const wrongRank = notPlanes(type, input);
  if (wrongRank) return wrongRank;
  const made = planes(input, o);
  const axes = [made.rows, made.columns];
  const problems = paddingProblems(o);
  const misfit = windowProblem(axes, { maxPadding: mostPadding });
  if (misfit) problems.push(misfit);
  if (problems.length === 0 && emptyWindowAxis(axes) >= 0) {
    const message = `the dilated window skips the input: some output would see padding alone. Lower "dilation" or "padding".`;
    problems.push({ option: 'padding', message });
  }
  if (problems.length > 0) return { ok: false, problems };
  const output = poolOutputShape(made);
  return {
    ok: true,
    output,
    parameters: {},
    arithmetic: outputArithmetic(axes),
    backwardArithmetic: backwardArithmetic(axes),
    multiplyAdds: multiplications * sizeOf(output),
    window: windowOf(axes),
  };
}

/** PyTorch pads a pool by at most half its kernel. */
function paddingProblems({ padding, kernel_size }: PoolOptions): ShapeProblem[] {
  const axis = padding.findIndex((cells, at) => cells > mostPadding(kernel_size[at]!));
  if (axis < 0) return [];
  const [cells, kernel] = [padding[axis]!, kernel_size[axis]!];
  const message = `padding ${cells} is more than half of the ${kernel_size.join('×')} kernel: at most ⌊${kernel}/2⌋ = ${mostPadding(kernel)}.`;
  return [{ option: 'padding', message }];
}

/** Flat output positions whose windows can cover a flat input position, written to `reached`; returns how many. */
export function coveringOutputs(flat: number, g: PoolGeometry, reached: Int32Array): number {
  const { rows, columns, rowCover, columnCover } = g;
  const j = flat % columns.input;
  const i = Math.floor(flat / columns.input) % rows.input;
  const plane = Math.floor(flat / g.inputCells) * g.outputCells;
  let count = 0;
  for (let x = rowCover.from[i]!; x <= rowCover.to[i]!; x++) {
    for (let y = columnCover.from[j]!; y <= columnCover.to[j]!; y++) {
      reached[count++] = plane + x * columns.output + y;
    }
  }
  return count;
}

/** The most outputs that one input cell can reach. */
export const mostReached = ({ outputCells }: PoolGeometry): number => outputCells;
