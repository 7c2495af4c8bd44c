/** Each property sees a fault that is planted in one layer, and shrinks to a small network with that layer in it. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Layer } from '../../src/engine/layer';
import { allLayers } from '../../src/engine/registry';
import { passOver } from '../../src/engine/trace';
import { readDefinition } from '../../src/formats/read';
import { modelOf, textOf, writeDefinition } from './support/definition';
import { findBreach, type Breach } from './support/everyNetwork';
import { gradients } from './support/gradcheck';
import * as properties from './support/networkProperties';
import type { Property } from './support/networkProperties';
import { grow, networkGene } from './support/randomNetwork';

const NETWORKS = 500;
const SEED = 3;

const withFault = (type: string, change: (layer: Layer) => Partial<Layer>): Layer[] =>
  allLayers().map((layer) => (layer.type === type ? { ...layer, ...change(layer) } : layer));

/** The fault is found, said to be where it is, and the network is no larger than it needs to be. */
function foundIn(type: string, breach: Breach | undefined, most: number): Breach {
  expect(breach, 'the fault is found').toBeDefined();
  expect(breach!.definition.layers.map((layer) => layer.type)).toContain(type);
  expect(breach!.definition.layers.length).toBeLessThanOrEqual(most);
  return breach!;
}

const search = (property: Property, layers: readonly Layer[], samplewise = false): Breach | undefined =>
  findBreach(property, {
    networks: NETWORKS,
    seed: SEED,
    layers,
    among: (gene) => (samplewise ? { ...gene, samplewise } : gene),
  });

describe('what is planted is found', () => {
  it('a backward pass with a slope of its own', () => {
    const layers = withFault('Tanh', ({ backward }) => ({
      backward(delta, saved, parameters, options) {
        const back = backward(delta, saved, parameters, options);
        return {
          ...back,
          inputs: back.inputs.map(({ shape, data }) => ({ shape, data: data.map((value) => value * 1.001) })),
        };
      },
    }));
    const breach = foundIn('Tanh', search(gradients, layers), 4);
    expect(breach.finding).toMatch(/^tanh\d+: dx is wrong/);
  });

  it('a bias gradient that is averaged over the batch', () => {
    const layers = withFault('Conv2d', ({ backward }) => ({
      backward(delta, saved, parameters, options) {
        const back = backward(delta, saved, parameters, options);
        const { bias } = back.parameters;
        const mean = bias && { bias: { shape: bias.shape, data: bias.data.map((value) => value / delta.shape[0]!) } };
        return { ...back, parameters: { ...back.parameters, ...mean } };
      },
    }));
    const breach = foundIn('Conv2d', search(gradients, layers), 8);
    expect(breach.finding).toMatch(/^conv2d\d+: bias is wrong/);
  });

  it('another shape than was planned', () => {
    const layers = withFault('ReLU', ({ forward }) => ({
      forward(...given) {
        const { output, saved } = forward(...given);
        return { output: { shape: [...output.shape].reverse(), data: output.data }, saved };
      },
    }));
    const breach = foundIn('ReLU', search(properties.shapes, layers), 4);
    expect(breach.finding).toMatch(/^relu\d+: the output is planned as .* but is/);
  });

  it('an input that is overwritten', () => {
    const layers = withFault('ReLU', ({ forward }) => ({
      forward(inputs, ...rest) {
        const result = forward(inputs, ...rest);
        inputs[0]!.data.set(result.output.data);
        return result;
      },
    }));
    const breach = foundIn('ReLU', search(properties.unmodified, layers), 4);
    expect(breach.finding).toMatch(/^forward of relu\d+ changes tensor 0/);
  });

  it('a δ that is overwritten', () => {
    const layers = withFault('Sigmoid', ({ backward }) => ({
      backward(delta, ...rest) {
        const back = backward(delta, ...rest);
        delta.data.fill(0);
        return back;
      },
    }));
    expect(foundIn('Sigmoid', search(properties.unmodified, layers), 4).finding).toMatch(
      /^backward of sigmoid\d+ changes/,
    );
  });

  it('another result at every call', () => {
    let calls = 0;
    const layers = withFault('Softsign', ({ forward }) => ({
      forward(...given) {
        const { output, saved } = forward(...given);
        calls++;
        return { output: { shape: output.shape, data: output.data.map((value) => value + calls * 1e-12) }, saved };
      },
    }));
    expect(foundIn('Softsign', search(properties.repeatable, layers), 4).finding).toMatch(/softsign\d+'s output/);
  });

  it('a δ that is clipped', () => {
    const layers = withFault('Neg', ({ backward }) => ({
      backward: ({ shape, data }, ...rest) =>
        backward({ shape, data: data.map((value) => Math.max(-0.5, Math.min(0.5, value))) }, ...rest),
    }));
    foundIn('Neg', search(properties.linearInTheLoss, layers), 4);
  });

  it('a normalisation over the batch that says nothing of it', () => {
    const layers = withFault('BatchNorm2d', () => ({ mixesSamples: () => false }));
    const breach = foundIn('BatchNorm2d', search(properties.samplesApart, layers, true), 10);
    expect(breach.finding).toMatch(/^batchnorm2d\d+'s output of sample/);
  });
});

describe('the file of a network', () => {
  const genes = fc.sample(networkGene, { numRuns: 40, seed: SEED });

  it.each(genes.map((gene, at) => [at, grow(gene)] as const))(
    '%i is read to the same numbers',
    async (at, definition) => {
      const path = resolve('out-test', 'random', `${at}.net.json`);
      writeDefinition(definition, path);
      const text = readFileSync(path, 'utf8');
      expect(text).toBe(textOf(definition));
      const reader = { read: async () => Promise.reject(new Error('there is nothing else to read')) };
      const { model, problems } = await readDefinition({ path, text }, reader);
      expect(problems).toEqual([]);
      const [read, made] = [passOver(model!), passOver(modelOf(definition, allLayers()))];
      expect(read.loss!.value).toBe(made.loss!.value);
      expect(read.inputDelta).toEqual(made.inputDelta);
    },
  );
});
