import { int, ints } from '../options';
import { ravel } from '../tensor';
import { axisOf, fault, minus, noSuchAxis } from './shared/axes';
import { defineGather } from './shared/gather';

export default defineGather({
  type: 'IndexSelect',
  doc: 'Takes entries of an axis by their numbers, in any order and as often as they are named: x[:, index] in PyTorch for dim 1 and a list. Backward sums δ where an entry was taken several times.',
  formula: { forward: 'a[n, k, …] = z[n, index_k, …]', backward: '∂C/∂z[n, c, …] = Σ_k δ[n, k, …] over index_k = c' },
  options: {
    dim: int({ doc: 'Axis that entries are taken of; negative counts from the end.' }),
    index: ints({ min: 0, doc: 'Numbers of the entries, counted from 0.' }),
  },
  torch: 'x.index_select(dim, torch.tensor(index))',
  plan([input], { dim, index }) {
    const problem = noSuchAxis('dim', dim, input!);
    if (problem) return problem;
    const axis = axisOf(dim, input!.length);
    const extent = input![axis]!;
    if (index.length === 0) return fault('index', 'no entry is named.');
    const wrong = index.find((at) => at >= extent);
    if (wrong !== undefined) {
      return fault('index', `there is no entry ${minus(wrong)} on axis ${axis}: entries are 0 … ${extent - 1}.`);
    }
    const output = input!.map((size, at) => (at === axis ? index.length : size));
    const source = (place: readonly number[]): number =>
      ravel(
        place.map((at, along) => (along === axis ? index[at]! : at)),
        input!,
      );
    return { output, source, arithmetic: [`${extent} → ${index.length}`] };
  },
  samples: [
    { name: 'channels in another order', inputs: [[2, 4, 3, 2]], options: { dim: 1, index: [2, 0, 3, 1] } },
    { name: 'an entry three times', inputs: [[2, 3, 2]], options: { dim: 1, index: [1, 1, 0, 1] } },
    { name: 'columns, from the end', inputs: [[3, 5]], options: { dim: -1, index: [4, 0] } },
    { name: 'samples', inputs: [[4, 3]], options: { dim: 0, index: [3, 1] } },
  ],
  rejects: [
    {
      name: 'no such entry',
      inputs: [[1, 4]],
      options: { dim: 1, index: [0, 4] },
      option: 'index',
      message: 'there is no entry 4 on axis 1: entries are 0 … 3.',
    },
    {
      name: 'no such axis',
      inputs: [[1, 4]],
      options: { dim: 2, index: [0] },
      option: 'dim',
      message: 'there is no axis 2',
    },
    {
      name: 'no entry',
      inputs: [[1, 4]],
      options: { dim: 1, index: [] },
      option: 'index',
      message: 'no entry is named.',
    },
  ],
});
