/** Dropout of whole maps, over one, two or three spatial axes. */
import type { Layer, Sample } from '../../layer';
import type { Dims } from '../../spatialOptions';
import { defineDropping } from './dropping';
import { keepMaps } from './dropMask';
import { notSpatial } from './spatial';

interface MapDropout {
  readonly type: string;
  readonly dims: Dims;
  readonly samples: readonly Sample[];
}

export const defineMapDropout = ({ type, dims, samples }: MapDropout): Layer =>
  defineDropping({
    type,
    doc: 'In training, drops whole maps with probability p and scales the others by 1/(1 − p); else it passes all. The mask follows from the seed and is the same in every pass of a run. Tompson et al., arXiv:1411.4280.',
    formula: {
      forward: 'z_{n,c} = m_{n,c} · a_{n,c}, m = 0 with probability p, else 1/(1 − p)',
      backward: '∂C/∂a_{n,c} = δ_{n,c} · m_{n,c}',
    },
    torch: `F.dropout${dims}d(x, p, training)`,
    draw(shape, p, rng) {
      const scale = p === 1 ? 0 : 1 / (1 - p);
      return { slope: keepMaps(shape, p, rng).map((kept) => kept * scale) };
    },
    misfit: (input) => notSpatial(type, dims, input)?.problems[0],
    samples,
    rejects: [{ name: 'vectors', inputs: [[2, 3]], options: {}, message: `${type} needs an input N×C×` }],
  });
