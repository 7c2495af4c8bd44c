import { reduction } from '../losses/shared/reduction';
import { ints, number } from '../options';
import { defineComparing, signsProblem } from './shared/comparing';
import { side } from './shared/elementwise';

const lacks = ([x, y]: readonly Float64Array[], { target, margin }: Options, n: number): number =>
  margin - target[n]! * (x![0]! - y![0]!);

interface Options {
  readonly target: readonly number[];
  readonly margin: number;
}

export default defineComparing({
  type: 'MarginRankingLoss',
  doc: 'Reads two tensors of scores: with target 1 the first is to be larger by the margin, with −1 the second. It is a layer whose output is C: set "loss": "Sum".',
  formula: {
    forward: 'C = 1/N Σ_n max(0, margin − y_n (x_n − x′_n))',
    backward: '∂C/∂x_n = −y_n/N, ∂C/∂x′_n = y_n/N where the max is above 0',
  },
  options: {
    target: ints({ doc: 'y, 1 or −1 for each score, in the order of the entries.' }),
    margin: number({ default: 0, doc: 'How much larger the score must be.' }),
    reduction,
  },
  arity: 2,
  samplesAre: 'entries',
  problem: (samples, { target }) => signsProblem(target, samples),
  value: (rows, o, n) => Math.max(0, lacks(rows, o, n)),
  slopes(rows, o, n) {
    // At the margin itself PyTorch's clamp passes on the gradient.
    const slope = lacks(rows, o, n) >= 0 ? -o.target[n]! : 0;
    return [Float64Array.of(slope), Float64Array.of(-slope)];
  },
  piece: (rows, o, n) => side(lacks(rows, o, n)),
  torch: 'F.margin_ranking_loss(x0, x1, torch.tensor(target).reshape(x0.shape), margin, reduction=reduction)',
  samples: [
    { name: 'scores', inputs: [[4], [4]], options: { target: [1, -1, 1, -1] } },
    {
      name: 'a margin, summed',
      inputs: [
        [2, 1],
        [2, 1],
      ],
      options: { target: [-1, 1], margin: 1.5, reduction: 'sum' },
    },
    {
      name: 'scores of classes',
      inputs: [
        [2, 3],
        [2, 3],
      ],
      options: { target: [1, 1, -1, 1, -1, -1], margin: 0.5 },
    },
  ],
  rejects: [
    {
      name: 'scores of another shape',
      inputs: [
        [2, 3],
        [2, 1],
      ],
      options: { target: [1, 1] },
      message: 'MarginRankingLoss needs inputs of the same shape, but gets 2×3 and 2×1.',
    },
  ],
});
