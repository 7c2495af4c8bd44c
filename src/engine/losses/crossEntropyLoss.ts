import { defineLoss } from '../loss';
import { number } from '../options';
import { ravel, tensor, zeros, type Shape, type Tensor } from '../tensor';
import { checkRank, classLayout, defaultClasses, forEachDecision, type ClassLayout } from './shared/classes';
import { lossTerm } from './shared/lossTerm';
import { scaleOf } from './shared/reduction';
import { checkSameShape } from './shared/sameShape';
import {
  checkClassWeights,
  checkIndices,
  classOptions,
  wantedByIndex,
  wantedByProbability,
  type ClassOptions,
  type Wanted,
} from './shared/wantedClasses';

export default defineLoss({
  type: 'CrossEntropyLoss',
  doc:
    'Softmax over the classes and the negative logarithm of the right one. The target holds class indices, or class probabilities of the output’s own shape. ' +
    'Computed as log Σ e^(z − max z) + max z − z_y, which does not overflow.',
  formula: {
    forward:
      'C = −1/N Σ_n log softmax(z_n)_{y_n}; in general −1/N Σ_n Σ_k w_k y_{n,k} log softmax(z_n)_k, N = Σ_n w_{y_n}',
    backward:
      '∂C/∂z_{n,k} = (softmax(z_n)_k − [k = y_n])/N; in general (softmax(z_n)_k Σ_j w_j y_{n,j} − w_k y_{n,k})/N',
  },
  options: {
    ...classOptions,
    label_smoothing: number({
      min: 0,
      max: 1,
      default: 0,
      doc: 'ε: this share of every target is spread over all classes evenly.',
    }),
  },

  check(output, target, o) {
    const problems = checkRank('CrossEntropyLoss', output);
    if (problems.length > 0) return problems;
    const weights = checkClassWeights(output, o);
    if (weights.length > 0) return weights;
    if (target.shape.length !== output.length) {
      return checkIndices(output, target, o, ', or class probabilities of its own shape');
    }
    if (o.ignore_index >= 0) {
      return [
        { message: `"ignore_index" ${o.ignore_index} is for class indices, but the target holds probabilities.` },
      ];
    }
    return checkSameShape(output, target, [0, 1]);
  },

  defaultTarget: defaultClasses,

  forward(output, target, o) {
    const layout = classLayout(output.shape);
    const { wanted, divisor } = wantedOf(target, output.shape, o);
    const softmax = zeros(output.shape);
    let loss = 0;
    forEachDecision(layout, (first) => (loss += decide(output, wanted, softmax, first, layout)));
    const scale = scaleOf(o.reduction, divisor);
    return { loss: loss * scale, saved: { softmax, wanted, scale } };
  },

  backward({ softmax, wanted, scale }) {
    const layout = classLayout(softmax.shape);
    const delta = zeros(softmax.shape);
    forEachDecision(layout, (first) => {
      const mass = massOf(wanted, first, layout);
      for (let k = 0, at = first; k < layout.classes; k++, at += layout.places) {
        delta.data[at] = (softmax.data[at]! * mass - wanted.data[at]!) * scale;
      }
    });
    return delta;
  },

  /** log Σ e^z grows by log(1 + s_k(e^Δ − 1)), which near s_k = 1 is Δ + log(1 + (1 − s_k)(e^(−Δ) − 1)); y_k z_k by y_k Δ. */
  carried(output, target, o) {
    const layout = classLayout(output.shape);
    const { wanted, divisor } = wantedOf(target, output.shape, o);
    const softmax = zeros(output.shape);
    forEachDecision(layout, (first) => decide(output, wanted, softmax, first, layout));
    const scale = scaleOf(o.reduction, divisor);
    const { classes, places } = layout;
    const firstOf = (flat: number): number => flat - (Math.floor(flat / places) % classes) * places;
    return {
      by(flat, by) {
        const [s, y] = [softmax.data[flat]!, wanted.data[flat]!];
        const mass = massOf(wanted, firstOf(flat), layout);
        if (s < 0.5) return scale * (mass * Math.log1p(s * Math.expm1(by)) - y * by);
        let others = 0;
        for (let k = 0, at = firstOf(flat); k < classes; k++, at += places)
          if (at !== flat) others += softmax.data[at]!;
        return scale * (mass * Math.log1p(others * Math.expm1(-by)) + (mass - y) * by);
      },
      steepest: (flat) =>
        Math.abs(scale) *
        (softmax.data[flat]! * Math.abs(massOf(wanted, firstOf(flat), layout)) + Math.abs(wanted.data[flat]!)),
    };
  },

  terms(index, output, target, o) {
    const layout = classLayout(output.shape);
    const { wanted, divisor } = wantedOf(target, output.shape, o);
    const softmax = zeros(output.shape);
    const flat = ravel(index, output.shape);
    const first = flat - index[1]! * layout.places;
    decide(output, wanted, softmax, first, layout);
    const mass = massOf(wanted, first, layout);
    return lossTerm(o.reduction, divisor, index, output.shape, {
      value: softmax.data[flat]! * mass - wanted.data[flat]!,
      symbol: Math.abs(mass - 1) < 1e-9 ? '(s − y)' : '(s·Σy − y)',
      note: mass === 0 ? 'this target is ignored' : noteOf(o),
    });
  },

  torch:
    'F.cross_entropy(x, target, weight and torch.tensor(weight, dtype=torch.float64), ' +
    'ignore_index=ignore_index, reduction=reduction, label_smoothing=label_smoothing)',
  samples: [
    { name: 'class indices', inputs: [[3, 5]], options: {}, target: tensor([3], [4, 0, 2]) },
    { name: 'a sum, one sample', inputs: [[1, 4]], options: { reduction: 'sum' }, target: tensor([1], [3]) },
    { name: 'large scores', inputs: [[2, 3]], options: {}, target: tensor([2], [1, 0]), range: [-900, 900] },
    {
      name: 'a class for each cell',
      inputs: [[2, 3, 2, 2]],
      options: {},
      target: tensor([2, 2, 2], [0, 1, 2, 1, 2, 2, 0, 1]),
    },
    {
      name: 'class probabilities',
      inputs: [[2, 3]],
      options: {},
      target: tensor([2, 3], [0.2, 0.5, 0.3, 1, 0, 0]),
    },
    {
      name: 'probabilities that do not add up to 1, summed, for each cell',
      inputs: [[1, 2, 3]],
      options: { reduction: 'sum' },
      target: tensor([1, 2, 3], [0.2, 0.5, 0.3, 0.25, 0.5, 1]),
    },
    {
      name: 'a smoothed target',
      inputs: [[3, 4]],
      options: { label_smoothing: 0.2 },
      target: tensor([3], [3, 0, 1]),
    },
    {
      name: 'weights of classes',
      inputs: [[4, 3]],
      options: { weight: [0.5, 2, 1.25] },
      target: tensor([4], [2, 0, 1, 1]),
    },
    {
      name: 'weights, smoothing and ignored cells',
      inputs: [[2, 3, 2, 2]],
      options: { weight: [0.5, 2, 1.25], label_smoothing: 0.1, ignore_index: 1 },
      target: tensor([2, 2, 2], [0, 1, 2, 2, 1, 2, 0, 1]),
    },
    {
      name: 'ignored samples, summed',
      inputs: [[3, 4]],
      options: { reduction: 'sum', label_smoothing: 0.3, weight: [1, 2, 3, 0.5] },
      target: tensor([3], [-100, 2, 3]),
    },
    {
      name: 'weights and smoothing of probabilities',
      inputs: [[2, 3, 2]],
      options: { weight: [0.5, 2, 1.25], label_smoothing: 0.1 },
      target: tensor([2, 3, 2], [0.2, 1, 0.5, 0, 0.3, 0, 0.1, 0.6, 0.1, 0.4, 0.8, 0]),
    },
  ],
  rejects: [
    {
      name: 'another number of weights',
      output: [2, 3],
      target: tensor([2], [0, 1]),
      options: { weight: [1, 2] },
      message: '"weight" has 2 numbers, but there are 3 classes.',
    },
    {
      name: 'nothing but ignored targets',
      output: [2, 3],
      target: tensor([2], [-100, -100]),
      options: {},
      message: 'Every target is −100, the index that is ignored: the mean is over nothing.',
    },
    {
      name: 'probabilities and an index to ignore',
      output: [1, 2],
      target: tensor([1, 2], [0.5, 0.5]),
      options: { ignore_index: 0 },
      message: '"ignore_index" 0 is for class indices',
    },
    {
      name: 'no such class',
      output: [2, 10],
      target: tensor([2], [3, 10]),
      options: {},
      message: 'target[1] is 10, but there are 10 classes: 0 … 9.',
    },
    { name: 'half a class', output: [1, 2], target: tensor([1], [0.5]), options: {}, message: 'target[0] is 0.5' },
    {
      name: 'too many targets',
      output: [2, 10],
      target: tensor([3], [0, 1, 2]),
      options: {},
      message: 'The target has shape 3, but the output 2×10 needs class indices of shape 2, or class probabilities',
    },
    {
      name: 'a probability above 1',
      output: [1, 2],
      target: tensor([1, 2], [0.5, 1.5]),
      options: {},
      message: 'target[0,1] is 1.5, but must lie in 0 … 1.',
    },
    {
      name: 'no classes',
      output: [4],
      target: tensor([4], [0, 0, 0, 0]),
      options: {},
      message: 'needs an output N×classes',
    },
  ],
});

type Options = ClassOptions & { readonly label_smoothing: number };

const wantedOf = (target: Tensor, output: Shape, o: Options): Wanted =>
  target.shape.length === output.length
    ? wantedByProbability(target, output, o, o.label_smoothing)
    : wantedByIndex(target, output, o, o.label_smoothing);

function noteOf({ weight, label_smoothing }: Options): string {
  const plain = 's = softmax(z), the probability of the class, less the one that is wanted, y';
  const changes = [...(label_smoothing > 0 ? ['smoothed'] : []), ...(weight ? ['times the weight of its class'] : [])];
  return changes.length > 0 ? `${plain}: ${changes.join(', ')}` : plain;
}

/** Fills in the softmax of one decision and returns its loss Σ_k y_k (log Σ_j e^{z_j} − z_k). */
function decide(
  { data: z }: Tensor,
  { data: wanted }: Tensor,
  { data: softmax }: Tensor,
  first: number,
  { classes, places }: ClassLayout,
): number {
  const end = first + classes * places;
  let top = first;
  for (let at = first; at < end; at += places) if (z[at]! > z[top]!) top = at;
  const largest = z[top]!;
  // e^0 of the largest is 1: log1p of the others keeps every digit of a loss near 0.
  let others = 0;
  for (let at = first; at < end; at += places) {
    softmax[at] = Math.exp(z[at]! - largest);
    if (at !== top) others += softmax[at]!;
  }
  const sum = 1 + others;
  const logSum = Math.log1p(others);
  let loss = 0;
  for (let at = first; at < end; at += places) {
    softmax[at]! /= sum;
    if (wanted[at] !== 0) loss += wanted[at]! * (logSum - (z[at]! - largest));
  }
  return loss;
}

/** Σ_k y_k: 1 for class indices. */
function massOf({ data }: Tensor, first: number, { classes, places }: ClassLayout): number {
  let mass = 0;
  for (let k = 0; k < classes; k++) mass += data[first + k * places]!;
  return mass;
}
