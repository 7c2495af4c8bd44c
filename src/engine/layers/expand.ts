import { ints } from '../options';
import { formatShape, ravel } from '../tensor';
import { fault } from './shared/axes';
import { defineGather } from './shared/gather';

export default defineGather({
  type: 'Expand',
  doc: 'Repeats axes of a single entry up to the given sizes, and adds axes in front. Backward sums δ over what was repeated.',
  formula: { forward: 'a[n, c, x, y] = x[n, c, 0, 0]', backward: '∂C/∂x[n, c, 0, 0] = Σ_x Σ_y δ[n, c, x, y]' },
  options: {
    sizes: ints({ min: -1, doc: 'Extents of the output, batch included; −1 keeps the extent of the input.' }),
  },
  torch: 'x.expand(sizes)',
  hint: (o) =>
    o.sizes
      .slice(1)
      .map((extent) => (extent === -1 ? '?' : extent))
      .join('×'),
  plan([input], { sizes }) {
    const added = sizes.length - input!.length;
    if (added < 0)
      return fault('sizes', `${sizes.length} sizes do not do for the ${input!.length} axes of ${formatShape(input!)}.`);
    if (sizes.includes(0)) return fault('sizes', 'an axis of extent 0 has no entries.');
    const extents = sizes.map((_, axis) => input![axis - added] ?? 0);
    const wrong = sizes.findIndex((size, axis) =>
      size === -1 ? extents[axis] === 0 : extents[axis]! > 1 && size !== extents[axis],
    );
    if (wrong >= 0) {
      const message =
        wrong < added
          ? `axis ${wrong} is new, so −1 has no extent to keep.`
          : `axis ${wrong - added} of ${formatShape(input!)} has ${extents[wrong]} entries: only a single one can be repeated ${sizes[wrong]} times.`;
      return fault('sizes', message);
    }
    const output = sizes.map((size, axis) => (size === -1 ? extents[axis]! : size));
    const place = input!.map(() => 0);
    const source = (index: readonly number[]): number => {
      for (let axis = 0; axis < place.length; axis++) place[axis] = input![axis] === 1 ? 0 : index[axis + added]!;
      return ravel(place, input!);
    };
    return { output, source, arithmetic: [`${formatShape(input!)} → ${formatShape(output)}`] };
  },
  samples: [
    { name: 'a number per map', inputs: [[2, 3, 1, 1]], options: { sizes: [-1, -1, 2, 4] } },
    { name: 'a column', inputs: [[2, 3, 1]], options: { sizes: [2, 3, 4] } },
    { name: 'axes in front', inputs: [[3, 1]], options: { sizes: [2, 4, 3, 2] } },
    { name: 'nothing to repeat', inputs: [[2, 3]], options: { sizes: [-1, 3] } },
  ],
  rejects: [
    {
      name: 'several entries',
      inputs: [[2, 3, 1]],
      options: { sizes: [2, 6, 4] },
      option: 'sizes',
      message: 'axis 1 of 2×3×1 has 3 entries: only a single one can be repeated 6 times.',
    },
    {
      name: 'too few sizes',
      inputs: [[2, 3, 1]],
      options: { sizes: [3, 4] },
      option: 'sizes',
      message: '2 sizes do not do for the 3 axes of 2×3×1.',
    },
    {
      name: '−1 on a new axis',
      inputs: [[3, 1]],
      options: { sizes: [-1, 3, 4] },
      option: 'sizes',
      message: 'axis 0 is new',
    },
    { name: 'no entries', inputs: [[3, 1]], options: { sizes: [3, 0] }, option: 'sizes', message: 'extent 0' },
  ],
});
