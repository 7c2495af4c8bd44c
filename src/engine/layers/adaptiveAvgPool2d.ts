import { pairOrNull } from '../options';
import { adaptiveWindows, type Stretch } from './shared/adaptive';
import { notPlanes } from './shared/planes';
import { defineResampling, type Share } from './shared/resampling';

/** Equal weights. */
const mean = ({ from, to }: Stretch): Share => {
  const count = to - from + 1;
  return { from, weights: new Array<number>(count).fill(1 / count) };
};

export default defineResampling({
  type: 'AdaptiveAvgPool2d',
  doc: 'Averages windows whose size follows from the output size that is asked for; where it does not divide, they overlap. With output_size 1 it is a global average pool.',
  formula: {
    forward: 'a[c,x,y] = 1/n · Σ z[c,i,j] over ⌊x·H/H′⌋ ≤ i < ⌈(x+1)·H/H′⌉, j likewise',
    backward: '∂C/∂z[c,i,j] = Σ δ[c,x,y]/n over the windows (x,y) that cover (i,j)',
  },
  options: {
    output_size: pairOrNull({ min: 1, doc: 'Rows and columns of the output; null keeps those of the input.' }),
  },
  torch: 'F.adaptive_avg_pool2d(x, output_size)',
  plan(input, { output_size }) {
    const problem = notPlanes('AdaptiveAvgPool2d', input);
    if (problem) return problem;
    const windows = adaptiveWindows(input, output_size);
    const [rows, columns] = [windows.rows.map(mean), windows.columns.map(mean)];
    return { ...windows, rows, columns, weight: '1/n', multiplications: 1 };
  },
  samples: [
    { name: 'rows and columns that divide', inputs: [[2, 3, 4, 6]], options: { output_size: [2, 3] } },
    { name: 'windows that overlap', inputs: [[2, 2, 5, 7]], options: { output_size: [3, 4] } },
    { name: 'a cell per map', inputs: [[2, 3, 3, 5]], options: { output_size: 1 } },
    { name: 'rows kept', inputs: [[2, 2, 3, 5]], options: { output_size: [null, 2] } },
    { name: 'larger than the input', inputs: [[1, 2, 2, 3]], options: { output_size: [3, 5] } },
    { name: 'one size for both', inputs: [[2, 1, 7, 4]], options: { output_size: 3 } },
  ],
  rejects: [
    {
      name: 'a size below 1',
      inputs: [[1, 1, 4, 4]],
      options: { output_size: [2, 0] },
      option: 'output_size',
      message: 'must be an integer ≥ 1 or null, or a pair [height, width] of them, but is [2,0].',
    },
    {
      name: 'a vector',
      inputs: [[2, 10]],
      options: { output_size: 2 },
      message: 'AdaptiveAvgPool2d needs an input N×C×H×W',
    },
  ],
});
