import { sizeOf } from '../tensor';
import { defineDropping } from './shared/dropping';
import { keepMask } from './shared/dropMask';
import { notPlanes } from './shared/planes';

export default defineDropping({
  type: 'Dropout2d',
  doc: 'In training, drops whole maps with probability p and scales the others by 1/(1 − p); else it passes all. The mask follows from the seed and is the same in every pass of a run. Tompson et al., arXiv:1411.4280.',
  formula: {
    forward: 'z_{n,c} = m_{n,c} · a_{n,c}, m = 0 with probability p, else 1/(1 − p)',
    backward: '∂C/∂a_{n,c} = δ_{n,c} · m_{n,c}',
  },
  torch: 'F.dropout2d(x, p, training)',
  draw(shape, p, rng) {
    const cells = sizeOf(shape.slice(2));
    const maps = keepMask(shape[0]! * shape[1]!, p, rng);
    const scale = p === 1 ? 0 : 1 / (1 - p);
    return {
      slope: Float64Array.from({ length: sizeOf(shape) }, (_, flat) => maps[Math.floor(flat / cells)]! * scale),
    };
  },
  misfit(input) {
    const wrong = notPlanes('Dropout2d', input);
    return wrong?.problems[0];
  },
  samples: [
    { name: 'half of the maps', inputs: [[2, 5, 3, 2]], options: {} },
    { name: 'few of the maps', inputs: [[3, 4, 1, 2]], options: { p: 0.3 } },
    { name: 'outside training', inputs: [[2, 3, 2, 2]], options: { p: 0.7 }, training: false },
    { name: 'everything', inputs: [[2, 2, 1, 3]], options: { p: 1 } },
  ],
  rejects: [{ name: 'vectors', inputs: [[2, 3]], options: {}, message: 'Dropout2d needs an input N×C×H×W' }],
});
