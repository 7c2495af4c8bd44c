import { ints } from '../options';
import { formatShape, ravel } from '../tensor';
import { fault } from './shared/axes';
import { defineGather } from './shared/gather';

export default defineGather({
  type: 'Repeat',
  doc: 'Lays copies of a tensor side by side along its axes, and adds axes in front. Backward sums the δ of all copies.',
  formula: { forward: 'a[n, x] = z[n, x mod W]', backward: '∂C/∂z[n, x] = Σ_k δ[n, x + k W]' },
  options: { repeats: ints({ min: 1, doc: 'Number of copies along each axis, batch included.' }) },
  torch: 'x.repeat(repeats)',
  mixesSamples: ({ repeats }, [input]) => repeats.length > input!.length || repeats[0] !== 1,
  plan([input], { repeats }) {
    const added = repeats.length - input!.length;
    if (added < 0) {
      const message = `${repeats.length} numbers do not do for the ${input!.length} axes of ${formatShape(input!)}.`;
      return fault('repeats', message);
    }
    const output = repeats.map((count, axis) => count * (input![axis - added] ?? 1));
    const source = (index: readonly number[]): number =>
      ravel(
        input!.map((extent, axis) => index[axis + added]! % extent),
        input!,
      );
    return { output, source, arithmetic: [`${formatShape(input!)} → ${formatShape(output)}`] };
  },
  samples: [
    { name: 'columns twice', inputs: [[2, 3, 2, 3]], options: { repeats: [1, 1, 1, 2] } },
    { name: 'channels and rows', inputs: [[2, 2, 3]], options: { repeats: [1, 3, 2] } },
    { name: 'an axis in front', inputs: [[3, 2]], options: { repeats: [2, 1, 1] } },
    { name: 'the whole batch', inputs: [[2, 3]], options: { repeats: [2, 1] } },
  ],
  rejects: [
    {
      name: 'too few numbers',
      inputs: [[2, 3, 1]],
      options: { repeats: [2, 1] },
      option: 'repeats',
      message: '2 numbers do not do for the 3 axes of 2×3×1.',
    },
  ],
});
