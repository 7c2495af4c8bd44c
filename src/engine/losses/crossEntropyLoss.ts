import { defineLoss } from '../loss';
import { ravel, tensor, zeros, type Tensor } from '../tensor';
import {
  checkClassIndices,
  checkRank,
  classLayout,
  defaultClasses,
  forEachDecision,
  type ClassLayout,
} from './shared/classes';
import { lossTerm } from './shared/lossTerm';
import { reduction, scaleOf } from './shared/reduction';
import { checkSameShape } from './shared/sameShape';

export default defineLoss({
  type: 'CrossEntropyLoss',
  doc:
    'Softmax over the classes and the negative logarithm of the right one. The target holds class indices, or class probabilities of the output’s own shape. ' +
    'Computed as log Σ e^(z − max z) + max z − z_y, which does not overflow.',
  formula: { forward: 'C = −1/N Σ_n log softmax(z_n)_{y_n}', backward: '∂C/∂z_{n,k} = (softmax(z_n)_k − [k = y_n])/N' },
  options: { reduction },

  check(output, target) {
    const problems = checkRank('CrossEntropyLoss', output);
    if (problems.length > 0) return problems;
    return target.shape.length === output.length
      ? checkSameShape(output, target, [0, 1])
      : checkClassIndices(output, target, ', or class probabilities of its own shape');
  },

  defaultTarget: defaultClasses,

  forward(output, target, o) {
    const layout = classLayout(output.shape);
    const wanted = asProbabilities(target, output, layout);
    const softmax = zeros(output.shape);
    let loss = 0;
    forEachDecision(layout, (first) => (loss += decide(output, wanted, softmax, first, layout)));
    return { loss: loss * scaleOf(o.reduction, layout.count), saved: { softmax, wanted } };
  },

  backward({ softmax, wanted }, o) {
    const layout = classLayout(softmax.shape);
    const scale = scaleOf(o.reduction, layout.count);
    const delta = zeros(softmax.shape);
    forEachDecision(layout, (first) => {
      const mass = massOf(wanted, first, layout);
      for (let k = 0, at = first; k < layout.classes; k++, at += layout.places) {
        delta.data[at] = (softmax.data[at]! * mass - wanted.data[at]!) * scale;
      }
    });
    return delta;
  },

  terms(index, output, target, o) {
    const layout = classLayout(output.shape);
    const wanted = asProbabilities(target, output, layout);
    const softmax = zeros(output.shape);
    const flat = ravel(index, output.shape);
    const first = flat - index[1]! * layout.places;
    decide(output, wanted, softmax, first, layout);
    const mass = massOf(wanted, first, layout);
    return lossTerm(o.reduction, layout.count, index, output.shape, {
      value: softmax.data[flat]! * mass - wanted.data[flat]!,
      symbol: Math.abs(mass - 1) < 1e-9 ? '(s − y)' : '(s·Σy − y)',
      note: 's = softmax(z), the probability of the class, less the one that is wanted, y',
    });
  },

  torch: 'F.cross_entropy(x, target, reduction=reduction)',
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
  ],
  rejects: [
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

/** A target of class indices as one-hot rows; probabilities are taken as they are. */
function asProbabilities(target: Tensor, output: Tensor, layout: ClassLayout): Tensor {
  if (target.shape.length === output.shape.length) return target;
  const oneHot = zeros(output.shape);
  forEachDecision(layout, (first, decision) => {
    oneHot.data[first + target.data[decision]! * layout.places] = 1;
  });
  return oneHot;
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
