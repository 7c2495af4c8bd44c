import { describe, expect, it } from 'vitest';
import { readJsonTensors } from '../../../src/formats/tensors/jsonTensors';

const read = (text: string) => readJsonTensors(new TextEncoder().encode(text));

describe('tensors as JSON', () => {
  it('are named by their path; texts beside them are passed over', () => {
    const tensors = read('{"date": "today", "conv1": {"weight": [[1, 2], [3, 4]], "bias": [5]}, "loss": 0.5}');
    expect([...tensors.keys()]).toEqual(['conv1.weight', 'conv1.bias', 'loss']);
    expect(tensors.get('conv1.weight')).toEqual({ shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) });
    expect(tensors.get('loss')).toEqual({ shape: [], data: Float64Array.of(0.5) });
  });

  it('may hold what Python writes for numbers that JSON has not', () => {
    const tensor = read('{"NaN name": [NaN, -Infinity, Infinity]}').get('NaN name')!;
    expect([...tensor.data]).toEqual([NaN, -Infinity, Infinity]);
  });

  it.each([
    ['{"w": [[1, 2], [3]]}', 'w[1] has 1 entry where its first neighbour has 2.'],
    ['{"w": [1, "2"]}', 'w[1] must be a number, but is "2".'],
    ['{"w": [1, ', 'this is no JSON'],
    ['{}', 'there is no array of numbers in it.'],
  ])('%s says what is wrong', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
