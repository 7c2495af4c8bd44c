import { int, optionalInt } from '../options';
import { axisOf, fault, minus, noSuchAxis } from './shared/axes';
import { defineGather } from './shared/gather';
import { stretch } from './shared/pieces';

/** A bound as Python reads it: negative from the end, and never outside 0 … extent. */
const bounded = (at: number, extent: number): number => Math.min(Math.max(at < 0 ? at + extent : at, 0), extent);

export default defineGather({
  type: 'Slice',
  doc: 'Takes every step-th entry of an axis from start up to, and without, end: x[:, start:end:step] in PyTorch for dim 1. Bounds outside the axis are moved to its ends, as Python does.',
  formula: { forward: 'a[n, c, …] = x[n, start + c·step, …]', backward: '∂C/∂x = δ at what was taken, 0 elsewhere' },
  options: {
    dim: int({ default: 0, doc: 'Axis that is sliced; negative counts from the end.' }),
    start: int({ default: 0, doc: 'First entry; negative counts from the end.' }),
    end: optionalInt({
      doc: 'The entry to stop before, the end of the axis when left out; negative counts from the end.',
    }),
    step: int({ min: 1, default: 1, doc: 'Distance from one entry to the next.' }),
  },
  torch: 'x.transpose(0, dim)[start:end:step].transpose(0, dim)',
  plan([input], { dim, start, end, step }) {
    const problem = noSuchAxis('dim', dim, input!);
    if (problem) return problem;
    const axis = axisOf(dim, input!.length);
    const extent = input![axis]!;
    const [from, to] = [bounded(start, extent), bounded(end ?? extent, extent)];
    const count = Math.ceil((to - from) / step);
    const arithmetic = `⌈(${to} − ${from})/${step}⌉ = ${minus(count)}`;
    if (count < 1) return fault('start', `of ${extent} entries the slice takes none: ${arithmetic}.`);
    return { ...stretch(input!, axis, from, count, step), arithmetic: [arithmetic] };
  },
  samples: [
    { name: 'channels from the second', inputs: [[2, 4, 3, 2]], options: { dim: 1, start: 1 } },
    { name: 'every second column', inputs: [[2, 2, 3, 5]], options: { dim: -1, step: 2 } },
    { name: 'both ends from the end', inputs: [[2, 7]], options: { dim: 1, start: -5, end: -1, step: 3 } },
    { name: 'an end beyond the axis', inputs: [[3, 4]], options: { start: 1, end: 9 } },
  ],
  rejects: [
    {
      name: 'nothing left',
      inputs: [[1, 4]],
      options: { dim: 1, start: 3, end: 2 },
      option: 'start',
      message: 'of 4 entries the slice takes none: ⌈(2 − 3)/1⌉ = −1.',
    },
    {
      name: 'start at the end',
      inputs: [[1, 4]],
      options: { dim: 1, start: 4 },
      option: 'start',
      message: '⌈(4 − 4)/1⌉ = 0.',
    },
    { name: 'no such axis', inputs: [[1, 4]], options: { dim: 2 }, option: 'dim', message: 'there is no axis 2' },
  ],
});
