/** NaN, ±∞, ties and zeros, where a plain formula would do something else than PyTorch. */
import { describe, expect, it } from 'vitest';
import { findLayer, findLoss } from '../../src/engine/registry';
import { mersenneTwister } from '../../src/engine/rng';
import { tensor, type Tensor } from '../../src/engine/tensor';
import { readAll, type Options } from './support/layerCase';

function pass(type: string, input: Tensor, raw: Options, delta: readonly number[]) {
  const layer = findLayer(type)!;
  const options = readAll(type, layer.options, raw);
  const { output, saved } = layer.forward([input], {}, options, { training: true, rng: mersenneTwister(0) });
  const back = layer.backward(tensor(output.shape, delta), saved, {}, options);
  const branch = layer.branch && Array.from(layer.branch(saved));
  return { output: Array.from(output.data), dx: Array.from(back.inputs[0]!.data), branch };
}

describe('MaxPool2d', () => {
  const pool = (cells: readonly number[]) =>
    pass('MaxPool2d', tensor([1, 1, 1, 4], cells), { kernel_size: [1, 4] }, [5]);

  it('pays the first of equals', () => expect(pool([1, 3, 3, 2]).dx).toEqual([0, 5, 0, 0]));
  it('lets NaN win, the last one', () =>
    expect(pool([1, NaN, NaN, 9])).toMatchObject({ output: [NaN], dx: [0, 0, 5, 0] }));
  it('takes the first cell where all are −∞', () => {
    expect(pool([-Infinity, -Infinity, -Infinity, -Infinity])).toMatchObject({ output: [-Infinity], dx: [5, 0, 0, 0] });
  });
  it('adds up δ where windows overlap', () => {
    const overlapping = pass('MaxPool2d', tensor([1, 1, 1, 3], [1, 2, 1]), { kernel_size: [1, 2], stride: 1 }, [5, 7]);
    expect(overlapping).toEqual({ output: [2, 2], dx: [0, 12, 0], branch: [1, 1] });
  });
});

describe('ReLU', () => {
  it('keeps NaN, has slope 0 at 0, and stops an infinite δ', () => {
    const relu = pass('ReLU', tensor([1, 5], [NaN, -1, 0, 2, -3]), {}, [1, 2, 3, 4, Infinity]);
    expect(relu).toEqual({ output: [NaN, 0, 0, 2, 0], dx: [1, 0, 0, 4, 0], branch: [0, -1, 0, 1, -1] });
  });
});

describe('Softmax', () => {
  it('does not overflow', () => {
    expect(pass('Softmax', tensor([1, 3], [1000, 1000, -1000]), {}, [1, 0, 0]).output).toEqual([0.5, 0.5, 0]);
  });
});

describe('Sigmoid', () => {
  it('saturates without NaN', () => {
    expect(pass('Sigmoid', tensor([1, 2], [-800, 800]), {}, [1, 1])).toMatchObject({ output: [0, 1], dx: [0, 0] });
  });
});

function lossOf(type: string, output: Tensor, target: Tensor) {
  const loss = findLoss(type)!;
  const options = readAll(type, loss.options, {});
  const { loss: value, saved } = loss.forward(output, target, options);
  return { value, delta: Array.from(loss.backward(saved, options).data) };
}

describe('losses', () => {
  it('CrossEntropyLoss of scores far apart is their difference', () => {
    const { value, delta } = lossOf('CrossEntropyLoss', tensor([1, 2], [2000, -1000]), tensor([1], [1]));
    expect([value, delta]).toEqual([3000, [1, -1]]);
  });
  it('CrossEntropyLoss allows a class of score −∞ that is not wanted', () => {
    expect(lossOf('CrossEntropyLoss', tensor([1, 2], [0, -Infinity]), tensor([1], [0])).value).toBe(0);
  });
  it('BCELoss of a certain and wrong output is 100, with a finite gradient', () => {
    expect(lossOf('BCELoss', tensor([1, 1], [0]), tensor([1, 1], [1]))).toEqual({ value: 100, delta: [-1e12] });
  });
  it('BCEWithLogitsLoss does not overflow', () => {
    expect(lossOf('BCEWithLogitsLoss', tensor([1, 1], [-1000]), tensor([1, 1], [1]))).toEqual({
      value: 1000,
      delta: [-1],
    });
  });
});
