import { describe, expect, it } from 'vitest';
import { build, runAll, type LayerLine } from './build';

const plan = (lines: readonly LayerLine[]) => build([2, 3, 5, 4], lines);
const said = (lines: readonly LayerLine[]) =>
  plan(lines).problems.map(({ path, message, severity }) => `${severity} ${path.join('.')}: ${message}`);

const conv = (name: string, ...inputs: string[]): LayerLine => ({
  type: 'Conv2d',
  name,
  out_channels: 3,
  kernel_size: 3,
  padding: 1,
  ...(inputs.length > 0 ? { inputs } : {}),
});

describe('wiring', () => {
  it('runs layers in an order in which sources come first, whatever the order of the file', async () => {
    const built = plan([conv('c', 'b'), conv('a', 'input'), conv('b', 'a'), { type: 'Flatten', inputs: ['c'] }]);
    expect(built.problems).toEqual([]);
    expect(built.summary.layers.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'flatten']);
    expect(built.summary.layers.map(({ inputs }) => inputs)).toEqual([[-1], [0], [1], [2]]);
    expect(built.model.network.layers.map(({ path }) => path[1])).toEqual([1, 2, 0, 3]);
    expect((await runAll(built)).report?.verdict).toBe('right');
  });

  it('takes the loss of the last layer that no other reads', () => {
    const built = plan([conv('last', 'first'), conv('first', 'input')]);
    expect(built.summary.layers.at(-1)?.name).toBe('last');
    expect(built.problems).toEqual([]);
  });

  it('names a cycle once, all the way round', () => {
    expect(said([conv('a', 'c'), conv('b', 'a'), conv('c', 'b'), conv('d', 'c')])).toEqual([
      'error layers.0.inputs: The layers go round in a cycle: a reads c reads b reads a.',
    ]);
    expect(said([conv('a', 'a')])).toEqual(['error layers.0.inputs: The layers go round in a cycle: a reads a.']);
  });

  it('reports a name of nothing, and a layer that leads nowhere', () => {
    expect(said([conv('conv1'), conv('conv2', 'conv11')])).toEqual([
      'error layers.1.inputs.0: There is no layer "conv11". Did you mean "conv1"?',
    ]);
    expect(said([conv('a'), conv('b', 'input')])).toEqual([
      'warning layers.0: No layer reads a; the loss is taken of b. Name it in the "inputs" of a layer, or remove it.',
    ]);
  });

  it('adds up δ of a tensor that is read twice', async () => {
    const built = plan([
      conv('a'),
      conv('b', 'a'),
      { type: 'ReLU', name: 'r', inputs: ['a'] },
      { type: 'Add', inputs: ['b', 'r'] },
    ]);
    const { report, record } = await runAll(built);
    expect(report?.verdict).toBe('right');
    const { layers } = record.trace!;
    const [b, r] = [layers[1]!.back!.inputs[0]!.data, layers[2]!.back!.inputs[0]!.data];
    expect([...layers[0]!.delta!.data]).toEqual([...b].map((value, at) => value + r[at]!));
  });
});
