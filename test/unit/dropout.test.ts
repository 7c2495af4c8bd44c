/** Dropout layers in training, against their definition. That the masks are PyTorch's is a matter of conformance. */
import { describe, expect, it } from 'vitest';
import { findLayer } from '../../src/engine/registry';
import { mersenneTwister } from '../../src/engine/rng';
import { tensor, type Shape, type Tensor } from '../../src/engine/tensor';

const ones = (shape: Shape): Tensor => {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return tensor(shape, new Float64Array(size).fill(1));
};

function drop(type: string, input: Tensor, p: number, seed = 5) {
  const layer = findLayer(type)!;
  const { output, saved } = layer.forward([input], {}, { p }, { training: true, rng: mersenneTwister(seed) });
  const back = layer.backward(ones(input.shape), saved, {}, { p });
  return { output: output.data, dx: back.inputs[0]!.data };
}

const meanOf = (data: Float64Array): number => data.reduce((sum, value) => sum + value, 0) / data.length;

describe('Dropout', () => {
  const { output, dx } = drop('Dropout', ones([20, 500]), 0.2);
  it('keeps a share of 1 − p, and scales it by 1/(1 − p)', () => {
    expect(new Set(output)).toEqual(new Set([0, 1.25]));
    expect(meanOf(output)).toBeCloseTo(1, 1);
  });
  it('drops the same on the way back', () => expect(dx).toEqual(output));
  it('draws the same from the same seed, and something else from another', () => {
    expect(drop('Dropout', ones([20, 500]), 0.2).output).toEqual(output);
    expect(drop('Dropout', ones([20, 500]), 0.2, 6).output).not.toEqual(output);
  });
  it('drops NaN too', () => {
    const { output: dropped } = drop('Dropout', tensor([1, 64], new Float64Array(64).fill(NaN)), 0.5);
    expect(dropped.some((value) => value === 0)).toBe(true);
  });
});

it('Dropout2d drops whole maps', () => {
  const { output, dx } = drop('Dropout2d', ones([4, 25, 2, 3]), 0.5);
  const maps = Array.from({ length: 100 }, (_, map) => new Set(output.subarray(map * 6, map * 6 + 6)));
  expect(maps.every((values) => values.size === 1)).toBe(true);
  expect(new Set(output)).toEqual(new Set([0, 2]));
  expect(dx).toEqual(output);
});

it('AlphaDropout keeps mean 0 and variance 1', () => {
  const alternating = tensor(
    [10, 2000],
    new Float64Array(20000).map((_, at) => (at % 2 === 0 ? 1 : -1)),
  );
  const { output, dx } = drop('AlphaDropout', alternating, 0.3);
  const mean = meanOf(output);
  expect(mean).toBeCloseTo(0, 1);
  expect(meanOf(output.map((value) => (value - mean) ** 2))).toBeCloseTo(1, 1);
  const dropped = [...dx.keys()].filter((at) => dx[at] === 0);
  expect(new Set(dropped.map((at) => output[at])).size).toBe(1);
  expect(dropped.length / dx.length).toBeCloseTo(0.3, 1);
});
