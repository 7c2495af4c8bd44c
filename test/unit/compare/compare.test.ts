/** Somebody's gradients against the engine's: each fault stays in the layer that made it. */
import { describe, expect, it } from 'vitest';
import { ownTensors } from '../../../src/engine/compare/own';
import { newRunRecord, run } from '../../../src/engine/run';
import type { LayerReport, RunReport } from '../../../src/engine/summary';
import { ravel, sizeOf, unravel, type Tensor } from '../../../src/engine/tensor';
import { passOver } from '../../../src/engine/trace';
import { build, withLayer, type Built } from '../engine/build';

const net = () =>
  build(
    [2, 2, 9, 8],
    [
      { type: 'Conv2d', name: 'conv1', out_channels: 3, kernel_size: [3, 2] },
      { type: 'Tanh', name: 'tanh1' },
      { type: 'Conv2d', name: 'conv2', out_channels: 4, kernel_size: [2, 3] },
      { type: 'AvgPool2d', name: 'pool', kernel_size: 2 },
      { type: 'Flatten', name: 'flat' },
      { type: 'Linear', name: 'fc', out_features: 5 },
    ],
  );

type Tensors = Map<string, Tensor>;

/** What a computation of somebody's gives, by the names of `gradlens gradients`. */
const dumpOf = (built: Built, keep: (key: string) => boolean = () => true): Tensors =>
  new Map(
    ownTensors(passOver(built.model))
      .filter(({ key }) => keep(key))
      .map(({ key, tensor }) => [key, tensor]),
  );

async function compare(built: Built, tensors: Tensors): Promise<RunReport> {
  const control = { cancelled: () => false, pause: async () => undefined };
  const against = { file: 'mine.npz', tensors };
  for await (const event of run(built.model, built.summary, { against }, control, newRunRecord())) {
    if (event.type === 'runDone') return event.report;
  }
  throw new Error('the run did not end');
}

const wrongTensors = ({ layers }: RunReport): string[] =>
  layers.flatMap((layer: LayerReport) =>
    layer.tensors.filter(({ failed }) => failed > 0).map(({ name }) => `${layer.name}.${name}`),
  );

/** A convolution whose dx comes from the kernel as it stands, not rotated by 180°. */
const unrotated = (built: Built) =>
  withLayer(built, 2, (right) => ({
    backward(delta: Tensor, saved: unknown, parameters: { weight: Tensor }, options: unknown) {
      const { weight } = parameters;
      const [, , height, width] = weight.shape as [number, number, number, number];
      const turned = weight.data.map((_, flat) => {
        const [o, i, h, w] = unravel(flat, weight.shape) as [number, number, number, number];
        return weight.data[ravel([o, i, height - 1 - h, width - 1 - w], weight.shape)]!;
      });
      const own = right.backward(delta, saved as never, parameters as never, options as never);
      const wrong = right.backward(
        delta,
        saved as never,
        { ...parameters, weight: { ...weight, data: turned } } as never,
        options as never,
      );
      // The input is in the saved tensors, so ∂C/∂W is the right one; only dx reads the kernel.
      return { inputs: wrong.inputs, parameters: own.parameters };
    },
  }));

/** Rearranged so that axis k of the result is axis `axes[k]`. */
function transposed(tensor: Tensor, axes: readonly number[]): Tensor {
  const shape = axes.map((axis) => tensor.shape[axis]!);
  const data = Float64Array.from({ length: sizeOf(shape) }, (_, flat) => {
    const index = unravel(flat, shape);
    const source = axes.map(() => 0);
    for (const [k, axis] of axes.entries()) source[axis] = index[k]!;
    return tensor.data[ravel(source, tensor.shape)]!;
  });
  return { shape, data };
}

describe('a dump of right gradients', () => {
  it('is right in every tensor', async () => {
    const tensors = dumpOf(net());
    const report = await compare(net(), tensors);
    expect(report.verdict).toBe('right');
    expect(report.sentence).toBe(`All ${tensors.size - 1} tensors of mine.npz are right.`);
    expect(report.layers.map(({ name }) => name)).toEqual(['conv1', 'tanh1', 'conv2', 'pool', 'flat', 'fc', 'loss']);
  });

  it('in channels-last order is read as such, and said so', async () => {
    const tensors = dumpOf(net(), (key) => key.endsWith('.grad'));
    for (const [key, tensor] of tensors) {
      if (tensor.shape.length === 4)
        tensors.set(key, transposed(tensor, key.startsWith('conv') ? [2, 3, 1, 0] : [0, 2, 3, 1]));
      if (key === 'fc.weight.grad') tensors.set(key, transposed(tensor, [1, 0]));
    }
    const report = await compare(net(), tensors);
    expect(report.verdict).toBe('right');
    const layouts = Object.fromEntries(report.comparison!.read.map(({ own, layout }) => [own, layout]));
    expect(layouts).toMatchObject({
      'input.grad': 'N,H,W,C',
      'conv1.weight.grad': 'H,W,I,O',
      'conv2.weight.grad': 'H,W,I,O',
      'fc.weight.grad': 'in,out',
      'conv1.bias.grad': undefined,
    });
  });

  it('in single precision is right within single precision', async () => {
    const tensors = dumpOf(net());
    for (const [key, { shape, data }] of tensors) tensors.set(key, { shape, data: data.map(Math.fround) });
    const report = await compare(net(), tensors);
    expect(report.verdict).toBe('right');
    expect(report.comparison!.precision).toBe('float32');
  });

  it('with a name or shape of no tensor of ours says which is not read', async () => {
    const tensors = dumpOf(net(), (key) => key.startsWith('fc.'));
    tensors.set('conv1.weight.grad', { shape: [3, 7], data: new Float64Array(21) });
    tensors.set('learning_rate', { shape: [2], data: Float64Array.of(1, 2) });
    const { comparison } = await compare(net(), tensors);
    expect(comparison!.unread.map(({ given }) => given).sort()).toEqual(['conv1.weight.grad', 'learning_rate']);
    expect(comparison!.unread.find(({ given }) => given === 'conv1.weight.grad')!.reason).toContain(
      '3×7 is not 3×2×3×2',
    );
  });
});

describe('a fault', () => {
  it('in one kernel gradient is that tensor alone', async () => {
    const tensors = dumpOf(net());
    const { shape, data } = tensors.get('conv2.weight.grad')!;
    tensors.set('conv2.weight.grad', { shape, data: data.map((value) => value * 2) });
    const report = await compare(net(), tensors);
    expect(wrongTensors(report)).toEqual(['conv2.weight']);
    expect(report.layers.find(({ name }) => name === 'conv2')!.tensors.find(({ failed }) => failed > 0)!.failed).toBe(
      72,
    );
  });

  it('in dx stays in its layer where δ is dumped, though every gradient before it is off', async () => {
    const wrong = dumpOf(unrotated(net()));
    const right = dumpOf(net());
    expect([...wrong.get('conv1.weight.grad')!.data]).not.toEqual([...right.get('conv1.weight.grad')!.data]);
    expect(wrongTensors(await compare(net(), wrong))).toEqual(['conv2.dx']);
  });

  it('in dx is told what mistake it is, with the δ that they had, in float32 too', async () => {
    const said = 'dx of conv2 equals what you get when the kernel is not rotated by 180°.';
    const tensors = dumpOf(unrotated(net()));
    const report = await compare(net(), tensors);
    expect(report.sentence).toBe(said);
    const { diagnoses } = report.layers.find(({ name }) => name === 'conv2')!;
    expect(diagnoses).toMatchObject([{ tensor: 'dx', mistakes: ['kernel-not-rotated'], against: 'Conv2d' }]);
    expect(report.layers.filter((layer) => layer.diagnoses).map(({ name }) => name)).toEqual(['conv2']);
    for (const [key, { shape, data }] of tensors) tensors.set(key, { shape, data: data.map(Math.fround) });
    const rounded = await compare(net(), tensors);
    expect([rounded.comparison!.precision, rounded.sentence]).toEqual(['float32', said]);
  });

  it('in a kernel gradient that is a batch’s mean is told, though no δ was dumped', async () => {
    const tensors = dumpOf(net(), (key) => key.endsWith('weight.grad') || key.endsWith('bias.grad'));
    const { shape, data } = tensors.get('conv1.weight.grad')!;
    tensors.set('conv1.weight.grad', { shape, data: data.map((value) => value / 2) });
    const { sentence } = await compare(net(), tensors);
    expect(sentence).toBe('∂C/∂W of conv1 is 2 times too small: it is averaged over the batch instead of summed.');
  });

  it('in a δ that comes back from two layers is told: the branch that was left out', async () => {
    const residual = () =>
      build(
        [2, 3, 5, 4],
        [
          { type: 'Conv2d', name: 'conv1', out_channels: 3, kernel_size: 3, padding: 1 },
          { type: 'Tanh', name: 'tanh1' },
          { type: 'Add', name: 'sum', inputs: ['conv1', 'tanh1'] },
        ],
      );
    const tensors = dumpOf(residual());
    tensors.set('conv1.delta', tensors.get('sum.delta')!);
    const { sentence, layers } = await compare(residual(), tensors);
    expect(sentence).toBe('δ of conv1 equals what you get when the first of the branches that are added is left out.');
    expect(layers[0]!.diagnoses![0]!.mistakes).toEqual(['first-branch-left-out']);
  });

  it('in a forward pass is told where it is a known one', async () => {
    const built = net();
    const other = withLayer(built, 2, (right) => ({
      forward(...[inputs, parameters, ...given]: Parameters<typeof right.forward>) {
        const weight = parameters.weight as Tensor;
        const map = weight.shape.slice(2);
        const turned = weight.data.map((_, flat) => {
          const [o, i, h, w] = unravel(flat, weight.shape) as [number, number, number, number];
          return weight.data[ravel([o, i, map[0]! - 1 - h, map[1]! - 1 - w], weight.shape)]!;
        });
        return right.forward(inputs, { ...parameters, weight: { ...weight, data: turned } }, ...given);
      },
    }));
    const { sentence } = await compare(net(), dumpOf(other));
    expect(sentence).toMatch(
      /^The output of conv2 equals what you get when convolution and cross-correlation are taken/,
    );
  });

  it('where the forward passes part is said first, and nothing after it is blamed', async () => {
    const built = net();
    const index = built.model.network.layers.findIndex(({ name }) => name === 'tanh1');
    const other = withLayer(built, index, (right) => ({
      forward(...given: Parameters<typeof right.forward>) {
        const pass = right.forward(...given);
        return { ...pass, output: { ...pass.output, data: pass.output.data.map((value) => value * 0.9) } };
      },
    }));
    const report = await compare(net(), dumpOf(other));
    expect(report.sentence).toBe(
      'The forward passes part at tanh1: its output differs in 294 of 294 entries, each 0.9 times what is right.',
    );
    expect(wrongTensors(report)).toEqual(['tanh1.output']);
  });

  it('in how the loss is reduced is a note', async () => {
    const tensors = dumpOf(net());
    const loss = tensors.get('loss')!.data[0]!;
    tensors.set('loss', { shape: [], data: Float64Array.of(loss * 2) });
    const { comparison } = await compare(net(), tensors);
    expect(comparison!.notes.join(' ')).toContain('yours is summed over the batch, not averaged');
  });
});
