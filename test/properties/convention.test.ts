/**
 * Convolution and cross-correlation: the same network under both, the kernel flipped, has the same output and the same δ,
 * and a kernel gradient that is flipped.
 */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allLayers } from '../../src/engine/registry';
import { mersenneTwister } from '../../src/engine/rng';
import { sizeOf, type Tensor } from '../../src/engine/tensor';
import { passOver } from '../../src/engine/trace';
import { readDefinition } from '../../src/formats/read';
import { layerCase } from '../unit/support/layerCase';

/** Rotated by 180°: every axis but the two of channels runs backwards, so each kernel's entries do as a whole. */
function flipped({ shape, data }: Tensor): Tensor {
  const cells = sizeOf(shape.slice(2));
  return { shape, data: data.map((_, at) => data[Math.floor(at / cells) * cells + (cells - 1 - (at % cells))]!) };
}

const convolutions = allLayers().filter(({ options }) => 'operation' in options);

it('there are convolutions of one, two and three axes', () => {
  expect(convolutions.map(({ type }) => type)).toEqual(expect.arrayContaining(['Conv1d', 'Conv2d', 'Conv3d']));
});

describe.each(convolutions.map((layer) => [layer.type, layer] as const))('%s', (_type, layer) => {
  it.each(layer.samples.map((sample) => [sample.name, sample] as const))('%s', (_name, sample) => {
    const { inputs, parameters, options, delta } = layerCase(layer, sample);
    const context = { training: true, rng: mersenneTwister(0) };
    const other = options['operation'] === 'convolution' ? 'cross-correlation' : 'convolution';
    const rotated = { ...parameters, weight: flipped(parameters['weight']!) };
    const run = (own: typeof parameters, operation: unknown) => {
      const chosen = { ...options, operation };
      const { output, saved } = layer.forward(inputs, own, chosen, context);
      return { output, back: layer.backward(delta, saved, own, chosen) };
    };
    const [one, two] = [run(parameters, options['operation']), run(rotated, other)];
    expect(two.output).toEqual(one.output);
    near(two.back.inputs[0]!, one.back.inputs[0]!);
    near(flipped(two.back.parameters['weight']!), one.back.parameters['weight']!);
    if (one.back.parameters['bias']) near(two.back.parameters['bias']!, one.back.parameters['bias']);
  });
});

/** Sums taken in another order differ in their last bits. */
function near(actual: Tensor, expected: Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  for (const [at, value] of expected.data.entries()) expect(actual.data[at]).toBeCloseTo(value, 12);
}

describe('the pair of examples', () => {
  async function trace(name: string) {
    const path = resolve('examples', name);
    const reader = { read: (at: string) => readFile(at) };
    const { model } = await readDefinition({ path, text: readFileSync(path, 'utf8') }, reader);
    return passOver(model!);
  }

  it('has one loss, one δ, and kernel gradients that are each other rotated', async () => {
    const correlation = await trace('convention-correlation.net.json');
    const convolution = await trace('convention-convolution.net.json');
    // 1·1 + 2·2 + 3·0 − 1·1 = 4, 1·2 + 2·0 + 3·1 − 1·3 = 2, 1·0 + 2·1 + 3·2 − 1·1 = 7, 1·1 + 2·3 + 3·1 − 1·1 = 9
    expect(Array.from(correlation.layers[0]!.output.data)).toEqual([4, 2, 7, 9]);
    expect(convolution.layers[0]!.output).toEqual(correlation.layers[0]!.output);
    expect(convolution.loss!.value).toBe(correlation.loss!.value);
    expect(convolution.layers[0]!.delta).toEqual(correlation.layers[0]!.delta);
    const [one, two] = [correlation, convolution].map(({ layers }) => layers[0]!.back!.parameters['weight']!);
    expect(flipped(two!)).toEqual(one);
  });
});
