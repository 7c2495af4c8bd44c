import { defineLoss } from '../loss';
import { ravel, tensor, zeros } from '../tensor';
import { checkRank, defaultClasses } from './shared/classes';
import { lossTerm } from './shared/lossTerm';
import { scaleOf } from './shared/reduction';
import { checkClassWeights, checkIndices, classOptions, wantedByIndex } from './shared/wantedClasses';

export default defineLoss({
  type: 'NLLLoss',
  doc: 'Minus the entry of the right class, which the layer before must have made a log-probability. After a LogSoftmax it is the cross-entropy.',
  formula: {
    forward: 'C = −1/N Σ_n w_{y_n} a_{n,y_n}, N = Σ_n w_{y_n}',
    backward: '∂C/∂a_{n,k} = −w_k/N for k = y_n, else 0',
  },
  options: classOptions,

  check(output, target, o) {
    const problems = checkRank('NLLLoss', output);
    if (problems.length > 0) return problems;
    const weights = checkClassWeights(output, o);
    return weights.length > 0 ? weights : checkIndices(output, target, o);
  },

  defaultTarget: defaultClasses,

  forward(output, target, o) {
    const { wanted, divisor } = wantedByIndex(target, output.shape, o);
    const scale = scaleOf(o.reduction, divisor);
    // What is not wanted is not read, were it −∞.
    const sum = output.data.reduce((all, a, at) => (wanted.data[at] === 0 ? all : all - wanted.data[at]! * a), 0);
    return { loss: sum * scale, saved: { wanted, scale } };
  },

  backward({ wanted, scale }) {
    const delta = zeros(wanted.shape);
    for (let at = 0; at < delta.data.length; at++)
      if (wanted.data[at] !== 0) delta.data[at] = -wanted.data[at]! * scale;
    return delta;
  },

  carried(output, target, o) {
    const { wanted, divisor } = wantedByIndex(target, output.shape, o);
    const scale = scaleOf(o.reduction, divisor);
    return { by: (flat, by) => -wanted.data[flat]! * scale * by, steepest: () => 0 };
  },

  terms(index, output, target, o) {
    const { wanted, divisor } = wantedByIndex(target, output.shape, o);
    const own = wanted.data[ravel(index, output.shape)]!;
    return lossTerm(o.reduction, divisor, index, output.shape, {
      value: own === 0 ? 0 : -own,
      symbol: o.weight ? '(−w y)' : '(−y)',
      note: own ? 'this is the class that is wanted' : 'this is not the class that is wanted, so its gradient is 0',
    });
  },

  torch:
    'F.nll_loss(x, target, weight and torch.tensor(weight, dtype=torch.float64), ignore_index=ignore_index, reduction=reduction)',
  samples: [
    { name: 'mean over a batch', inputs: [[3, 4]], options: {}, target: tensor([3], [3, 0, 1]), range: [-4, -0.1] },
    {
      name: 'sum over maps',
      inputs: [[2, 3, 1, 2]],
      options: { reduction: 'sum' },
      target: tensor([2, 1, 2], [2, 0, 1, 1]),
      range: [-4, -0.1],
    },
    {
      name: 'weights, and samples that are ignored',
      inputs: [[4, 3]],
      options: { weight: [0.5, 2, 1.25] },
      target: tensor([4], [2, -100, 0, 1]),
      range: [-4, -0.1],
    },
    {
      name: 'weights, and cells that are ignored',
      inputs: [[2, 3, 2, 2]],
      options: { weight: [0.5, 2, 1.25], ignore_index: 1 },
      target: tensor([2, 2, 2], [0, 1, 2, 2, 1, 2, 0, 1]),
      range: [-4, -0.1],
    },
  ],
  rejects: [
    {
      name: 'weights that leave nothing',
      output: [2, 3],
      target: tensor([2], [0, 0]),
      options: { weight: [0, 1, 1] },
      message: 'The weights of the targets add up to 0',
    },
    {
      name: 'another number of weights',
      output: [2, 3],
      target: tensor([2], [0, 1]),
      options: { weight: [1, 2, 3, 4] },
      message: '"weight" has 4 numbers, but there are 3 classes.',
    },
    {
      name: 'no such class',
      output: [2, 3],
      target: tensor([2], [0, 3]),
      options: {},
      message: 'target[1] is 3, but there are 3 classes: 0 … 2.',
    },
    {
      name: 'a target of another shape',
      output: [2, 3],
      target: tensor([2, 3], [0, 0, 1, 0, 1, 0]),
      options: {},
      message: 'The target has shape 2×3, but the output 2×3 needs class indices of shape 2.',
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
