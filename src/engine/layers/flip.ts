import { intOrInts } from '../options';
import { ravel } from '../tensor';
import { axisOf, fault, noSuchAxis } from './shared/axes';
import { defineGather } from './shared/gather';

export default defineGather({
  type: 'Flip',
  doc: 'Turns the order of the entries along axes round. Flipped along both axes, a kernel is rotated by 180°.',
  formula: { forward: 'a[n, c, x, y] = z[n, c, H−1−x, W−1−y]', backward: '∂C/∂z[n, c, x, y] = δ[n, c, H−1−x, W−1−y]' },
  options: { dims: intOrInts({ doc: 'Axis or axes to turn round; negative counts from the end.' }) },
  torch: 'x.flip(dims)',
  mixesSamples: ({ dims }, [input]) => dims.some((dim) => axisOf(dim, input!.length) === 0),
  plan([input], { dims }) {
    const problem = dims.map((dim) => noSuchAxis('dims', dim, input!)).find((found) => found);
    if (problem) return problem;
    const axes = dims.map((dim) => axisOf(dim, input!.length));
    const twice = axes.find((axis, at) => axes.indexOf(axis) < at);
    if (twice !== undefined) return fault('dims', `axis ${twice} is named twice.`);
    const source = (index: readonly number[]): number =>
      ravel(
        index.map((at, axis) => (axes.includes(axis) ? input![axis]! - 1 - at : at)),
        input!,
      );
    return { output: input!, source };
  },
  samples: [
    { name: 'maps by 180°', inputs: [[2, 2, 3, 4]], options: { dims: [2, 3] } },
    { name: 'channels', inputs: [[2, 3, 4]], options: { dims: 1 } },
    { name: 'columns, from the end', inputs: [[3, 4]], options: { dims: -1 } },
    { name: 'the order of the samples', inputs: [[3, 2]], options: { dims: 0 } },
  ],
  rejects: [
    {
      name: 'an axis twice',
      inputs: [[2, 3]],
      options: { dims: [1, -1] },
      option: 'dims',
      message: 'axis 1 is named twice.',
    },
    {
      name: 'no such axis',
      inputs: [[2, 3]],
      options: { dims: [1, 2] },
      option: 'dims',
      message: 'there is no axis 2',
    },
  ],
});
