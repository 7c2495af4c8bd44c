/** Single averages of an AvgPool2d. */
import type { Probe } from '../../layer';
import type { Tensor } from '../../tensor';
import { coveringOutputs, mostReached, type PoolGeometry } from './poolWindows';

export function averageProbe({ data }: Tensor, g: PoolGeometry, divisor: Float64Array): Probe {
  const reached = new Int32Array(mostReached(g));
  const { rows, columns } = g;
  return {
    reach: (_source, flat) => reached.subarray(0, coveringOutputs(flat, g, reached)),
    output(flat) {
      const cell = flat % g.outputCells;
      const y = cell % columns.output;
      const top = ((cell - y) / columns.output) * rows.stride - rows.before;
      const left = y * columns.stride - columns.before;
      const first = ((flat - cell) / g.outputCells) * g.inputCells;
      let sum = 0;
      for (let i = Math.max(0, top); i < Math.min(rows.input, top + rows.kernel); i++) {
        for (let j = Math.max(0, left); j < Math.min(columns.input, left + columns.kernel); j++) {
          sum += data[first + i * columns.input + j]!;
        }
      }
      return sum / divisor[cell]!;
    },
  };
}
