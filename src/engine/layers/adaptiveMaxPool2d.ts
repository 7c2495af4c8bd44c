import { pairOrNull } from '../options';
import { adaptiveWindows } from './shared/adaptive';
import { defineMaximum } from './shared/maximum';
import { notPlanes } from './shared/planes';

export default defineMaximum({
  type: 'AdaptiveMaxPool2d',
  doc: 'Keeps the largest entry of windows whose size follows from the output size that is asked for; where it does not divide, they overlap. With output_size 1 it is a global max pool.',
  formula: {
    forward: 'a[c,x,y] = max z[c,i,j] over ⌊x·H/H′⌋ ≤ i < ⌈(x+1)·H/H′⌉, j likewise',
    backward: '∂C/∂z[c,i,j] = Σ δ[c,x,y] over the windows (x,y) whose maximum is (i,j)',
  },
  options: {
    output_size: pairOrNull({ min: 1, doc: 'Rows and columns of the output; null keeps those of the input.' }),
  },
  torch: 'F.adaptive_max_pool2d(x, [m or n for m, n in zip(output_size, x.shape[2:])])',
  plan(input, { output_size }) {
    const problem = notPlanes('AdaptiveMaxPool2d', input);
    if (problem) return problem;
    const { rows, columns, arithmetic, window } = adaptiveWindows(input, output_size);
    const [height, width] = input.slice(2) as [number, number];
    return {
      output: [input[0]!, input[1]!, rows.length, columns.length],
      arithmetic,
      ...(window && { window }),
      of(flat) {
        const column = columns[flat % columns.length]!;
        const row = rows[Math.floor(flat / columns.length) % rows.length]!;
        const plane = Math.floor(flat / (rows.length * columns.length)) * height * width;
        const cells: number[] = [];
        for (let i = row.from; i <= row.to; i++) {
          for (let j = column.from; j <= column.to; j++) cells.push(plane + i * width + j);
        }
        return cells;
      },
    };
  },
  samples: [
    { name: 'rows and columns that divide', inputs: [[2, 3, 4, 6]], options: { output_size: [2, 3] } },
    { name: 'windows that overlap', inputs: [[2, 2, 5, 7]], options: { output_size: [3, 4] } },
    { name: 'a cell per map', inputs: [[2, 3, 3, 5]], options: { output_size: 1 } },
    { name: 'rows kept', inputs: [[2, 2, 3, 5]], options: { output_size: [null, 2] } },
    { name: 'larger than the input', inputs: [[1, 2, 2, 3]], options: { output_size: [3, 5] } },
    { name: 'one size for both', inputs: [[2, 1, 7, 4]], options: { output_size: 3 } },
    { name: 'ties', inputs: [[2, 2, 5, 4]], options: { output_size: [2, 3] }, integers: true },
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
      message: 'AdaptiveMaxPool2d needs an input N×C×H×W',
    },
  ],
});
