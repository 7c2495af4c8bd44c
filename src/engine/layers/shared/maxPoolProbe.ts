/** The maximum of a window, for forward and for single outputs. */
import type { Probe } from '../../layer';
import type { Tensor } from '../../tensor';
import { coveringOutputs, mostReached, type PoolGeometry } from './poolWindows';

/**
 * Flat position of the maximum of window (x, y) in the plane that starts at `first`. Of equals the first wins; NaN wins
 * over every number, and a later NaN over an earlier one, as in PyTorch's `max_pool2d`.
 */
export function maximumAt(data: Float64Array, first: number, x: number, y: number, g: PoolGeometry): number {
  const { rows, columns, rowWindows, columnWindows } = g;
  const [lastRow, firstColumn, lastColumn] = [rowWindows.to[x]!, columnWindows.from[y]!, columnWindows.to[y]!];
  const [rowStart, columnStart] = [rowWindows.start[x]!, columnWindows.start[y]!];
  let best = -1;
  let largest = -Infinity;
  for (let p = rowWindows.from[x]!; p <= lastRow; p++) {
    const row = first + (rowStart + p * rows.dilation) * columns.input + columnStart;
    for (let q = firstColumn; q <= lastColumn; q++) {
      const at = row + q * columns.dilation;
      const value = data[at]!;
      if (best >= 0 && !(value > largest) && value === value) continue;
      best = at;
      largest = value;
    }
  }
  return best;
}

export function maxPoolProbe({ data }: Tensor, g: PoolGeometry): Probe {
  const reached = new Int32Array(mostReached(g));
  const maximumOf = (flat: number): number => {
    const cell = flat % g.outputCells;
    const y = cell % g.columns.output;
    return maximumAt(data, ((flat - cell) / g.outputCells) * g.inputCells, (cell - y) / g.columns.output, y, g);
  };
  return {
    reach: (_source, flat) => reached.subarray(0, coveringOutputs(flat, g, reached)),
    output: (flat) => data[maximumOf(flat)]!,
    branch: maximumOf,
  };
}
