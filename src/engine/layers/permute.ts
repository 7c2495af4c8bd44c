import { ints } from '../options';
import { formatShape, ravel } from '../tensor';
import { axisOf, fault, noSuchAxis } from './shared/axes';
import { defineGather } from './shared/gather';

export default defineGather({
  type: 'Permute',
  doc: 'Puts the axes in another order, as N,C,H,W to N,H,W,C. Backward puts δ back by the inverse order.',
  formula: {
    forward: 'a[i_(dims[0]), i_(dims[1]), …] = x[i_0, i_1, …]',
    backward: '∂C/∂x[i_0, i_1, …] = δ[i_(dims[0]), i_(dims[1]), …]',
  },
  options: {
    dims: ints({
      doc: 'The input axis that stands at each place of the output, batch included; negative counts from the end.',
    }),
  },
  torch: 'x.permute(dims)',
  plan([input], { dims }) {
    const rank = input!.length;
    if (dims.length !== rank)
      return fault('dims', `${dims.length} axes are named, but the input ${formatShape(input!)} has ${rank}.`);
    const wrong = dims.map((dim) => noSuchAxis('dims', dim, input!)).find((problem) => problem);
    if (wrong) return wrong;
    const order = dims.map((dim) => axisOf(dim, rank));
    const twice = order.find((axis, at) => order.indexOf(axis) < at);
    if (twice !== undefined) return fault('dims', `axis ${twice} is named twice, so another one is missing.`);
    const place = input!.map(() => 0);
    const source = (index: readonly number[]): number => {
      for (let at = 0; at < rank; at++) place[order[at]!] = index[at]!;
      return ravel(place, input!);
    };
    return { output: order.map((axis) => input![axis]!), source };
  },
  samples: [
    { name: 'channels last', inputs: [[2, 3, 4, 5]], options: { dims: [0, 2, 3, 1] } },
    { name: 'a cycle of three axes', inputs: [[2, 3, 4]], options: { dims: [2, 0, 1] } },
    { name: 'from the end', inputs: [[1, 3, 2, 4]], options: { dims: [0, -1, 1, -2] } },
    { name: 'nothing moves', inputs: [[2, 3]], options: { dims: [0, 1] } },
  ],
  rejects: [
    {
      name: 'an axis twice',
      inputs: [[2, 3, 4]],
      options: { dims: [0, 1, -2] },
      option: 'dims',
      message: 'axis 1 is named twice',
    },
    {
      name: 'too few',
      inputs: [[2, 3, 4]],
      options: { dims: [1, 0] },
      option: 'dims',
      message: '2 axes are named, but the input 2×3×4 has 3.',
    },
    {
      name: 'no such axis',
      inputs: [[2, 3]],
      options: { dims: [0, 2] },
      option: 'dims',
      message: 'there is no axis 2',
    },
  ],
});
