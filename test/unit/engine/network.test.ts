import { describe, expect, it } from 'vitest';
import { suggestFits } from '../../../src/engine/suggest';
import { build, type LayerLine } from './build';

const messages = (lines: readonly LayerLine[]) =>
  build([1, 1, 28, 28], lines).problems.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('planning', () => {
  it('names unnamed layers as torch.fx does', () => {
    const { summary } = build(
      [1, 3, 8, 8],
      [
        { type: 'ReLU' },
        { type: 'ReLU' },
        { type: 'AvgPool2d', kernel_size: 2 },
        { type: 'ReLU', name: 'relu_2' },
        { type: 'ReLU' },
      ],
    );
    expect(summary.layers.map(({ name }) => name)).toEqual(['relu', 'relu_1', 'avgpool', 'relu_2', 'relu_3']);
  });

  it('reports every problem at its own place in one pass', () => {
    const found = messages([
      { type: 'Conv2', out_channels: 6 },
      { type: 'ReLU', name: 'a', inplace_: true },
      { type: 'ReLU', name: 'a' },
      { type: 'Conv2d', inputs: ['input'], kernel_size: 0, out_chanels: 3 },
      { type: 'ReLU', inputs: ['nobody'] },
    ]);
    expect(found).toEqual([
      'layers.2.name: A name stands for one layer: layer 2 is called "a" already.',
      'layers.4.inputs.0: There is no layer "nobody".',
      'layers.0.type: There is no layer type "Conv2". Did you mean "Conv2d"?',
      'layers.1.inplace_: ReLU has no option "inplace_".',
      'layers.3.out_chanels: Conv2d has no option "out_chanels". Did you mean "out_channels"?',
      expect.stringMatching(/^layers\.3\.kernel_size: "kernel_size" must be an integer ≥ 1/),
    ]);
  });

  it('keeps everything up to the error', () => {
    const { summary } = build(
      [1, 1, 8, 8],
      [
        { type: 'Conv2d', name: 'a', out_channels: 2, kernel_size: 5 },
        { type: 'Conv2d', name: 'b', out_channels: 7, kernel_size: 5 },
        { type: 'Linear', name: 'c', out_features: 3 },
      ],
    );
    expect(summary.layers.map(({ state, outputHint }) => [state, outputHint])).toEqual([
      ['fits', '2×4×4'],
      ['misfit', '7×?×?'],
      ['notComputed', '3'],
    ]);
    expect(summary.layers[1]!.description).toBe('2→7, 5×5, stride 1, padding 0');
    expect(summary.layers[1]!.misfit).toMatchObject({ kernel: [5, 5], input: [4, 4] });
  });

  it('follows the receptive field through stride and dilation', () => {
    const { summary } = build(
      [1, 1, 40, 50],
      [
        { type: 'Conv2d', out_channels: 2, kernel_size: [5, 3], stride: 2 },
        { type: 'MaxPool2d', kernel_size: 2 },
        { type: 'Conv2d', out_channels: 2, kernel_size: 3, dilation: [2, 1] },
        { type: 'Flatten' },
        { type: 'Linear', out_features: 2 },
      ],
    );
    // 5, +1·2 = 7, +2·2·4 = 23 rows; 3, +1·2 = 5, +2·1·4 = 13 columns
    expect(summary.layers.map(({ receptiveField }) => receptiveField)).toEqual([
      [5, 3],
      [7, 5],
      [23, 13],
      [23, 13],
      [40, 50],
    ]);
  });
});

describe('suggestions', () => {
  it('are edits that really fit, each with its shape', () => {
    const { model } = build(
      [1, 1, 28, 28],
      [
        { type: 'Conv2d', name: 'conv1', out_channels: 6, kernel_size: 5, stride: 2 },
        { type: 'AvgPool2d', kernel_size: 2 },
        { type: 'Conv2d', name: 'conv2', out_channels: 16, kernel_size: 3 },
        { type: 'Conv2d', name: 'conv3', out_channels: 120, kernel_size: 5 },
      ],
    );
    expect(suggestFits(model.network, 3).map(({ label, result }) => [label, result])).toEqual([
      ['"padding": 1 in conv3', '120×2×2'],
      ['"kernel_size": 4 in conv3', '120×1×1'],
      ['"kernel_size": 3 in conv3', '120×2×2'],
      ['no "stride": 2 in conv1', '120×6×6'],
    ]);
  });

  it('puts the number of channels right', () => {
    const { model } = build(
      [1, 3, 8, 8],
      [{ type: 'Conv2d', name: 'a', in_channels: 1, out_channels: 2, kernel_size: 3 }],
    );
    expect(suggestFits(model.network, 0)[0]).toMatchObject({ label: '"in_channels": 3 in a', result: '2×6×6' });
  });
});
