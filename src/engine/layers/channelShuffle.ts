import { int } from '../options';
import { formatShape, ravel } from '../tensor';
import { fault } from './shared/axes';
import { defineGather } from './shared/gather';

export default defineGather({
  type: 'ChannelShuffle',
  doc: 'Mixes channels between groups: of G groups of m channels it takes the first of each, then the second of each (ShuffleNet, Zhang et al. 2018).',
  formula: { forward: 'a[n, k·G + g, …] = z[n, g·m + k, …]', backward: '∂C/∂z[n, g·m + k, …] = δ[n, k·G + g, …]' },
  options: { groups: int({ min: 1, doc: 'Number of groups G; divides the channels.' }) },
  torch: 'x.unflatten(1, (groups, -1)).transpose(1, 2).flatten(1, 2)',
  plan([input], { groups }) {
    const channels = input![1];
    if (input!.length < 3)
      return fault(undefined, `ChannelShuffle needs an input N×C×…, but gets ${formatShape(input!)}.`);
    const rest = channels! % groups;
    if (rest > 0)
      return fault(
        'groups',
        `${groups} groups do not divide ${channels} channels: ${channels} = ${groups}·${(channels! - rest) / groups} + ${rest}.`,
      );
    const each = channels! / groups;
    const place = input!.map(() => 0);
    const source = (index: readonly number[]): number => {
      for (let axis = 0; axis < place.length; axis++) place[axis] = index[axis]!;
      place[1] = (index[1]! % groups) * each + Math.floor(index[1]! / groups);
      return ravel(place, input!);
    };
    return { output: input!, source, arithmetic: [`${channels}/${groups} = ${each}`] };
  },
  samples: [
    { name: 'two groups of three', inputs: [[2, 6, 2, 3]], options: { groups: 2 } },
    { name: 'three groups of two', inputs: [[2, 6, 3, 2]], options: { groups: 3 } },
    { name: 'one group', inputs: [[2, 4, 2, 2]], options: { groups: 1 } },
    { name: 'a group per channel', inputs: [[1, 4, 2, 3]], options: { groups: 4 } },
    { name: 'one axis after the channels', inputs: [[3, 8, 2]], options: { groups: 4 } },
    { name: 'three axes after the channels', inputs: [[1, 4, 2, 1, 2]], options: { groups: 2 } },
  ],
  rejects: [
    {
      name: 'channels left over',
      inputs: [[1, 7, 2, 2]],
      options: { groups: 3 },
      option: 'groups',
      message: '3 groups do not divide 7 channels: 7 = 3·2 + 1.',
    },
    { name: 'a vector', inputs: [[2, 8]], options: { groups: 2 }, message: 'ChannelShuffle needs an input N×C×…' },
  ],
});
