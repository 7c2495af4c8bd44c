import { side } from '../layers/shared/elementwise';
import { defineLoss } from '../loss';
import { int, number, optionalNumbers } from '../options';
import { formatShape, tensor, zeros, type Tensor } from '../tensor';
import { checkClassIndices, defaultClasses } from './shared/classes';
import { lossTerm } from './shared/lossTerm';
import { reduction, scaleOf } from './shared/reduction';

interface Options {
  readonly p: number;
  readonly margin: number;
  readonly weight: readonly number[] | undefined;
}

/** h = margin − a_y + a_k: how far class k lacks the margin; what is above 0 counts. */
function lacks({ data, shape }: Tensor, { data: y }: Tensor, { margin }: Options, sample: number): number[] {
  const classes = shape[1]!;
  const row = data.subarray(sample * classes, (sample + 1) * classes);
  const right = y[sample]!;
  return Array.from(row, (a, k) => (k === right ? 0 : margin - row[right]! + a));
}

/** ∂l/∂a of one sample: p h^(p−1) w_y/K for every other class that lacks the margin, and minus their sum for y. */
function slopes(output: Tensor, target: Tensor, o: Options, sample: number): number[] {
  const right = target.data[sample]!;
  const scale = (o.weight?.[right] ?? 1) / output.shape[1]!;
  const own = lacks(output, target, o, sample).map((h) => (h > 0 ? scale * o.p * h ** (o.p - 1) : 0));
  own[right] = -own.reduce((sum, value) => sum + value, 0);
  return own;
}

export default defineLoss({
  type: 'MultiMarginLoss',
  doc: 'The right class must beat every other by the margin; what lacks is the loss, averaged over the classes. With p = 2 it is squared.',
  formula: {
    forward: 'C = 1/N Σ_n w_{y_n}/K Σ_{k≠y_n} max(0, h_{n,k})^p, h_{n,k} = margin − a_{n,y_n} + a_{n,k}',
    backward:
      '∂C/∂a_{n,k} = w_{y_n}/(N K) · p h_{n,k}^(p−1) where h_{n,k} > 0, else 0; for k = y_n minus the sum of the others',
  },
  options: {
    p: int({ min: 1, max: 2, default: 1, doc: 'Power: 1 or 2.' }),
    margin: number({ default: 1, doc: 'What the right class must be ahead by.' }),
    weight: optionalNumbers({ doc: 'w, a number for each class that the loss of its samples is multiplied by.' }),
    reduction,
  },

  check(output, target, o) {
    if (output.length !== 2) {
      const message = `MultiMarginLoss needs an output N×classes, but the network's is ${formatShape(output)}.`;
      return [{ message }];
    }
    if (o.weight && o.weight.length !== output[1]) {
      return [{ message: `"weight" has ${o.weight.length} numbers, but there are ${output[1]} classes.` }];
    }
    return checkClassIndices(output, target);
  },

  defaultTarget: defaultClasses,

  forward(output, target, o) {
    const [samples, classes] = output.shape as [number, number];
    let sum = 0;
    for (let n = 0; n < samples; n++) {
      const scale = (o.weight?.[target.data[n]!] ?? 1) / classes;
      for (const h of lacks(output, target, o, n)) if (h > 0) sum += scale * h ** o.p;
    }
    return { loss: sum * scaleOf(o.reduction, samples), saved: { output, target, options: o } };
  },

  backward({ output, target }, o) {
    const delta = zeros(output.shape);
    const [samples, classes] = output.shape as [number, number];
    const scale = scaleOf(o.reduction, samples);
    for (let n = 0; n < samples; n++) {
      for (const [k, slope] of slopes(output, target, o, n).entries()) delta.data[n * classes + k] = slope * scale;
    }
    return delta;
  },

  branch: ({ output, target, options }) =>
    Int32Array.from(
      Array.from({ length: output.shape[0]! }, (_, n) => lacks(output, target, options, n).map(side)).flat(),
    ),

  terms(index, output, target, o) {
    const [n, k] = index as [number, number];
    const h = lacks(output, target, o, n)[k]!;
    const right = target.data[n] === k;
    const slope = slopes(output, target, o, n)[k]!;
    return lossTerm(o.reduction, output.shape[0]!, index, output.shape, {
      value: slope,
      symbol: '∂l/∂a',
      note: right
        ? 'the class that is wanted: minus what all others get'
        : h > 0
          ? 'this class is nearer than the margin'
          : `the class that is wanted is ahead by more than the margin: no gradient`,
    });
  },

  torch:
    'F.multi_margin_loss(x, target, p, margin, weight and torch.tensor(weight, dtype=torch.float64), reduction=reduction)',
  samples: [
    { name: 'mean over a batch', inputs: [[3, 5]], options: {}, target: tensor([3], [4, 0, 2]) },
    {
      name: 'squares, summed',
      inputs: [[2, 4]],
      options: { p: 2, margin: 0.5, reduction: 'sum' },
      target: tensor([2], [3, 1]),
    },
    {
      name: 'weights of classes',
      inputs: [[4, 3]],
      options: { weight: [0.5, 2, 1.25], margin: 1.5 },
      target: tensor([4], [2, 0, 1, 1]),
    },
    {
      name: 'whole numbers, some at the margin',
      inputs: [[6, 4]],
      options: {},
      target: tensor([6], [0, 1, 2, 3, 0, 1]),
      integers: true,
    },
  ],
  rejects: [
    {
      name: 'maps',
      output: [2, 3, 4],
      target: tensor([2], [0, 1]),
      options: {},
      message: "MultiMarginLoss needs an output N×classes, but the network's is 2×3×4.",
    },
    {
      name: 'no such class',
      output: [2, 3],
      target: tensor([2], [0, 3]),
      options: {},
      message: 'target[1] is 3, but there are 3 classes: 0 … 2.',
    },
    {
      name: 'another number of weights',
      output: [2, 3],
      target: tensor([2], [0, 1]),
      options: { weight: [1, 2] },
      message: '"weight" has 2 numbers, but there are 3 classes.',
    },
  ],
});
