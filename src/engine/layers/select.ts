import { int } from '../options';
import { axisOf, fault, minus, noSuchAxis } from './shared/axes';
import { defineGather } from './shared/gather';
import { stretch } from './shared/pieces';

export default defineGather({
  type: 'Select',
  doc: 'Takes one entry of an axis, and the axis is gone: x[:, index] in PyTorch for dim 1.',
  formula: { forward: 'a[n, …] = x[n, index, …]', backward: '∂C/∂x[n, index, …] = δ[n, …], 0 elsewhere' },
  options: {
    dim: int({ doc: 'Axis that goes; negative counts from the end.' }),
    index: int({ doc: 'Which entry of the axis; negative counts from the end.' }),
  },
  torch: 'x.select(dim, index)',
  plan([input], { dim, index }) {
    const problem = noSuchAxis('dim', dim, input!);
    if (problem) return problem;
    const axis = axisOf(dim, input!.length);
    const extent = input![axis]!;
    if (index < -extent || index >= extent) {
      const range = `entries are 0 … ${extent - 1}, or −${extent} … −1 from the end`;
      return fault('index', `there is no entry ${minus(index)} on axis ${axis}: ${range}.`);
    }
    const one = stretch(input!, axis, index < 0 ? index + extent : index, 1);
    const output = input!.filter((_, at) => at !== axis);
    const place = input!.map(() => 0);
    const source = (at: readonly number[]): number => {
      for (let k = 0; k < output.length; k++) place[k < axis ? k : k + 1] = at[k]!;
      return one.source(place);
    };
    return { output, source };
  },
  samples: [
    { name: 'a channel', inputs: [[2, 4, 3, 2]], options: { dim: 1, index: 2 } },
    { name: 'last column', inputs: [[2, 2, 3, 5]], options: { dim: -1, index: -1 } },
    { name: 'a sample', inputs: [[3, 4]], options: { dim: 0, index: 1 } },
    { name: 'a row', inputs: [[1, 2, 3, 2]], options: { dim: 2, index: 0 } },
  ],
  rejects: [
    {
      name: 'no such entry',
      inputs: [[1, 4]],
      options: { dim: 1, index: 4 },
      option: 'index',
      message: 'there is no entry 4 on axis 1: entries are 0 … 3',
    },
    {
      name: 'no such axis',
      inputs: [[1, 4]],
      options: { dim: 2, index: 0 },
      option: 'dim',
      message: 'there is no axis 2',
    },
  ],
});
