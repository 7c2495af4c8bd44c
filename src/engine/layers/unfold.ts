import { extents } from '../spatialOptions';
import { ravel } from '../tensor';
import { windowOf } from './shared/axis';
import { outputArithmetic, windowProblem } from './shared/axisText';
import { defineGather } from './shared/gather';
import { notPlanes } from './shared/planes';
import { bothEnds, outputCells, outputExtents, spatialOf } from './shared/spatial';

export default defineGather({
  type: 'Unfold',
  doc: 'Lays the cells under a sliding window out as a column, one column for each place: im2col. A convolution is a product of its kernel, as a matrix, with these columns.',
  formula: {
    forward: 'a[n, (c, p, q), (x, y)] = z[n, c, x·s + d·p − padding, y·s + d·q − padding], 0 outside',
    backward: '∂C/∂z[n, c, i, j] = Σ δ[n, (c, p, q), (x, y)] over the windows (x, y) and taps (p, q) that read (i, j)',
  },
  options: {
    kernel_size: extents(2, { min: 1, doc: 'Rows and columns of the window.' }),
    dilation: extents(2, { min: 1, default: 1, doc: 'Distance between the cells that a window reads.' }),
    padding: extents(2, { min: 0, default: 0, doc: 'Zeros around each map.' }),
    stride: extents(2, { min: 1, default: 1, doc: 'Cells that the window moves.' }),
  },
  torch: 'F.unfold(x, kernel_size, dilation, padding, stride)',
  plan([input], { kernel_size: kernel, dilation, padding, stride }) {
    const wrongRank = notPlanes('Unfold', input!);
    if (wrongRank) return wrongRank;
    const { axes } = spatialOf(input!, { kernel, stride, dilation, padding: bothEnds(padding) });
    const misfit = windowProblem(axes);
    if (misfit) return { ok: false, problems: [misfit] };
    const [samples, channels, height, width] = input as [number, number, number, number];
    const [rows, columns] = kernel as [number, number];
    const across = outputExtents(axes)[1]!;
    const source = ([n, entry, place]: readonly number[]): number => {
      const q = entry! % columns;
      const p = Math.floor(entry! / columns) % rows;
      const c = Math.floor(entry! / (rows * columns));
      const i = Math.floor(place! / across) * stride[0]! + p * dilation[0]! - padding[0]!;
      const j = (place! % across) * stride[1]! + q * dilation[1]! - padding[1]!;
      const inside = i >= 0 && i < height && j >= 0 && j < width;
      return inside ? ravel([n!, c, i, j], input!) : -1;
    };
    return {
      output: [samples, channels * rows * columns, outputCells(axes)],
      arithmetic: [...outputArithmetic(axes), `${outputExtents(axes).join('·')} = ${outputCells(axes)} places`],
      fill: 0,
      window: windowOf(axes),
      source,
    };
  },
  samples: [
    { name: 'windows with a remainder', inputs: [[2, 2, 4, 5]], options: { kernel_size: [2, 3], stride: 2 } },
    { name: 'overlapping windows', inputs: [[2, 3, 3, 4]], options: { kernel_size: 2 } },
    { name: 'padding', inputs: [[1, 2, 3, 4]], options: { kernel_size: [3, 2], padding: [1, 2], stride: [2, 1] } },
    { name: 'dilation', inputs: [[2, 1, 5, 6]], options: { kernel_size: [2, 3], dilation: [3, 2] } },
    { name: 'one window', inputs: [[2, 2, 2, 3]], options: { kernel_size: [2, 3] } },
    { name: 'windows apart', inputs: [[2, 1, 5, 5]], options: { kernel_size: 1, stride: [2, 3] } },
  ],
  rejects: [
    {
      name: 'a window wider than the input',
      inputs: [[1, 1, 4, 2]],
      options: { kernel_size: 3 },
      option: 'kernel_size',
      message: '3×3 kernel on 4×2 input',
    },
    { name: 'a vector', inputs: [[2, 10]], options: { kernel_size: 2 }, message: 'Unfold needs an input N×C×H×W' },
  ],
});
