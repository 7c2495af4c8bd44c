import { int } from '../options';
import { ravel } from '../tensor';
import { fault } from './shared/axes';
import { defineGather } from './shared/gather';
import { notPlanes } from './shared/planes';

export default defineGather({
  type: 'PixelUnshuffle',
  doc: 'Takes blocks of r×r cells apart into r² channels: the inverse of PixelShuffle.',
  formula: {
    forward: 'a[c·r² + p·r + q, x, y] = z[c, x·r + p, y·r + q]',
    backward: '∂C/∂z[c, x·r + p, y·r + q] = δ[c·r² + p·r + q, x, y]',
  },
  options: { downscale_factor: int({ min: 1, doc: 'The factor r by which maps shrink.' }) },
  torch: 'F.pixel_unshuffle(x, downscale_factor)',
  plan([input], { downscale_factor: r }) {
    const problem = notPlanes('PixelUnshuffle', input!);
    if (problem) return problem;
    const [n, c, h, w] = input! as [number, number, number, number];
    for (const [size, unit] of [
      [h, 'rows'],
      [w, 'columns'],
    ] as const) {
      const rest = size % r;
      if (rest > 0)
        return fault(
          'downscale_factor',
          `blocks of ${r}×${r} cells do not fill ${size} ${unit}: ${size} = ${r}·${(size - rest) / r} + ${rest}.`,
        );
    }
    return {
      output: [n, c * r * r, h / r, w / r],
      arithmetic: [`C: ${c}·${r * r} = ${c * r * r}`, `H: ${h}/${r} = ${h / r}`, `W: ${w}/${r} = ${w / r}`],
      source([sample, channel, x, y]) {
        const cell = channel! % (r * r);
        return ravel(
          [sample!, Math.floor(channel! / (r * r)), x! * r + Math.floor(cell / r), y! * r + (cell % r)],
          input!,
        );
      },
    };
  },
  samples: [
    { name: 'one map to four', inputs: [[2, 1, 4, 6]], options: { downscale_factor: 2 } },
    { name: 'two maps to eight', inputs: [[2, 2, 2, 4]], options: { downscale_factor: 2 } },
    { name: 'blocks of 3×3', inputs: [[1, 2, 3, 6]], options: { downscale_factor: 3 } },
    { name: 'a block per map', inputs: [[3, 2, 2, 2]], options: { downscale_factor: 2 } },
    { name: 'factor 1', inputs: [[2, 3, 2, 3]], options: { downscale_factor: 1 } },
    { name: 'three maps', inputs: [[1, 3, 4, 2]], options: { downscale_factor: 2 } },
  ],
  rejects: [
    {
      name: 'rows left over',
      inputs: [[1, 1, 5, 4]],
      options: { downscale_factor: 2 },
      option: 'downscale_factor',
      message: 'do not fill 5 rows: 5 = 2·2 + 1.',
    },
    {
      name: 'columns left over',
      inputs: [[1, 1, 3, 4]],
      options: { downscale_factor: 3 },
      option: 'downscale_factor',
      message: 'do not fill 4 columns: 4 = 3·1 + 1.',
    },
    {
      name: 'a vector',
      inputs: [[2, 8]],
      options: { downscale_factor: 2 },
      message: 'PixelUnshuffle needs an input N×C×H×W',
    },
  ],
});
