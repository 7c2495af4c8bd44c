import { describe, expect, it } from 'vitest';
import type { Layer } from '../../../src/engine/layer';
import { tensor, zeros } from '../../../src/engine/tensor';
import { build, classes, runAll, withLayer } from './build';

/** N = 2, Cin ≠ Cout, H ≠ W, a remainder row, overlapping pools. */
const smallNet = () =>
  build(
    [2, 2, 9, 8],
    [
      { type: 'Conv2d', name: 'conv1', out_channels: 3, kernel_size: [3, 2], stride: [2, 1], padding: [1, 0] },
      { type: 'Tanh' },
      { type: 'MaxPool2d', kernel_size: 3, stride: 1 },
      { type: 'Conv2d', name: 'conv2', out_channels: 4, kernel_size: 2 },
      { type: 'ReLU' },
      { type: 'Flatten' },
      { type: 'Linear', name: 'fc', out_features: 5 },
    ],
    { loss: 'CrossEntropyLoss', target: classes(3, 1) },
  );

const parametersOfSmallNet = 3 * 2 * 3 * 2 + 3 + (4 * 3 * 2 * 2 + 4) + (5 * 4 * 2 * 4 + 5);

/** A layer whose gradient of one parameter is scaled: the smallest kind of fault. */
const scaledGradient =
  (parameter: string, factor: number) =>
  (layer: Layer): Partial<Layer> => ({
    backward: (delta, saved, parameters, options) => {
      const back = layer.backward(delta, saved, parameters, options);
      const wrong = back.parameters[parameter]!;
      const scaled = { shape: wrong.shape, data: wrong.data.map((value) => value * factor) };
      return { ...back, parameters: { ...back.parameters, [parameter]: scaled } };
    },
  });

describe('a run', () => {
  it('finds every gradient of a sound network right, and counts its parameters', async () => {
    const { report } = await runAll(smallNet());
    expect(report?.sentence).toBe(`All ${parametersOfSmallNet} gradients are right.`);
    expect(report?.verdict).toBe('right');
    expect(report?.worst?.at.error).toBeLessThan(1e-8);
    expect(report?.layers.map(({ name }) => name)).toEqual([
      'conv1',
      'tanh',
      'maxpool',
      'conv2',
      'relu',
      'flatten',
      'fc',
      'loss',
    ]);
    for (const { tensors } of report!.layers) {
      for (const tensorReport of tensors) expect(tensorReport.checked).toBe(tensorReport.entries);
    }
  });

  it('checks at least 20 entries of every parameter, and of the input, end to end', async () => {
    const { report } = await runAll(smallNet());
    const endToEnd = report!.layers.flatMap(({ name, tensors }) =>
      tensors
        .filter((t) => t.target.kind === 'gradient' || name === 'conv1')
        .map((t) => ({ ...t.endToEnd, entries: t.entries })),
    );
    expect(endToEnd).toHaveLength(7);
    for (const { checked, entries, failed } of endToEnd) {
      expect(checked).toBe(Math.min(20, entries));
      expect(failed).toBe(0);
    }
  });

  it('streams forward, loss, δ, gradients, verdicts in that order', async () => {
    const { events } = await runAll(smallNet());
    const order = events
      .filter(({ type }) => type !== 'progress')
      .map((event) => ('layer' in event ? `${event.type} ${event.layer}` : event.type));
    expect(order.slice(0, 9)).toEqual([
      'runStarted',
      ...[-1, 0, 1, 2, 3, 4, 5, 6].map((layer) => `forwardDone ${layer}`),
    ]);
    expect(order[9]).toBe('lossDone');
    expect(order.slice(10, 14)).toEqual(['deltaDone 6', 'gradientDone 6', 'gradientDone 6', 'deltaDone 5']);
    expect(order.filter((type) => type === 'layerVerdict')).toHaveLength(8);
    expect(order.at(-1)).toBe('runDone');
  });

  it('says which tensor of which layer is wrong, and leaves the others right', async () => {
    const { report } = await runAll(withLayer(smallNet(), 3, scaledGradient('weight', 1.001)));
    expect(report?.verdict).toBe('wrong');
    // The twelve weights of one filter are right all the same: its ReLU is dead, and 0 · 1.001 is 0.
    expect(report?.sentence).toBe(
      '∂C/∂W of conv2 is wrong in 36 of 48 entries, each 1.001 times what is right; no known mistake matches.',
    );
    expect(report?.firstAtFault).toBe(3);
    expect(report?.layers.filter(({ verdict }) => verdict === 'wrong').map(({ name }) => name)).toEqual(['conv2']);
  });

  it('names the layer whose dx is wrong and does not taint the layers before it', async () => {
    const broken = withLayer(smallNet(), 4, (layer) => ({
      backward: (...args: Parameters<Layer['backward']>) => {
        const back = layer.backward(...args);
        return { ...back, inputs: [args[0]] };
      },
    }));
    const { report } = await runAll(broken);
    expect(report?.layers.filter(({ verdict }) => verdict === 'wrong').map(({ name }) => name)).toEqual(['relu']);
    expect(report?.sentence).toBe(
      'dx of relu equals what you get when the derivative of the layer is missing: δ goes through unchanged.',
    );
    const conv1 = report!.layers[0]!;
    expect(conv1.tensors[0]!.endToEnd.failed).toBeGreaterThan(0);
    expect(conv1.verdict).toBe('right');
  });

  it('calls a NaN in a gradient wrong, never right', async () => {
    const { report } = await runAll(withLayer(smallNet(), 6, scaledGradient('bias', NaN)));
    expect(report?.sentence).toBe('∂C/∂b of fc is wrong in 5 of 5 entries, all of them NaN; no known mistake matches.');
  });

  it('checks chosen layers only', async () => {
    const { report } = await runAll(smallNet(), { layers: [3] });
    expect(report?.layers.map(({ name }) => name)).toEqual(['conv2']);
    expect(report?.sentence).toBe('All 52 gradients of conv2 are right.');
  });

  it('checks nothing when no layer is chosen, and says so', async () => {
    const { report } = await runAll(smallNet(), { layers: [] });
    expect([report?.verdict, report?.sentence]).toEqual(['unchecked', 'No gradient was checked.']);
  });

  it('never says "all" of a sample or of projections', async () => {
    const sample = await runAll(smallNet(), { method: 'sample' });
    expect(sample.report?.sentence).toMatch(/^0 wrong in a sample of \d+ entries\.$/);
    const fast = await runAll(smallNet(), { method: 'fast' });
    expect(fast.report?.sentence).toMatch(/random projections .* can hide a wrong entry/);
    const wrong = await runAll(withLayer(smallNet(), 0, scaledGradient('weight', 1.01)), { method: 'fast' });
    expect(wrong.report?.verdict).toBe('wrong');
  });

  it('is cancelled at the next pause', async () => {
    const { events } = await runAll(smallNet(), {}, 3);
    expect(events.at(-1)?.type).toBe('runCancelled');
    expect(events.some(({ type }) => type === 'runDone')).toBe(false);
  });

  it('gives the same report bit for bit on two runs', async () => {
    const [a, b] = [await runAll(smallNet()), await runAll(smallNet())];
    const timeless = ({ report }: typeof a) => JSON.stringify({ ...report, elapsedMs: 0 });
    expect(timeless(a)).toBe(timeless(b));
  });

  it('runs up to the error and says so', async () => {
    const built = build(
      [1, 1, 6, 6],
      [
        { type: 'Conv2d', name: 'a', out_channels: 2, kernel_size: 3 },
        { type: 'Conv2d', name: 'b', out_channels: 2, kernel_size: 5 },
      ],
    );
    const fitting = {
      ...built.model,
      network: { ...built.model.network, layers: built.model.network.layers.slice(0, 1) },
    };
    const { events } = await runAll({ ...built, model: { ...fitting, target: undefined } });
    expect(events.map(({ type }) => type)).toEqual(['runStarted', 'forwardDone', 'forwardDone', 'runFailed']);
    expect(events.at(-1)).toMatchObject({
      layer: 1,
      message: 'The forward pass ran up to a. There is no loss, so there is no δ.',
    });
  });
});

describe('kinks', () => {
  const atKink = (backward?: number) => {
    const built = build([1, 4], [{ type: 'ReLU' }], {
      input: tensor([1, 4], [-1, 0, 2, 0]),
      target: tensor([1, 4], [1, 1, 1, 1]),
    });
    if (backward === undefined) return built;
    return withLayer(built, 0, () => ({
      backward: (delta: { data: Float64Array }) => ({
        inputs: [tensor([1, 4], [0, backward * delta.data[1]!, delta.data[2]!, 0])],
        parameters: {},
      }),
    }));
  };

  it('are entries that lie between the one-sided slopes', async () => {
    const { report } = await runAll(atKink());
    expect(report?.kinks).toBe(2);
    expect(report?.sentence).toBe('2 gradients are right; 2 lie on a kink and agree with one side.');
    expect((await runAll(atKink(0.5))).report?.verdict).toBe('right');
  });

  it('are wrong outside of them', async () => {
    expect((await runAll(atKink(1.5))).report?.verdict).toBe('wrong');
    expect((await runAll(atKink(-0.5))).report?.verdict).toBe('wrong');
  });

  it('are found at exact ties of a max-pool', async () => {
    const input = tensor([1, 1, 2, 2], [200, 200, 200, 7]);
    const built = build([1, 1, 2, 2], [{ type: 'MaxPool2d', kernel_size: 2 }], { input, target: zeros([1, 1, 1, 1]) });
    const { report } = await runAll(built);
    expect(report?.verdict).toBe('right');
    expect(report?.kinks).toBe(3);
  });
});

describe('scale', () => {
  it.each([1e-6, 1, 1e6])('of the data does not matter (×%f)', async (factor) => {
    const plain = smallNet();
    const input = { ...plain.model.input, data: plain.model.input.data.map((value) => value * factor) };
    const { report } = await runAll({ ...plain, model: { ...plain.model, input } });
    expect(report?.sentence).toBe(`All ${parametersOfSmallNet} gradients are right.`);
  });
});

describe('end to end', () => {
  it('knows that a loss near 0 is what is left of large logits', async () => {
    // Logits of ±30: the loss is 1e-12 and its rounding error is that of the logits, not of the loss.
    const built = build(
      [1, 6],
      [
        { type: 'Linear', name: 'fc', out_features: 4 },
        { type: 'Tanh' },
        { type: 'Linear', name: 'fc2', out_features: 3 },
      ],
      {
        loss: 'CrossEntropyLoss',
        target: classes(1),
      },
    );
    const weight = built.model.parameters[2]!.weight!.data;
    for (let k = 0; k < weight.length; k++)
      weight[k] = (k >> 2 === 1 ? 9 : -8) * Math.sign(built.model.parameters[0]!.bias![`data`][k & 3]! || 1);
    const { report } = await runAll(built);
    expect(report?.verdict).toBe('right');
  });
});
