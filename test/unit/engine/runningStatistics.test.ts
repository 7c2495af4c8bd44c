/** A step of gradient descent in training mode moves the running statistics as PyTorch's train mode does. */
import { expect, it } from 'vitest';
import { descend } from '../../../src/cli/step';
import { instantiate } from '../../../src/engine/instantiate';
import { planNetwork } from '../../../src/engine/network';
import { tensor } from '../../../src/engine/tensor';
import { passOver } from '../../../src/engine/trace';

function stepped(mode: 'train' | 'eval') {
  const layers = [{ name: 'bn', type: 'BatchNorm1d', settings: {} }];
  const loss = { type: 'MSELoss', settings: {} };
  const { network, problems } = planNetwork({ name: 'n', inputShape: [2, 2], layers, loss, mode, seed: 0 });
  expect(problems).toEqual([]);
  const { parameters } = instantiate(network);
  const input = tensor([2, 2], [1, -2, 3, 4]);
  return descend(passOver({ network, parameters, input, target: tensor([2, 2], [0, 1, 1, 0]) }), 0.1).parameters[0]!;
}

it('in training a tenth of the batch goes into them', () => {
  const { running_mean, running_var, num_batches_tracked } = stepped('train');
  // Means 2 and 1, variances over n − 1: ((1 − 2)² + (3 − 2)²)/1 = 2 and 18.
  expect(Array.from(running_mean!.data)).toEqual([0.2, 0.1]);
  expect(running_var!.data[0]).toBeCloseTo(0.9 + 0.1 * 2, 15);
  expect(running_var!.data[1]).toBeCloseTo(0.9 + 0.1 * 18, 15);
  expect(Array.from(num_batches_tracked!.data)).toEqual([1]);
});

it('outside training they stay', () => {
  const { running_mean, running_var } = stepped('eval');
  expect(Array.from(running_mean!.data)).toEqual([0, 0]);
  expect(Array.from(running_var!.data)).toEqual([1, 1]);
});
