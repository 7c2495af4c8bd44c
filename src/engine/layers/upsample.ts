import type { DoesNotFit } from '../layer';
import { bool, choice, optionalFactors, optionalPair, type Pair } from '../options';
import { fault } from './shared/axes';
import { linear, nearest, type Scaled } from './shared/interpolation';
import { notPlanes } from './shared/planes';
import { defineResampling } from './shared/resampling';

interface Options {
  readonly size: Pair | undefined;
  readonly scale_factor: Pair | undefined;
  readonly mode: 'nearest' | 'bilinear';
  readonly align_corners: boolean;
}

function optionProblem({ size, scale_factor, mode, align_corners }: Options): DoesNotFit | undefined {
  if (!size && !scale_factor) return fault('size', 'give "size" or "scale_factor".');
  if (size && scale_factor) return fault('scale_factor', '"size" is given already; only one of the two can be.');
  if (align_corners && mode === 'nearest')
    return fault('align_corners', 'there are no corners to align in mode "nearest"; it goes with "bilinear".');
  return undefined;
}

export default defineResampling({
  type: 'Upsample',
  doc: 'Enlarges (or shrinks) each map to a size or by a factor, by the nearest cell or by weighting the four around. The numbers are those of torch.nn.functional.interpolate.',
  formula: {
    forward: 'a[c,x,y] = Σ_p Σ_q r_x,p · s_y,q · z[c,p,q]',
    backward: '∂C/∂z[c,p,q] = Σ_x Σ_y r_x,p · s_y,q · δ[c,x,y]',
  },
  options: {
    size: optionalPair({ min: 1, doc: 'Rows and columns of the output.' }),
    scale_factor: optionalFactors({ doc: 'The factor by which maps grow; sizes are rounded down.' }),
    mode: choice({
      of: ['nearest', 'bilinear'],
      default: 'nearest',
      doc: 'Take the nearest cell, or weight the four around.',
    }),
    align_corners: bool({
      default: false,
      doc: 'Lay the centres of the corner cells on each other, not the corners of the map.',
    }),
  },
  torch:
    'F.interpolate(x, size, scale_factor and tuple(scale_factor), mode, align_corners if mode == "bilinear" else None)',
  plan(input, o) {
    const problem = notPlanes('Upsample', input) ?? optionProblem(o);
    if (problem) return problem;
    const axes = ([0, 1] as const).map((at): Scaled => {
      const [extent, factor] = [input[at + 2]!, o.scale_factor?.[at]];
      return { input: extent, output: factor === undefined ? o.size![at] : Math.floor(extent * factor), factor };
    });
    const line = ({ input: extent, output, factor }: Scaled): string =>
      factor === undefined ? `${extent} → ${output}` : `⌊${extent}·${factor}⌋ = ${output}`;
    const empty = axes.find(({ output }) => output < 1);
    if (empty) return fault('scale_factor', `nothing is left of the map: ${line(empty)}.`);
    const bilinear = o.mode === 'bilinear';
    const [rows, columns] = axes.map((axis) => (bilinear ? linear(axis, o.align_corners) : nearest(axis)));
    return {
      rows: rows!,
      columns: columns!,
      arithmetic: [`H: ${line(axes[0]!)}`, `W: ${line(axes[1]!)}`],
      ...(bilinear && { weight: 'w' }),
      multiplications: bilinear ? 4 : 0,
    };
  },
  samples: [
    { name: 'twice as large', inputs: [[2, 3, 2, 3]], options: { scale_factor: 2 } },
    { name: 'factors by axis', inputs: [[2, 1, 3, 2]], options: { scale_factor: [1.5, 3] } },
    { name: 'a size', inputs: [[1, 2, 3, 4]], options: { size: [5, 7] } },
    { name: 'smaller', inputs: [[2, 2, 7, 5]], options: { size: [3, 4] } },
    { name: 'bilinear, twice as large', inputs: [[2, 2, 3, 4]], options: { scale_factor: 2, mode: 'bilinear' } },
    {
      name: 'bilinear, corners aligned',
      inputs: [[2, 2, 3, 4]],
      options: { size: [5, 6], mode: 'bilinear', align_corners: true },
    },
    {
      name: 'bilinear, a broken factor',
      inputs: [[1, 2, 4, 3]],
      options: { scale_factor: [1.3, 2.5], mode: 'bilinear' },
    },
    { name: 'bilinear, smaller', inputs: [[2, 1, 7, 6]], options: { size: [3, 4], mode: 'bilinear' } },
    {
      name: 'bilinear, corners aligned, smaller',
      inputs: [[2, 1, 7, 6]],
      options: { scale_factor: 0.5, mode: 'bilinear', align_corners: true },
    },
    {
      name: 'bilinear, one row to several',
      inputs: [[1, 2, 1, 2]],
      options: { size: [3, 1], mode: 'bilinear', align_corners: true },
    },
  ],
  rejects: [
    {
      name: 'neither size nor factor',
      inputs: [[1, 1, 2, 2]],
      options: {},
      option: 'size',
      message: 'give "size" or "scale_factor"',
    },
    {
      name: 'both',
      inputs: [[1, 1, 2, 2]],
      options: { size: 4, scale_factor: 2 },
      option: 'scale_factor',
      message: '"size" is given already',
    },
    {
      name: 'nothing left',
      inputs: [[1, 1, 2, 3]],
      options: { scale_factor: [0.4, 1] },
      option: 'scale_factor',
      message: 'nothing is left of the map: ⌊2·0.4⌋ = 0.',
    },
    {
      name: 'corners of the nearest',
      inputs: [[1, 1, 2, 2]],
      options: { scale_factor: 2, align_corners: true },
      option: 'align_corners',
      message: 'no corners to align',
    },
    {
      name: 'a factor below 0',
      inputs: [[1, 1, 2, 2]],
      options: { scale_factor: -2 },
      option: 'scale_factor',
      message: 'must be a number above 0',
    },
    { name: 'a vector', inputs: [[2, 10]], options: { size: 2 }, message: 'Upsample needs an input N×C×H×W' },
  ],
});
