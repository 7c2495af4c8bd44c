/** Several faults in one network: every faulty layer is named, and no other; the first at fault on top. */
import { describe, expect, it } from 'vitest';
import type { Layer } from '../../../src/engine/layer';
import type { Loss } from '../../../src/engine/loss';
import type { Tensor } from '../../../src/engine/tensor';
import { build, classes, runAll, withLayer, type Built } from '../engine/build';

const net = (): Built =>
  build(
    [2, 2, 11, 10],
    [
      { type: 'Conv2d', name: 'conv1', out_channels: 3, kernel_size: [3, 2], padding: [1, 0] },
      { type: 'BatchNorm2d', name: 'bn1' },
      { type: 'ReLU', name: 'relu1' },
      { type: 'MaxPool2d', name: 'pool1', kernel_size: 3, stride: 2 },
      { type: 'Conv2d', name: 'conv2', out_channels: 4, kernel_size: [2, 3] },
      { type: 'Tanh', name: 'tanh2' },
      { type: 'Flatten', name: 'flat' },
      { type: 'Linear', name: 'fc', out_features: 5 },
    ],
    { loss: 'CrossEntropyLoss', target: classes(3, 1) },
  );

const scaled = ({ shape, data }: Tensor, by: number): Tensor => ({ shape, data: data.map((value) => value * by) });

/** A layer whose dx, or whose gradient of a parameter, is changed. */
const changing =
  (what: string, change: (gradient: Tensor, delta: Tensor) => Tensor) =>
  (right: Layer): Partial<Layer> => ({
    backward(delta, saved, parameters, options) {
      const back = right.backward(delta, saved, parameters, options);
      if (what === 'dx') return { ...back, inputs: [change(back.inputs[0]!, delta)] };
      const own = back.parameters[what]!;
      return { ...back, parameters: { ...back.parameters, [what]: change(own, delta) } };
    },
  });

const indexOf = ({ summary }: Built, name: string): number => summary.layers.findIndex((layer) => layer.name === name);

const planted = (faults: Readonly<Record<string, (right: Layer) => Partial<Layer>>>): Built =>
  Object.entries(faults).reduce((built, [name, fault]) => withLayer(built, indexOf(built, name), fault), net());

const faults = {
  // Its bias has no gradient that could be wrong: the norm after it takes the mean off.
  conv1: changing('weight', (gradient) => scaled(gradient, 1 / 2)),
  relu1: changing('dx', (_, delta) => delta),
  conv2: changing('weight', ({ shape, data }) => ({
    shape,
    data: data.map((_, k) => data[k - (k % 6) + 5 - (k % 6)]!),
  })),
  fc: changing('dx', (gradient) => scaled(gradient, -1)),
};

describe('several faults at once', () => {
  it('are all named, and no other layer is', async () => {
    const { report } = await runAll(planted(faults));
    const wrong = report!.layers.filter(({ verdict }) => verdict === 'wrong');
    expect(wrong.map(({ name, diagnoses }) => [name, diagnoses![0]!.sentence])).toEqual([
      ['conv1', expect.stringMatching(/^∂C\/∂W of conv1 is 2 times too small: it is averaged over the batch/)],
      ['relu1', expect.stringMatching(/^dx of relu1 equals what you get when the derivative .* is missing/)],
      [
        'conv2',
        expect.stringMatching(/^∂C\/∂W of conv2 equals what you get when .* ∂C\/∂W comes out rotated by 180°\.$/),
      ],
      ['fc', 'dx of fc equals what you get when the sign is flipped.'],
    ]);
    const others = report!.layers.filter(({ verdict }) => verdict !== 'wrong');
    expect(others.map(({ verdict }) => verdict)).toEqual(['right', 'right', 'right', 'right', 'right']);
    expect(others.every(({ diagnoses }) => diagnoses === undefined)).toBe(true);
  });

  it('have the first at fault on top', async () => {
    const { report } = await runAll(planted({ fc: faults.fc, relu1: faults.relu1 }));
    expect(report!.firstAtFault).toBe(2);
    expect(report!.sentence).toBe(report!.layers.find(({ name }) => name === 'relu1')!.diagnoses![0]!.sentence);
  });

  it('are found in the loss too, against the loss of the same type', async () => {
    const built = net();
    const { network } = built.model;
    const own = network.loss!.definition;
    const definition: Loss = { ...own, backward: (saved, options) => scaled(own.backward(saved, options), 2) };
    const model = { ...built.model, network: { ...network, loss: { ...network.loss!, definition } } };
    const { report } = await runAll({ ...built, model });
    expect(report!.layers.filter(({ verdict }) => verdict === 'wrong').map(({ name }) => name)).toEqual(['loss']);
    expect(report!.layers.at(-1)!.diagnoses![0]).toMatchObject({ against: 'CrossEntropyLoss', tensor: 'dx' });
    expect(report!.sentence).toBe(
      'dx of loss equals what you get when the loss is a mean, but its gradient is not divided by the number of terms.',
    );
  });

  it('cost a right network nothing: no layer is asked', async () => {
    const { report } = await runAll(net());
    expect(report!.verdict).toBe('right');
    expect(report!.layers.some((layer) => 'diagnoses' in layer)).toBe(false);
  });

  it('are named in a sample of entries and along projections as well', async () => {
    for (const method of ['sample', 'fast'] as const) {
      const { report } = await runAll(planted({ fc: faults.fc }), { method });
      expect(report!.sentence, method).toBe('dx of fc equals what you get when the sign is flipped.');
    }
  });
});
