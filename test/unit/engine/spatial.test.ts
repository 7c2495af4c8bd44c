/** Layers over one and three axes, and transposed ones, in whole networks: what is said of them, and their check. */
import { describe, expect, it } from 'vitest';
import { passOver } from '../../../src/engine/trace';
import { unravel, type Shape, type Tensor } from '../../../src/engine/tensor';
import { disturbed } from '../support/layerCase';
import { build, runAll, type Built, type LayerLine } from './build';

const outputsOf = ({ model }: Built): Tensor[] => passOver(model).layers.map(({ output }) => output);

/** By layer and axis: over how many cells of the input those reach that move the same output cell, at most. */
function seen(built: Built): number[][] {
  const { input } = built.model;
  const spatial = input.shape.slice(2);
  const before = outputsOf(built);
  const ranges = before.map(({ data }) => Array.from(data, () => spatial.map(() => [Infinity, -Infinity])));
  for (let flat = 0; flat < input.data.length; flat++) {
    const place = unravel(flat, input.shape).slice(2);
    disturbed(input, flat, 0.5, () => {
      for (const [layer, { data }] of outputsOf(built).entries()) {
        for (let at = 0; at < data.length; at++) {
          if (data[at] === before[layer]!.data[at]) continue;
          for (const [axis, range] of ranges[layer]![at]!.entries()) {
            range[0] = Math.min(range[0]!, place[axis]!);
            range[1] = Math.max(range[1]!, place[axis]!);
          }
        }
      }
    });
  }
  const extent = ([first, last]: number[]) => last! - first! + 1;
  return ranges.map((layer) => spatial.map((_, axis) => Math.max(...layer.map((cell) => extent(cell[axis]!)))));
}

const networks: readonly [name: string, input: Shape, layers: readonly LayerLine[]][] = [
  [
    'sequences',
    [1, 2, 31],
    [
      { type: 'Conv1d', out_channels: 2, kernel_size: 3, stride: 2 },
      { type: 'AvgPool1d', kernel_size: 2 },
      { type: 'Conv1d', out_channels: 2, kernel_size: 2, dilation: 2, padding: 1 },
    ],
  ],
  [
    'volumes',
    [1, 1, 6, 7, 8],
    [
      { type: 'Conv3d', out_channels: 2, kernel_size: [2, 3, 1], stride: [1, 2, 1] },
      { type: 'AvgPool3d', kernel_size: [2, 1, 3], stride: [1, 1, 2] },
      { type: 'Conv3d', out_channels: 2, kernel_size: 2 },
    ],
  ],
  [
    'a decoder',
    [1, 2, 5, 6],
    [
      { type: 'ConvTranspose2d', out_channels: 3, kernel_size: [3, 4], stride: 2, padding: 1 },
      { type: 'Conv2d', out_channels: 2, kernel_size: [2, 3] },
      { type: 'ConvTranspose2d', out_channels: 1, kernel_size: 2, stride: [2, 3] },
      { type: 'Conv2d', out_channels: 2, kernel_size: [4, 2] },
    ],
  ],
];

describe('receptive fields are those that disturbing the input shows', () => {
  it.each(networks)('%s', (_name, input, layers) => {
    const built = build(input, layers);
    expect(built.problems).toEqual([]);
    expect(built.summary.layers.map(({ receptiveField }) => receptiveField)).toEqual(seen(built));
  });

  it('are unknown where the axes are no longer those of the input', () => {
    const { summary } = build(
      [1, 2, 3, 4],
      [
        { type: 'Flatten', start_dim: 2 },
        { type: 'Conv1d', out_channels: 2, kernel_size: 3 },
      ],
    );
    expect(summary.layers.map(({ receptiveField }) => receptiveField)).toEqual([[1, 1], undefined]);
  });
});

describe('a check of a whole network is right', () => {
  const more: typeof networks = [
    ...networks,
    [
      'an encoder and a decoder that unpools',
      [2, 2, 6, 9],
      [
        { type: 'Conv2d', name: 'conv1', out_channels: 3, kernel_size: 3, padding: 1, padding_mode: 'reflect' },
        { type: 'MaxPool2d', kernel_size: [2, 3] },
        { type: 'Conv2d', name: 'code', out_channels: 3, kernel_size: 3, padding: 'same', padding_mode: 'circular' },
        { type: 'MaxUnpool2d', kernel_size: [2, 3], inputs: ['code', 'conv1'] },
        { type: 'ConvTranspose2d', out_channels: 2, kernel_size: 3, padding: 1, groups: 1 },
        { type: 'AdaptiveMaxPool2d', output_size: [2, 1] },
      ],
    ],
    [
      'volumes down to a class',
      [2, 1, 4, 6, 5],
      [
        { type: 'ReplicationPad3d', padding: 1 },
        { type: 'Conv3d', out_channels: 4, kernel_size: [2, 3, 3], stride: [1, 2, 2], padding_mode: 'replicate' },
        { type: 'MaxPool3d', kernel_size: 2, stride: 1 },
        { type: 'AdaptiveAvgPool3d', output_size: 1 },
        { type: 'Flatten' },
      ],
    ],
  ];
  it.each(more)('%s', async (_name, input, layers) => {
    const { report } = await runAll(build(input, layers), { method: 'exhaustive' });
    expect(report?.layers.map(({ name, verdict }) => [name, verdict])).toEqual(
      report?.layers.map(({ name }) => [name, 'right']),
    );
    expect(report?.layers).toHaveLength(layers.length + 1); // and the loss
  });
});

describe('a layer is described by its own axes', () => {
  it('in the layer list and in the signature', () => {
    const { summary } = build(
      [1, 4, 8, 8, 8],
      [
        { type: 'Conv3d', out_channels: 6, kernel_size: 3, padding_mode: 'circular', padding: 1 },
        { type: 'ConvTranspose3d', out_channels: 2, kernel_size: [2, 3, 3], stride: 2, output_padding: 1 },
      ],
    );
    expect(summary.layers.map(({ description }) => description)).toEqual([
      '4→6, 3×3×3, stride 1, padding 1 circular',
      '6→2, 2×3×3, stride 2, padding 0, output padding 1',
    ]);
    expect(summary.layers.map(({ signature }) => signature)).toEqual([
      'Conv3d(4, 6, kernel_size=3, padding=1, padding_mode=circular)',
      'ConvTranspose3d(6, 2, kernel_size=(2, 3, 3), stride=2, output_padding=1)',
    ]);
  });
});
