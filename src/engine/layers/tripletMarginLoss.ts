import { reduction } from '../losses/shared/reduction';
import { bool, number } from '../options';
import { defineComparing } from './shared/comparing';
import { side } from './shared/elementwise';

interface Options {
  readonly margin: number;
  readonly p: number;
  readonly eps: number;
  readonly swap: boolean;
}

const minus = (x: Float64Array, y: Float64Array, eps: number): Float64Array => x.map((value, k) => value - y[k]! + eps);

const lengthOf = (d: Float64Array, p: number): number => d.reduce((sum, v) => sum + Math.abs(v) ** p, 0) ** (1 / p);

/** ∂‖d‖/∂d, 0 where d is. */
function direction(d: Float64Array, p: number): Float64Array {
  const length = lengthOf(d, p);
  return d.map((v) => (length === 0 ? 0 : side(v) * (Math.abs(v) / length) ** (p - 1)));
}

/** Distances, and whether the negative is taken from the positive (swap) and the sample counts at all. */
function distances([anchor, positive, negative]: readonly Float64Array[], { p, eps, swap, margin }: Options) {
  const near = lengthOf(minus(anchor!, positive!, eps), p);
  const far = lengthOf(minus(anchor!, negative!, eps), p);
  const other = swap ? lengthOf(minus(positive!, negative!, eps), p) : Infinity;
  const loss = near - Math.min(far, other) + margin;
  return { loss, swapped: other < far };
}

export default defineComparing({
  type: 'TripletMarginLoss',
  doc: 'Reads an anchor, a positive and a negative: the anchor must be nearer to the positive than to the negative by the margin. Balntas et al., BMVC 2016. It is a layer whose output is C: set "loss": "Sum".',
  formula: {
    forward: 'C = 1/N Σ_n max(0, d(a_n, p_n) − d(a_n, q_n) + margin), d(x, y) = ‖x − y + eps‖_p',
    backward:
      '∂C/∂p_n = −u/N, ∂C/∂q_n = v/N, ∂C/∂a_n = (u − v)/N with u = ∂d(a, p)/∂a, v = ∂d(a, q)/∂a, where the max is above 0',
  },
  options: {
    margin: number({ min: 0, default: 1, doc: 'How much nearer the positive must be.' }),
    p: number({ min: 1, default: 2, doc: 'Which norm measures distance.' }),
    eps: number({ default: 1e-6, doc: 'Added to every difference, as PyTorch does.' }),
    swap: bool({ default: false, doc: 'Take the distance of positive and negative where that is smaller.' }),
    reduction,
  },
  arity: 3,
  samplesAre: 'rows',
  value: (rows, o) => Math.max(0, distances(rows, o).loss),
  slopes(rows, o) {
    const [anchor, positive, negative] = rows as [Float64Array, Float64Array, Float64Array];
    const { loss, swapped } = distances(rows, o);
    if (!(loss > 0)) return rows.map((row) => row.map(() => 0));
    const u = direction(minus(anchor, positive, o.eps), o.p);
    const v = direction(minus(swapped ? positive : anchor, negative, o.eps), o.p);
    return [u.map((value, k) => value - (swapped ? 0 : v[k]!)), u.map((value, k) => -value - (swapped ? v[k]! : 0)), v];
  },
  piece(rows, o) {
    const { loss, swapped } = distances(rows, o);
    return 2 * side(loss) + (swapped ? 1 : 0);
  },
  torch: 'F.triplet_margin_loss(x0, x1, x2, margin, p, eps, swap, reduction=reduction)',
  samples: [
    {
      name: 'mean over a batch',
      inputs: [
        [4, 3],
        [4, 3],
        [4, 3],
      ],
      options: {},
    },
    {
      name: 'summed',
      inputs: [
        [2, 5],
        [2, 5],
        [2, 5],
      ],
      options: { reduction: 'sum', margin: 2 },
    },
    {
      name: 'absolute distances',
      inputs: [
        [3, 4],
        [3, 4],
        [3, 4],
      ],
      options: { p: 1, margin: 3 },
    },
    {
      name: 'swapped',
      inputs: [
        [6, 2],
        [6, 2],
        [6, 2],
      ],
      options: { swap: true },
    },
    {
      name: 'no margin',
      inputs: [
        [5, 3],
        [5, 3],
        [5, 3],
      ],
      options: { margin: 0 },
    },
  ],
  rejects: [
    {
      name: 'rows of another length',
      inputs: [
        [2, 3],
        [2, 3],
        [2, 4],
      ],
      options: {},
      message: 'TripletMarginLoss needs inputs N×D, all alike, but gets 2×3 and 2×3 and 2×4.',
    },
  ],
});
