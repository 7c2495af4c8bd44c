/** What differences do not see: each property holds for the engine's layers, and a layer that breaks it is told so. */
import { describe, expect, it } from 'vitest';
import type { Layer } from '../../../src/engine/layer';
import { findLayer } from '../../../src/engine/registry';
import type { LayerReport, PropertyReport } from '../../../src/engine/summary';
import { build, runAll, withLayer, type LayerLine } from './build';

const lines: LayerLine[] = [
  { type: 'Conv2d', name: 'conv', out_channels: 3, kernel_size: [3, 2], padding: [0, 1] },
  { type: 'BatchNorm2d', name: 'norm' },
  { type: 'ReLU', name: 'relu' },
  { type: 'Flatten', name: 'flat' },
  { type: 'Linear', name: 'fc', out_features: 2 },
];
const network = () => build([3, 2, 5, 4], lines);

/** The run's reports with the named layer's definition changed. */
async function reportsWith(name: string, change: (layer: Layer) => object): Promise<readonly LayerReport[]> {
  const index = lines.findIndex((line) => line.name === name);
  const { report } = await runAll(withLayer(network(), index, change));
  return report!.layers;
}

const wrongOf = (reports: readonly LayerReport[]): [string, PropertyReport['property']][] =>
  reports.flatMap(({ name, properties = [] }) =>
    properties.flatMap(({ property, verdict }) =>
      verdict === 'wrong' ? [[name, property] as [string, typeof property]] : [],
    ),
  );

const sentenceOf = (reports: readonly LayerReport[], name: string, property: PropertyReport['property']): string =>
  reports.find((layer) => layer.name === name)!.properties!.find((line) => line.property === property)!.sentence;

describe('the properties of a layer', () => {
  it('hold for the layers of the engine; batch statistics are left out of sample independence', async () => {
    const { report } = await runAll(network());
    expect(report!.verdict).toBe('right');
    const asked = Object.fromEntries(
      report!.layers.map(({ name, properties }) => [name, properties?.map(({ property }) => property)]),
    );
    const all = ['determinism', 'inputsUnmodified', 'zero', 'linearity', 'sampleIndependence'];
    expect(asked).toEqual({ conv: all, norm: all.slice(0, 4), relu: all, flat: all, fc: all, loss: undefined });
    expect(report!.layers.flatMap(({ properties = [] }) => properties.map(({ verdict }) => verdict))).not.toContain(
      'wrong',
    );
  });

  it('a forward pass that is another one each time', async () => {
    let calls = 0;
    const reports = await reportsWith('conv', ({ forward }) => ({
      probe: undefined,
      forward: (...given: Parameters<Layer['forward']>) => {
        const result = forward(...given);
        result.output.data[4]! += 1e-14 * calls++;
        return result;
      },
    }));
    expect(wrongOf(reports)).toContainEqual(['conv', 'determinism']);
    expect(sentenceOf(reports, 'conv', 'determinism')).toContain(
      'Forward of conv gives another result when asked again',
    );
  });

  it('a backward pass that uses up what forward kept', async () => {
    const reports = await reportsWith(
      'relu',
      ({ backward }) =>
        ({
          backward: (delta, saved, ...rest) => {
            const result = backward(delta, saved, ...rest);
            (saved as { input: { data: Float64Array } }).input?.data.fill(0);
            return result;
          },
        }) satisfies Partial<Layer>,
    );
    expect(wrongOf(reports)).toContainEqual(['relu', 'determinism']);
  });

  it('a ReLU in place: the layer is named, and its neighbour is not tainted', async () => {
    const reports = await reportsWith(
      'relu',
      ({ forward }) =>
        ({
          probe: undefined,
          forward: (inputs, ...rest) => {
            const result = forward(inputs, ...rest);
            inputs[0]!.data.set(result.output.data);
            return result;
          },
        }) satisfies Partial<Layer>,
    );
    expect(wrongOf(reports)).toEqual([['relu', 'inputsUnmodified']]);
    expect(sentenceOf(reports, 'relu', 'inputsUnmodified')).toMatch(
      /^In relu forward changes its input: \[\d.* was .* and is 0\.$/,
    );
    expect(reports.filter(({ verdict }) => verdict === 'wrong').map(({ name }) => name)).toEqual(['relu']);
  });

  it('a backward pass that changes δ', async () => {
    const reports = await reportsWith(
      'fc',
      ({ backward }) =>
        ({
          backward: (delta, ...rest) => {
            const result = backward(delta, ...rest);
            delta.data[0]! *= 2;
            return result;
          },
        }) satisfies Partial<Layer>,
    );
    expect(wrongOf(reports)).toEqual([['fc', 'inputsUnmodified']]);
    expect(sentenceOf(reports, 'fc', 'inputsUnmodified')).toContain('backward changes the δ');
  });

  it('a gradient that is there without δ, and one that is not linear in it', async () => {
    const offset = await reportsWith(
      'conv',
      ({ backward }) =>
        ({
          backward: (...given) => {
            const result = backward(...given);
            result.inputs[0]!.data[3]! += 1e-3;
            return result;
          },
        }) satisfies Partial<Layer>,
    );
    expect(wrongOf(offset)).toEqual([
      ['conv', 'zero'],
      ['conv', 'linearity'],
    ]);
    expect(sentenceOf(offset, 'conv', 'zero')).toBe(
      'With δ = 0 backward of conv gives dx[0, 0, 0, 3] is 0.001, not 0.',
    );
    const clipped = await reportsWith(
      'fc',
      ({ backward }) =>
        ({
          backward: (delta, ...rest) =>
            backward(
              { shape: delta.shape, data: delta.data.map((value) => Math.max(-1e-3, Math.min(1e-3, value))) },
              ...rest,
            ),
        }) satisfies Partial<Layer>,
    );
    expect(wrongOf(clipped)).toEqual([['fc', 'linearity']]);
  });

  it('samples that mix: found by the samples, and by the forward pass that it claims to be', async () => {
    const reports = await reportsWith(
      'flat',
      ({ forward, backward }) =>
        ({
          probe: undefined,
          forward: (inputs, ...rest) => {
            const result = forward(inputs, ...rest);
            return { ...result, output: { shape: result.output.shape, data: turned(result.output.data, 1) } };
          },
          backward: (delta, ...rest) => backward({ shape: delta.shape, data: turned(delta.data, -1) }, ...rest),
        }) satisfies Partial<Layer>,
    );
    expect(wrongOf(reports)).toEqual([
      ['flat', 'sampleIndependence'],
      ['flat', 'parity'],
    ]);
    const flat = reports.find(({ name }) => name === 'flat')!;
    expect(flat.tensors.every(({ failed }) => failed === 0)).toBe(true);
  });

  it('convolution in place of cross-correlation: gradcheck is content, parity is not', async () => {
    const flipped = findLayer('Conv2d')!;
    const convolution = (options: { readonly [name: string]: unknown }) => ({ ...options, operation: 'convolution' });
    const reports = await reportsWith(
      'conv',
      () =>
        ({
          probe: undefined,
          forward: (inputs, parameters, options, context) =>
            flipped.forward(inputs, parameters, convolution(options), context),
          backward: (delta, saved, parameters, options) =>
            flipped.backward(delta, saved, parameters, convolution(options)),
        }) satisfies Partial<Layer>,
    );
    expect(wrongOf(reports)).toEqual([['conv', 'parity']]);
    expect(sentenceOf(reports, 'conv', 'parity')).toMatch(
      /^Forward of conv differs from Conv2d in 135 of 135 entries: output\[/,
    );
  });
});

/** Every entry moved on by `by`, the last ones to the front: entries change places across samples. */
function turned(data: Float64Array, by: number): Float64Array {
  return data.map((_, k) => data[(k - by + data.length) % data.length]!);
}
