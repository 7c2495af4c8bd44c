/** Ties as real images have them: many equal pixels. They follow PyTorch's choice, are right, and are said to be ties. */
import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { explain } from '../../../src/engine/explain';
import { readImage } from '../../../src/formats/tensors/image';
import { tensor, type Tensor } from '../../../src/engine/tensor';
import { build, runAll, withLayer, type LayerLine } from './build';

/** Rows 4 … 13 of a handwritten seven, all 28 columns. */
const crop = (scale: (pixel: number) => number): Tensor => {
  const { data } = readImage(readFileSync('examples/digits/seven.png'), 1);
  return tensor([2, 1, 5, 28], Array.from(data.slice(4 * 28, 14 * 28), scale));
};

const layers: LayerLine[] = [
  { type: 'MaxPool2d', name: 'pool1', kernel_size: [2, 3], stride: 2 },
  { type: 'ReLU', name: 'relu1' },
  { type: 'Conv2d', out_channels: 3, kernel_size: [1, 2], name: 'conv1' },
  { type: 'MaxPool2d', name: 'pool2', kernel_size: 2, stride: 1 },
  { type: 'Tanh', name: 'tanh' },
];

for (const [name, scale] of [
  ['a real image', (pixel: number) => pixel],
  ['whole numbers of 0 … 255', (pixel: number) => Math.round(255 * pixel)],
  ['black and white', (pixel: number) => Math.round(pixel)],
] as const) {
  describe(name, async () => {
    const built = build([2, 1, 5, 28], layers, { input: crop(scale) });
    const { report, record } = await runAll(built);

    it('is right, ties and all', () => {
      expect(report!.verdict).toBe('right');
      const kinks = report!.layers.slice(0, 2).map(({ tensors }) => tensors[0]!.kinks);
      expect(Math.min(...kinks)).toBeGreaterThan(20);
    });

    it('names the unit of its first kinks, and says that it is at a tie', () => {
      const [pool, relu] = report!.layers.map(({ tensors }) => tensors[0]!.kinkAt!);
      expect(pool!.length).toBe(3);
      for (const { unit } of pool!)
        expect(unit).toMatch(/^pool1\[\d, 0, \d, \d+\] is at a tie: it changes its maximum/);
      for (const { unit } of relu!) expect(unit).toMatch(/^relu1\[\d, 0, \d, \d+\] is at a tie: it changes sign/);
      const { index, unit } = pool![0]!;
      const { check } = explain(record, { layer: 0, target: { kind: 'inputDelta', input: 0 }, index });
      expect(check).toMatchObject({ verdict: 'kink', unit });
    });

    it('pays the first of equal maxima, as PyTorch does', () => {
      const { saved, back, delta } = record.trace!.layers[0]!;
      const { argmax } = saved as { argmax: Int32Array };
      const paid = new Float64Array(back!.inputs[0]!.data.length);
      argmax.forEach((from, at) => (paid[from]! += delta!.data[at]!));
      expect(Array.from(back!.inputs[0]!.data)).toEqual(Array.from(paid));
    });
  });
}

it('a unit that is near its kink, not on it, is no kink at all', async () => {
  const built = build([1, 3], [{ type: 'ReLU', name: 'relu1' }], { input: tensor([1, 3], [1e-6, -1e-7, 2]) });
  const { report } = await runAll(built);
  expect(report!.layers[0]!.tensors[0]).toMatchObject({ kinks: 0, failed: 0, unresolved: 0 });
});

it('what lies outside the one-sided slopes is wrong, on a kink too', async () => {
  const built = build([1, 3], [{ type: 'ReLU', name: 'relu1' }], {
    input: tensor([1, 3], [0, 1, 2]),
    target: tensor([1, 3], [3, 3, 3]),
  });
  const broken = withLayer(built, 0, (relu) => ({
    backward(...handed: Parameters<typeof relu.backward>) {
      const { inputs, parameters } = relu.backward(...handed);
      const dx = tensor(inputs[0]!.shape, Array.from(inputs[0]!.data));
      dx.data[0] = 2 * handed[0].data[0]!;
      return { inputs: [dx], parameters };
    },
  }));
  const { report } = await runAll(broken);
  expect(report!.layers[0]!.tensors[0]).toMatchObject({ failed: 1, kinks: 0 });
});
