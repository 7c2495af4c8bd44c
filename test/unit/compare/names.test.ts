/** Names as people write them find the tensor they mean, and no other. */
import { describe, expect, it } from 'vitest';
import { matchNames, partsOf, type OwnName } from '../../../src/engine/compare/names';

const lenet: OwnName[] = [
  { role: 'input', layer: '' },
  { role: 'output', layer: 'conv1' },
  { role: 'delta', layer: 'conv1' },
  { role: 'weight', layer: 'conv1', parameter: 'weight' },
  { role: 'bias', layer: 'conv1', parameter: 'bias' },
  { role: 'weight', layer: 'conv2', parameter: 'weight' },
  { role: 'bias', layer: 'conv2', parameter: 'bias' },
  { role: 'weight', layer: 'fc1', parameter: 'weight' },
  { role: 'bias', layer: 'fc1', parameter: 'bias' },
  { role: 'loss', layer: '' },
];
const keyOf = ({ layer, role }: OwnName): string => (layer ? `${layer}.${role}` : role);
const matched = (given: string[], fits = () => true): { [given: string]: string } =>
  Object.fromEntries(matchNames(lenet, given, fits).map(({ own, given: name }) => [name, keyOf(lenet[own]!)]));

describe('a name in a dump', () => {
  it('is taken apart into role and layer', () => {
    expect(partsOf('dW1')).toEqual({ role: 'weight', layer: ['1'], parameter: undefined });
    expect(partsOf('grads/conv2d_1/kernel:0')).toEqual({
      role: 'weight',
      layer: ['conv2d', '1'],
      parameter: undefined,
    });
    expect(partsOf('input.grad').role).toBe('input');
    expect(partsOf('conv1.output').role).toBe('output');
    expect(partsOf('conv1.output.grad').role).toBe('delta');
  });

  it.each([
    ['conv1.weight.grad', 'conv1.weight'],
    ['conv1.weight', 'conv1.weight'],
    ['model.features.conv1.weight', 'conv1.weight'],
    ['grad_conv1_bias', 'conv1.bias'],
    ['conv1/kernel:0', 'conv1.weight'],
    ['dconv1_W', 'conv1.weight'],
    ['fc1_dW', 'fc1.weight'],
    ['db_conv2', 'conv2.bias'],
    ['conv1.delta', 'conv1.delta'],
    ['delta_conv1', 'conv1.delta'],
    ['conv1.output', 'conv1.output'],
    ['input.grad', 'input'],
    ['dx', 'input'],
    ['loss', 'loss'],
    ['conv3.weight', undefined],
  ])('%s means %s', (given, own) => {
    expect(matched([given], () => false)[given]).toBe(own);
  });

  it('with a number alone is counted, from 0 or from 1', () => {
    const counted = { dW1: 'conv1.weight', db1: 'conv1.bias', dW2: 'conv2.weight', dW3: 'fc1.weight' };
    expect(matched(['dW1', 'db1', 'dW2', 'dW3'])).toEqual(counted);
    expect(matched(['dW0', 'dW1'])).toEqual({ dW0: 'conv1.weight', dW1: 'conv2.weight' });
  });

  it('that says nothing goes by its shape, where only one tensor has it', () => {
    const fits = (own: number, given: string): boolean => given === 'mystery' && own === 7;
    expect(matchNames(lenet, ['mystery'], fits)).toEqual([{ own: 7, given: 'mystery', how: 'shape' }]);
    expect(matched(['mystery'], () => true)).toEqual({});
  });

  it('is used once: the better name wins', () => {
    expect(matched(['backbone.conv1.weight', 'conv1.weight'], () => false)).toEqual({ 'conv1.weight': 'conv1.weight' });
  });
});
