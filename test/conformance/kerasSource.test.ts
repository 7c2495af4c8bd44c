/** Keras source and the same model built in TensorFlow.js: the same layers, as many parameters, the same numbers. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Model } from '../../src/engine/model';
import { readDefinition } from '../../src/formats/read';
import { models } from './keras/models';
import { definitionOf, drawWeights, Layers, outputIn, theirOutput } from './keras/tensorflowjs';

const folder = 'test/fixtures/keras/source';
const reader = { read: () => Promise.reject(new Error('there is no such file')) };

const fromSource = (name: string, inputShape: readonly number[]) =>
  readDefinition({ path: `/k/${name}.py`, text: readFileSync(`${folder}/${name}.py`, 'utf8') }, reader, {
    inputShape,
    mode: 'eval',
    seed: 3,
  });

beforeAll(async () => void (await tf.setBackend('cpu')));

/** Of the largest. */
function worstDifference(ours: ArrayLike<number>, theirs: Float32Array): number {
  const largest = theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return theirs.reduce((most, value, at) => Math.max(most, Math.abs(value - ours[at]!)), 0) / largest;
}

/** The parameters of one model's layers, by their names, for those of another. */
function handedOver(from: Model, to: Model): Model {
  const given = new Map(from.network.layers.map(({ name }, at) => [name, from.parameters[at]!]));
  const parameters = to.network.layers.map(({ name }, at) =>
    Object.keys(to.parameters[at]!).length > 0 ? given.get(name)! : {},
  );
  return { ...to, parameters, input: from.input };
}

describe.each(Object.entries(models))('%s', (name, { input, build }) => {
  it('computes what TensorFlow.js computes, from its file and from source', async () => {
    const theirs = build(new Layers());
    drawWeights(theirs, 7);
    const saved = await definitionOf(theirs, input);
    expect(saved.problems).toEqual([]);
    const model = { ...saved.model!, input: { ...saved.model!.input, data: saved.model!.input.data.map(Math.fround) } };
    const expected = theirOutput(theirs, model.input);
    const output = outputIn(model);
    expect(output.data.length).toBe(expected.length);
    expect(worstDifference(output.data, expected)).toBeLessThan(1e-5);

    const source = await fromSource(name, input);
    expect(source.problems).toEqual([]);
    const trainable = theirs.trainableWeights.map(({ shape }) => shape.reduce<number>((size, n) => size * n!, 1));
    expect(source.summary!.parameterCount).toBe(trainable.reduce((sum, size) => sum + size, 0));
    const ofSource = outputIn(handedOver(model, source.model!));
    expect(ofSource.shape).toEqual(output.shape);
    expect(worstDifference(ofSource.data, expected)).toBeLessThan(1e-5);
  }, 60_000);
});
