import { readFileSync } from 'node:fs';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { allLayers, allLosses, lossLayers } from '../../../src/engine/registry';
import { networkSchema } from '../../../src/formats/schema';
import { violations } from '../support/jsonSchema';
import { netsIn } from './nets';

const schema = networkSchema();
const check = (value: unknown): string[] => violations(schema, value);
const network = (layer: unknown, loss: unknown = 'MSELoss'): unknown => ({
  input: { shape: [1, 1, 4, 4] },
  loss,
  layers: [layer],
});

describe('the schema accepts', () => {
  it.each([...netsIn('examples'), ...netsIn('test/fixtures/nets/good')])('%s', (path) => {
    expect(check(parse(readFileSync(path, 'utf8')))).toEqual([]);
  });

  const samples = allLayers().flatMap(({ type, samples: own }) =>
    own.map(({ name, options }) => [type, name, options] as const),
  );
  it.each(samples)('%s: %s', (type, _name, options) => {
    expect(check(network({ type, ...options }))).toEqual([]);
  });

  const losses = allLosses().flatMap(({ type, samples: own }) => own.map(({ options }) => [type, options] as const));
  it.each(losses)('%s %j', (type, options) => {
    expect(check(network({ type: 'ReLU' }, { type, ...options }))).toEqual([]);
    expect(check(network({ type: 'ReLU' }, type))).toEqual([]);
  });

  it('a bias that is switched, and one that is given', () => {
    const linear = { type: 'Linear', out_features: 2 };
    expect(check(network({ ...linear, bias: false, name: 'fc', inputs: ['input'] }))).toEqual([]);
    expect(check(network({ ...linear, bias: [1, 2], weight: [[1], [2]] }))).toEqual([]);
  });
});

describe('the schema rejects', () => {
  it.each([
    ['an unknown type', { type: 'Conv2' }, /\/layers\/0\/type fits no alternative/],
    ['a layer that is like no layer', { type: './my.ts', like: 'Conv2' }, /\/like is none of .*Conv2d/],
    [
      'an option of the layer that it is like',
      { type: './my.ts', like: 'Linear', out_features: 0 },
      /out_features is below 1/,
    ],
    ['a layer without a type', { name: 'x' }, /\/layers\/0 lacks type/],
    ['an option out of bounds', { type: 'Linear', out_features: 0 }, /out_features is below 1/],
    [
      'an option of the wrong type',
      { type: 'Conv2d', out_channels: '3', kernel_size: 3 },
      /out_channels is no integer/,
    ],
    ['a triple for a pair', { type: 'MaxPool2d', kernel_size: [1, 2, 3] }, /kernel_size fits no alternative/],
  ])('%s', (_what, layer, message) => {
    expect(check(network(layer)).join('\n')).toMatch(message);
  });
});

describe('the schema leaves to the diagnostics', () => {
  it.each([
    ['a misspelt option', { type: 'Conv2d', out_channels: 1, kernel_size: 3, strid: 2 }],
    ['a missing option', { type: 'Conv2d', kernel_size: 3 }],
    ['an option of another layer', { type: 'ReLU', kernel_size: 3 }],
  ])('%s, which would be underlined twice', (_what, layer) => {
    expect(check(network(layer))).toEqual([]);
  });
});

describe('the editor', () => {
  it('is told about every option, with its default', () => {
    const text = JSON.stringify(schema);
    for (const { options } of [...allLayers(), ...allLosses()]) {
      for (const { doc } of Object.values(options)) expect(text).toContain(JSON.stringify(doc).slice(1, -1));
    }
  });

  it('inserts layers that lack nothing but values', () => {
    const layers = (schema.properties as { layers: { items: { defaultSnippets: { body: object }[] } } }).layers.items;
    for (const { body } of layers.defaultSnippets) {
      const filled = Object.fromEntries(Object.entries(body).map(([k, v]) => [k, /^\^/.test(String(v)) ? 1 : v]));
      const wrong = check(network(filled)).filter((line) => !line.includes('is no array'));
      expect(wrong).toEqual([]);
    }
    expect(layers.defaultSnippets).toHaveLength(allLayers().length + lossLayers().length);
  });
});
