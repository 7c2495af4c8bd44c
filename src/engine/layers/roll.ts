import { intOrInts } from '../options';
import { ravel } from '../tensor';
import { axisOf, fault, noSuchAxis } from './shared/axes';
import { defineGather } from './shared/gather';

export default defineGather({
  type: 'Roll',
  doc: 'Moves the entries along axes by so many places; what leaves at one end comes in at the other, as the shifted windows of Swin.',
  formula: {
    forward: 'a[n, c, x] = z[n, c, (x − shift) mod W]',
    backward: '∂C/∂z[n, c, x] = δ[n, c, (x + shift) mod W]',
  },
  options: {
    shifts: intOrInts({ doc: 'Places to move by, one for each axis; negative moves to the front.' }),
    dims: intOrInts({ doc: 'Axis or axes; negative counts from the end.' }),
  },
  torch: 'x.roll(shifts, dims)',
  mixesSamples: ({ dims }, [input]) => dims.some((dim) => axisOf(dim, input!.length) === 0),
  plan([input], { shifts, dims }) {
    if (shifts.length !== dims.length) {
      return fault('shifts', `${shifts.length} shifts do not go with ${dims.length} axes: one for each.`);
    }
    const problem = dims.map((dim) => noSuchAxis('dims', dim, input!)).find((found) => found);
    if (problem) return problem;
    const by = input!.map(() => 0);
    for (const [at, dim] of dims.entries()) by[axisOf(dim, input!.length)]! += shifts[at]!;
    const source = (index: readonly number[]): number =>
      ravel(
        index.map((at, axis) => modulo(at - by[axis]!, input![axis]!)),
        input!,
      );
    return { output: input!, source };
  },
  samples: [
    { name: 'maps, both axes', inputs: [[2, 2, 3, 4]], options: { shifts: [1, -2], dims: [2, 3] } },
    { name: 'channels', inputs: [[2, 3, 4]], options: { shifts: -1, dims: 1 } },
    { name: 'more than once round', inputs: [[3, 4]], options: { shifts: 9, dims: -1 } },
    { name: 'the samples', inputs: [[3, 2]], options: { shifts: 1, dims: 0 } },
  ],
  rejects: [
    {
      name: 'no such axis',
      inputs: [[2, 3]],
      options: { shifts: 1, dims: 2 },
      option: 'dims',
      message: 'there is no axis 2',
    },
    {
      name: 'another number of shifts',
      inputs: [[2, 3]],
      options: { shifts: [1, 2], dims: 1 },
      option: 'shifts',
      message: '2 shifts do not go with 1 axes: one for each.',
    },
  ],
});

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
