import { defineLoss } from '../loss';
import { tensor, zeros, type Shape } from '../tensor';
import { lossTerm } from './shared/lossTerm';

export default defineLoss({
  type: 'Sum',
  doc: 'C is the sum of the output: for a network whose last layer is a loss already, or a sum of several (those of auxiliary heads, or a loss of several inputs such as TripletMarginLoss). It needs no target.',
  formula: { forward: 'C = Σ_i a_i', backward: '∂C/∂a_i = 1' },
  options: {},
  check: () => [],
  defaultTarget: () => tensor([], [0]),
  forward: ({ shape, data }) => ({ loss: data.reduce((sum, a) => sum + a, 0), saved: shape }),
  backward(shape: Shape) {
    const delta = zeros(shape);
    delta.data.fill(1);
    return delta;
  },
  terms: (index, { shape }) => lossTerm('sum', 1, index, shape, { value: 1, symbol: '1', note: 'C is the sum itself' }),
  torch: 'x.sum()',
  samples: [
    { name: 'a number', inputs: [[]], options: {}, target: tensor([], [0]) },
    { name: 'losses of samples', inputs: [[4]], options: {}, target: tensor([], [0]) },
    { name: 'maps', inputs: [[2, 3, 2, 4]], options: {}, target: tensor([], [0]) },
  ],
  rejects: [],
});
