/** Sizes with the numbers put in, as hovers and messages show them. */
import { expect, it } from 'vitest';
import { findLayer } from '../../src/engine/registry';
import { readAll, type Options } from './support/layerCase';

function fitOf(type: string, input: readonly number[], options: Options) {
  const layer = findLayer(type)!;
  const fit = layer.shape([input], readAll(type, layer.options, options));
  if (!fit.ok) throw new Error(fit.problems[0]?.message);
  return fit;
}

const conv = (input: readonly number[], options: Options) => fitOf('Conv2d', input, { out_channels: 2, ...options });

it.each([
  [[1, 1, 28, 28], { kernel_size: 5, padding: 2 }, ['⌊(28 + 2·2 − 5)/1⌋ + 1 = 28'], '28 + 5 − 1 − 2·2 = 28'],
  [[1, 6, 14, 14], { kernel_size: 5 }, ['⌊(14 + 0 − 5)/1⌋ + 1 = 10'], '10 + 5 − 1 = 14'],
  [
    [1, 1, 22, 22],
    { kernel_size: 3, stride: 2 },
    ['⌊(22 + 0 − 3)/2⌋ + 1 = 10'],
    '(10 − 1)·2 + 3 = 21, remainder 1 row and column',
  ],
  [
    [1, 1, 9, 7],
    { kernel_size: [2, 3], stride: [3, 2] },
    ['H: ⌊(9 + 0 − 2)/3⌋ + 1 = 3', 'W: ⌊(7 + 0 − 3)/2⌋ + 1 = 3'],
    'H: (3 − 1)·3 + 2 = 8, remainder 1 row; W: (3 − 1)·2 + 3 = 7',
  ],
  [[1, 1, 12, 12], { kernel_size: 3, dilation: 2 }, ['⌊(12 + 0 − 2·(3 − 1) − 1)/1⌋ + 1 = 8'], '8 + 2·(3 − 1) = 12'],
  [[1, 1, 6, 6], { kernel_size: 4, padding: 'same' }, ['⌊(6 + 1 + 2 − 4)/1⌋ + 1 = 6'], '6 + 4 − 1 − 1 − 2 = 6'],
])('Conv2d on %j with %j', (input, options, forward, backward) => {
  const fit = conv(input, options);
  expect(fit.arithmetic).toEqual(forward);
  expect(fit.backwardArithmetic).toBe(backward);
});

it.each([
  [
    [1, 1, 7, 7],
    { kernel_size: 2, ceil_mode: true },
    ['⌈(7 + 0 − 2)/2⌉ + 1 = 4'],
    '(4 − 1)·2 + 2 = 8, 1 beyond the edge',
  ],
  [
    [1, 1, 5, 5],
    { kernel_size: 2, stride: 3, padding: 1, ceil_mode: true },
    ['⌈(5 + 2·1 − 2)/3⌉ + 1 = 3, less 1 that would start beyond the input = 2'],
    '(2 − 1)·3 + 2 − 2·1 = 3, remainder 2 rows and columns',
  ],
])('MaxPool2d on %j with %j', (input, options, forward, backward) => {
  const fit = fitOf('MaxPool2d', input, options);
  expect(fit.arithmetic).toEqual(forward);
  expect(fit.backwardArithmetic).toBe(backward);
});

it('counts multiplications over the batch', () => {
  expect(conv([2, 6, 14, 14], { out_channels: 16, kernel_size: 5 }).multiplyAdds).toBe(2 * 16 * 10 * 10 * 6 * 25);
  expect(fitOf('Linear', [3, 7], { out_features: 4 }).multiplyAdds).toBe(84);
});

it('leaves an absent bias out', () => {
  expect(Object.keys(conv([1, 2, 3, 3], { kernel_size: 1, bias: false }).parameters)).toEqual(['weight']);
});

it('gives the extent of a dilated kernel as what sticks out', () => {
  const layer = findLayer('Conv2d')!;
  const options = readAll('Conv2d', layer.options, { out_channels: 1, kernel_size: [3, 1], dilation: 2 });
  const result = layer.shape([[1, 1, 4, 4]], options);
  expect(!result.ok && result.problems[0]?.misfit).toEqual({ kernel: [5, 1], input: [4, 4] });
});
