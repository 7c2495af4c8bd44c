import { defineLoss } from '../loss';
import { tensor, zeros } from '../tensor';
import { checkClassIndices, checkRank, classLayout, defaultClasses, forEachDecision } from './shared/classes';
import { lossTerm } from './shared/lossTerm';
import { reduction, scaleOf } from './shared/reduction';

export default defineLoss({
  type: 'NLLLoss',
  doc: 'Minus the entry of the right class, which the layer before must have made a log-probability. After a LogSoftmax it is the cross-entropy.',
  formula: { forward: 'C = −1/N Σ_n a_{n,y_n}', backward: '∂C/∂a_{n,k} = −1/N for k = y_n, else 0' },
  options: { reduction },

  check(output, target) {
    const problems = checkRank('NLLLoss', output);
    return problems.length > 0 ? problems : checkClassIndices(output, target);
  },

  defaultTarget: defaultClasses,

  forward(output, target, o) {
    const layout = classLayout(output.shape);
    let sum = 0;
    forEachDecision(layout, (first, decision) => {
      sum -= output.data[first + target.data[decision]! * layout.places]!;
    });
    return { loss: sum * scaleOf(o.reduction, layout.count), saved: { shape: output.shape, target } };
  },

  backward({ shape, target }, o) {
    const layout = classLayout(shape);
    const delta = zeros(shape);
    const scale = scaleOf(o.reduction, layout.count);
    forEachDecision(layout, (first, decision) => {
      delta.data[first + target.data[decision]! * layout.places] = -scale;
    });
    return delta;
  },

  terms(index, output, target, o) {
    const layout = classLayout(output.shape);
    const place = index.slice(2).reduce((flat, at, axis) => flat * output.shape[axis + 2]! + at, 0);
    const wanted = target.data[index[0]! * layout.places + place] === index[1];
    return lossTerm(o.reduction, layout.count, index, output.shape, {
      value: wanted ? -1 : 0,
      symbol: '(−y)',
      note: wanted ? 'this is the class that is wanted' : 'this is not the class that is wanted, so its gradient is 0',
    });
  },

  torch: 'F.nll_loss(x, target, reduction=reduction)',
  samples: [
    { name: 'mean over a batch', inputs: [[3, 4]], options: {}, target: tensor([3], [3, 0, 1]), range: [-4, -0.1] },
    {
      name: 'sum over maps',
      inputs: [[2, 3, 1, 2]],
      options: { reduction: 'sum' },
      target: tensor([2, 1, 2], [2, 0, 1, 1]),
      range: [-4, -0.1],
    },
  ],
  rejects: [
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
