/** Graphs with branches: residual blocks, joined branches, gates. Every gradient right, and a planted fault found. */
import { describe, expect, it } from 'vitest';
import type { Layer } from '../../../src/engine/layer';
import type { RunRecord } from '../../../src/engine/run';
import { sizeOf, zeros, type Tensor } from '../../../src/engine/tensor';
import { build, runAll, withLayer, type Built } from './build';

/** conv1's output goes through conv2 and around it. */
const residual = () =>
  build(
    [2, 2, 5, 4],
    [
      { type: 'Conv2d', name: 'conv1', out_channels: 3, kernel_size: [3, 2] },
      { type: 'Tanh', name: 'before' },
      { type: 'Conv2d', name: 'conv2', out_channels: 3, kernel_size: 3, padding: 1 },
      { type: 'Add', name: 'sum', inputs: ['conv2', 'before'] },
      { type: 'ReLU', name: 'after' },
    ],
  );

/** Four branches of unlike width from one tensor, joined by channels; one of them reads it through a pool. */
const inception = () =>
  build(
    [2, 2, 5, 6],
    [
      { type: 'Conv2d', name: 'stem', out_channels: 3, kernel_size: 2 },
      { type: 'Conv2d', name: 'one', out_channels: 2, kernel_size: 1, inputs: ['stem'] },
      { type: 'Conv2d', name: 'three', out_channels: 4, kernel_size: 3, padding: 1, inputs: ['stem'] },
      { type: 'MaxPool2d', name: 'pool', kernel_size: 3, stride: 1, padding: 1, inputs: ['stem'] },
      { type: 'Conv2d', name: 'pooled', out_channels: 1, kernel_size: 1, inputs: ['pool'] },
      { type: 'Cat', name: 'joined', dim: 1, inputs: ['one', 'three', 'pooled', 'stem'] },
      { type: 'Conv2d', name: 'head', out_channels: 2, kernel_size: 2 },
    ],
  );

/** The maps' means make a gate for each map. */
const squeezeExcite = () =>
  build(
    [2, 2, 4, 5],
    [
      { type: 'Conv2d', name: 'conv', out_channels: 3, kernel_size: 2 },
      { type: 'Mean', name: 'squeeze', dim: [2, 3] },
      { type: 'Linear', name: 'excite', out_features: 3 },
      { type: 'Sigmoid', name: 'gate' },
      { type: 'Unflatten', name: 'perMap', dim: 1, unflattened_size: [3, 1, 1] },
      { type: 'Mul', name: 'scaled', inputs: ['conv', 'perMap'] },
    ],
  );

const indexOf = (built: Built, name: string): number =>
  built.model.network.layers.find((layer) => layer.name === name)!.index;

const wrongLayers = (report: Awaited<ReturnType<typeof runAll>>['report']) =>
  report?.layers.filter(({ verdict }) => verdict === 'wrong').map(({ name }) => name);

/** Σ of what the readers of a layer hand back to it, in the order in which backward comes to them. */
function sharesOf(built: Built, { trace }: RunRecord, name: string): Tensor[] {
  const source = indexOf(built, name);
  const readers = [...built.model.network.layers].reverse();
  return readers.flatMap(({ index, inputs }) =>
    inputs.flatMap((input, position) => (input === source ? [trace!.layers[index]!.back!.inputs[position]!] : [])),
  );
}

const graphs = [
  { title: 'a residual block', net: residual, branching: 'before', readers: 2 },
  { title: 'an inception block', net: inception, branching: 'stem', readers: 4 },
  { title: 'a squeeze-and-excite block', net: squeezeExcite, branching: 'conv', readers: 2 },
];

for (const { title, net, branching, readers } of graphs) {
  describe(title, () => {
    it('fits, and every gradient is right', async () => {
      const built = net();
      expect(built.problems).toEqual([]);
      const { report } = await runAll(built);
      expect(report?.verdict).toBe('right');
      expect(report?.sentence).toBe(`All ${built.summary.parameterCount} gradients are right.`);
      for (const { tensors } of report!.layers) {
        for (const { entries, checked, endToEnd } of tensors) {
          expect(checked).toBe(entries);
          expect(endToEnd.failed).toBe(0);
        }
      }
    });

    it('adds up δ where the branches part', async () => {
      const built = net();
      const { record } = await runAll(built);
      const shares = sharesOf(built, record, branching);
      expect(shares).toHaveLength(readers);
      const delta = record.trace!.layers[indexOf(built, branching)]!.delta!;
      const added = delta.data.map((_, at) => shares.reduce((sum, { data }) => sum + data[at]!, 0));
      for (const { data } of shares) expect(data.some((value) => value !== 0)).toBe(true);
      for (const [at, value] of delta.data.entries()) expect(value).toBeCloseTo(added[at]!, 14);
    });
  });
}

/** A backward pass whose ∂C/∂input `position` is something else. */
const withInputGradient =
  (position: number, change: (gradient: Tensor, delta: Tensor) => Tensor) =>
  (layer: Layer): Partial<Layer> => ({
    backward(delta, saved, parameters, options) {
      const back = layer.backward(delta, saved, parameters, options);
      return { ...back, inputs: back.inputs.map((dx, at) => (at === position ? change(dx, delta) : dx)) };
    },
  });

const dropped = (gradient: Tensor): Tensor => zeros(gradient.shape);

describe('a planted fault', () => {
  it.each([0, 1])('is found where a sum drops the gradient of branch %i', async (branch) => {
    const built = residual();
    const { report } = await runAll(withLayer(built, indexOf(built, 'sum'), withInputGradient(branch, dropped)));
    expect(wrongLayers(report)).toEqual(['sum']);
    expect(report?.firstAtFault).toBe(indexOf(built, 'sum'));
    expect(report?.sentence).toBe(`dx${branch} of sum is 0 everywhere: the gradient of this branch is dropped.`);
  });

  it('is found where a joined branch gets the piece of another', async () => {
    const built = inception();
    const join = indexOf(built, 'joined');
    // one has two maps, three has four: the first two maps of δ are handed to both.
    const shifted = (gradient: Tensor, delta: Tensor): Tensor => {
      const data = gradient.data.slice();
      const [perSample, own] = [sizeOf(delta.shape.slice(1)), sizeOf(gradient.shape.slice(1))];
      for (let at = 0; at < data.length; at++) data[at] = delta.data[Math.floor(at / own) * perSample + (at % own)]!;
      return { shape: gradient.shape, data };
    };
    const { report } = await runAll(withLayer(built, join, withInputGradient(1, shifted)));
    expect(wrongLayers(report)).toEqual(['joined']);
    expect(report?.firstAtFault).toBe(join);
  });

  it('is found where the gate of a map is not summed over the map', async () => {
    const built = squeezeExcite();
    const product = indexOf(built, 'scaled');
    // The first cell of each map alone, as if nothing had been repeated.
    const unreduced = (layer: Layer): Partial<Layer> => ({
      backward(delta, saved, parameters, options) {
        const back = layer.backward(delta, saved, parameters, options);
        const map = sizeOf(delta.shape.slice(2));
        const firsts = { shape: delta.shape, data: delta.data.map((value, at) => (at % map === 0 ? value : 0)) };
        const wrong = layer.backward(firsts, saved, parameters, options);
        return { ...back, inputs: [back.inputs[0]!, wrong.inputs[1]!] };
      },
    });
    const { report } = await runAll(withLayer(built, product, unreduced));
    expect(wrongLayers(report)).toEqual(['scaled']);
    expect(report?.sentence).toBe(
      'dx1 of scaled equals what you get when only the first of the repeated entries counts: what was broadcast is not summed.',
    );
  });

  it('is found where a mean forgets its divisor', async () => {
    const built = squeezeExcite();
    const mean = indexOf(built, 'squeeze');
    const sum = (gradient: Tensor) => ({ ...gradient, data: gradient.data.map((value) => value * 12) });
    const { report } = await runAll(withLayer(built, mean, withInputGradient(0, sum)));
    expect(wrongLayers(report)).toEqual(['squeeze']);
  });
});
