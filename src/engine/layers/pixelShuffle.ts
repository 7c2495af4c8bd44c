import { int } from '../options';
import { ravel } from '../tensor';
import { fault } from './shared/axes';
import { defineGather } from './shared/gather';
import { notPlanes } from './shared/planes';

export default defineGather({
  type: 'PixelShuffle',
  doc: 'Lays r² channels out as blocks of r×r cells of one map: sub-pixel convolution (Shi et al. 2016).',
  formula: {
    forward: 'a[c, x·r + p, y·r + q] = z[c·r² + p·r + q, x, y]',
    backward: '∂C/∂z[c·r² + p·r + q, x, y] = δ[c, x·r + p, y·r + q]',
  },
  options: { upscale_factor: int({ min: 1, doc: 'The factor r by which maps grow.' }) },
  torch: 'F.pixel_shuffle(x, upscale_factor)',
  plan([input], { upscale_factor: r }) {
    const problem = notPlanes('PixelShuffle', input!);
    if (problem) return problem;
    const [n, c, h, w] = input! as [number, number, number, number];
    const rest = c % (r * r);
    if (rest > 0)
      return fault(
        'upscale_factor',
        `blocks of ${r}·${r} = ${r * r} channels do not fill ${c}: ${c} = ${r * r}·${(c - rest) / (r * r)} + ${rest}.`,
      );
    return {
      output: [n, c / (r * r), h * r, w * r],
      arithmetic: [`C: ${c}/${r * r} = ${c / (r * r)}`, `H: ${h}·${r} = ${h * r}`, `W: ${w}·${r} = ${w * r}`],
      source: ([sample, channel, x, y]) =>
        ravel([sample!, (channel! * r + (x! % r)) * r + (y! % r), Math.floor(x! / r), Math.floor(y! / r)], input!),
    };
  },
  samples: [
    { name: 'four channels to one', inputs: [[2, 4, 2, 3]], options: { upscale_factor: 2 } },
    { name: 'eight to two', inputs: [[2, 8, 3, 2]], options: { upscale_factor: 2 } },
    { name: 'blocks of 3×3', inputs: [[1, 9, 2, 1]], options: { upscale_factor: 3 } },
    { name: 'eighteen to two', inputs: [[2, 18, 1, 2]], options: { upscale_factor: 3 } },
    { name: 'factor 1', inputs: [[2, 3, 2, 3]], options: { upscale_factor: 1 } },
    { name: 'a single row', inputs: [[3, 4, 1, 4]], options: { upscale_factor: 2 } },
  ],
  rejects: [
    {
      name: 'channels left over',
      inputs: [[1, 6, 2, 2]],
      options: { upscale_factor: 2 },
      option: 'upscale_factor',
      message: 'blocks of 2·2 = 4 channels do not fill 6: 6 = 4·1 + 2.',
    },
    {
      name: 'a vector',
      inputs: [[2, 8]],
      options: { upscale_factor: 2 },
      message: 'PixelShuffle needs an input N×C×H×W',
    },
  ],
});
