import { reduction } from '../losses/shared/reduction';
import { ints, number } from '../options';
import { defineComparing, signsProblem } from './shared/comparing';
import { side } from './shared/elementwise';

/** As PyTorch keeps lengths away from 0. */
const EPSILON = 1e-12;

const dot = (x: Float64Array, y: Float64Array): number => x.reduce((sum, value, k) => sum + value * y[k]!, 0);

function cosine([x, y]: readonly Float64Array[]) {
  const [ofX, ofY] = [dot(x!, x!) + EPSILON, dot(y!, y!) + EPSILON];
  const length = Math.sqrt(ofX * ofY);
  return { cos: dot(x!, y!) / length, length, ofX, ofY };
}

export default defineComparing({
  type: 'CosineEmbeddingLoss',
  doc: 'Reads two tensors: samples with target 1 are to point the same way, those with −1 apart by an angle whose cosine is at most the margin. It is a layer whose output is C: set "loss": "Sum".',
  formula: {
    forward: 'C = 1/N Σ_n (1 − cos_n where y_n = 1, else max(0, cos_n − margin)), cos = x·x′/(‖x‖ ‖x′‖)',
    backward: '∂C/∂x_n = −y_n/N · (x′/(‖x‖ ‖x′‖) − cos · x/‖x‖²), 0 where the max is',
  },
  options: {
    target: ints({ doc: 'y, 1 or −1 for each sample.' }),
    margin: number({ min: -1, max: 1, default: 0, doc: 'Cosine up to which samples are apart.' }),
    reduction,
  },
  arity: 2,
  samplesAre: 'rows',
  problem: (samples, { target }) => signsProblem(target, samples),
  value(rows, { target, margin }, n) {
    const { cos } = cosine(rows);
    return target[n] === 1 ? 1 - cos : Math.max(0, cos - margin);
  },
  slopes(rows, { target, margin }, n) {
    const [x, y] = rows as [Float64Array, Float64Array];
    const { cos, length, ofX, ofY } = cosine(rows);
    const sign = target[n] === 1 ? -1 : cos > margin ? 1 : 0;
    return [
      x.map((value, k) => sign * (y[k]! / length - (cos * value) / ofX)),
      y.map((value, k) => sign * (x[k]! / length - (cos * value) / ofY)),
    ];
  },
  piece: (rows, { target, margin }, n) => (target[n] === 1 ? 0 : side(cosine(rows).cos - margin)),
  torch: 'F.cosine_embedding_loss(x0, x1, torch.tensor(target), margin, reduction=reduction)',
  samples: [
    {
      name: 'alike and apart',
      inputs: [
        [4, 3],
        [4, 3],
      ],
      options: { target: [1, -1, 1, -1] },
    },
    {
      name: 'summed',
      inputs: [
        [2, 5],
        [2, 5],
      ],
      options: { target: [-1, 1], reduction: 'sum' },
    },
    {
      name: 'a margin',
      inputs: [
        [5, 2],
        [5, 2],
      ],
      options: { target: [-1, -1, -1, -1, 1], margin: 0.5 },
    },
    {
      name: 'a margin below 0',
      inputs: [
        [4, 2],
        [4, 2],
      ],
      options: { target: [-1, -1, -1, -1], margin: -0.5 },
    },
  ],
  rejects: [
    {
      name: 'a target that is no sign',
      inputs: [
        [2, 3],
        [2, 3],
      ],
      options: { target: [1, 0] },
      option: 'target',
      message: 'target[1] is 0, but must be 1 or −1.',
    },
    {
      name: 'too few targets',
      inputs: [
        [2, 3],
        [2, 3],
      ],
      options: { target: [1] },
      option: 'target',
      message: '1 targets do not go with 2 samples',
    },
  ],
});
