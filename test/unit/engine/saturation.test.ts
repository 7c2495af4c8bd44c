/** Where outputs no longer move in their last digit, carried differences still do: right entries are right. */
import { describe, expect, it } from 'vitest';
import { tensor, type Tensor } from '../../../src/engine/tensor';
import { build, classes, runAll, withLayer, type LayerLine } from './build';

const cases: readonly (readonly [string, LayerLine, Tensor])[] = [
  ['tanh of a thousand', { type: 'Tanh' }, tensor([2, 3], [1e3, -1e3, 20, -19.5, 900, 350])],
  ['sigmoids of ±40', { type: 'Sigmoid' }, tensor([2, 3], [40, -40, 36.7, -38, 700, -745])],
  ['softmax of huge scores', { type: 'Softmax' }, tensor([2, 3], [4000, 3, -900, -50, 0, 41])],
  ['log softmax of huge scores', { type: 'LogSoftmax' }, tensor([2, 3], [4000, 3, -900, -50, 0, 41])],
  ['ELU far below 0', { type: 'ELU' }, tensor([2, 3], [-40, -700, -36, 1e6, -1e-9, 30])],
  ['softplus on both sides', { type: 'Softplus' }, tensor([2, 3], [-700, 19.5, -40, 25, 1e5, -1e5])],
  ['a map of zeros', { type: 'InstanceNorm1d' }, tensor([2, 1, 4], [0, 0, 0, 0, 1, 2, 2, 5])],
  ['a constant map', { type: 'InstanceNorm1d', eps: 1e-12 }, tensor([2, 1, 4], [0.1, 0.1, 0.1, 0.1, 1, 2, 2, 5])],
  [
    'two equal numbers, normalised',
    { type: 'LayerNorm', normalized_shape: 2, eps: 1e-12 },
    tensor([2, 2], [3, 3, 1, 4]),
  ],
];

describe('every entry is right, none unresolved', () => {
  for (const [name, layer, input] of cases) {
    it(name, async () => {
      const target = tensor(
        input.shape,
        Array.from(input.data, (_, k) => 0.3 * k - 1),
      );
      const { report } = await runAll(build(input.shape, [layer], { input, target }));
      expect(report!.sentence).toMatch(/^All \d+ gradients are right\.$/);
      for (const { tensors } of report!.layers) {
        for (const { maxRelativeError } of tensors) expect(maxRelativeError).toBeLessThanOrEqual(1e-7);
      }
    });
  }

  it('cross-entropy of a sure network, right and wrong', async () => {
    const input = tensor([3, 4], [800, -3, 2, 0, 1, 41, 0.5, -2, 1e5, -1e5, 3, 2]);
    const { report } = await runAll(
      build([3, 4], [{ type: 'Identity' }], { input, loss: 'CrossEntropyLoss', target: classes(0, 1, 3) }),
    );
    expect(report!.verdict).toBe('right');
  });
});

it('a saturated tanh whose gradient is wrong by a tenth is still found, where float64 can show it', async () => {
  const input = tensor([1, 3], [8, -9, 7.5]);
  const broken = withLayer(build([1, 3], [{ type: 'Tanh' }], { input }), 0, (tanh) => ({
    backward(...handed: Parameters<typeof tanh.backward>) {
      const { inputs } = tanh.backward(...handed);
      return {
        inputs: inputs.map(({ shape, data }) => ({ shape, data: data.map((value) => 1.1 * value) })),
        parameters: {},
      };
    },
  }));
  const { report } = await runAll(broken);
  expect(report!.layers[0]!.tensors[0]!.failed).toBe(3);
});

it('a carried difference that is not what the forward pass shows is not used', async () => {
  const built = build([2, 3], [{ type: 'Tanh' }]);
  const lying = withLayer(built, 0, (tanh) => ({
    probe(...handed: Parameters<NonNullable<typeof tanh.probe>>) {
      const probe = tanh.probe!(...handed);
      return {
        ...probe,
        carried: { by: (flat: number, by: number) => 1.01 * probe.carried!.by(flat, by), steepest: () => 1 },
      };
    },
  }));
  const reports = await Promise.all([built, lying].map((one) => runAll(one)));
  expect(reports.map(({ report }) => report!.layers[0]!.tensors[0]!.method!.split(' ')[0])).toEqual([
    'differences',
    'central',
  ]);
  expect(reports.map(({ report }) => report!.verdict)).toEqual(['right', 'right']);
});
