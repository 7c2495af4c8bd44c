import { defineLayer, type ShapeProblem } from '../layer';
import { int } from '../options';
import { formatShape, sizeOf } from '../tensor';
import { copyAs, fitsAs, mappingProbe, mappingTerms, productText } from './shared/mapping';

export default defineLayer({
  type: 'Flatten',
  doc: 'Joins neighbouring axes into one, in row-major order; by default all but the batch. Backward puts δ back into the shape that came in.',
  formula: { forward: 'a[n, (c·H + i)·W + j] = x[n, c, i, j]', backward: '∂C/∂x[n, c, i, j] = δ[n, (c·H + i)·W + j]' },
  options: {
    start_dim: int({ default: 1, doc: 'First axis to join; negative counts from the end.' }),
    end_dim: int({ default: -1, doc: 'Last axis to join; negative counts from the end.' }),
  },
  parameters: {},
  affine: true,

  shape([input], o) {
    const rank = input!.length;
    const start = o.start_dim < 0 ? o.start_dim + rank : o.start_dim;
    const end = o.end_dim < 0 ? o.end_dim + rank : o.end_dim;
    const problems: ShapeProblem[] = [];
    const outside = (option: 'start_dim' | 'end_dim') =>
      problems.push({
        option,
        message: `there is no axis ${o[option]} in an input of ${formatShape(input!)}: axes are 0 … ${rank - 1}, or −${rank} … −1 from the end.`,
      });
    if (start < 0 || start >= rank) outside('start_dim');
    if (end < 0 || end >= rank) outside('end_dim');
    if (problems.length === 0 && start > end) {
      const message = `axis ${start} comes after end_dim, axis ${end}: the first axis to join must not come after the last.`;
      problems.push({ option: 'start_dim', message });
    }
    if (problems.length > 0) return { ok: false, problems };
    const joined = input!.slice(start, end + 1);
    const output = [...input!.slice(0, start), sizeOf(joined), ...input!.slice(end + 1)];
    return fitsAs(output, joined.length > 1 ? [productText(joined, sizeOf(joined))] : []);
  },

  forward([input], _parameters, o) {
    const rank = input!.shape.length;
    const start = o.start_dim < 0 ? o.start_dim + rank : o.start_dim;
    const end = o.end_dim < 0 ? o.end_dim + rank : o.end_dim;
    const { shape } = input!;
    const joined = sizeOf(shape.slice(start, end + 1));
    return {
      output: copyAs(input!, [...shape.slice(0, start), joined, ...shape.slice(end + 1)]),
      saved: { shape },
    };
  },

  backward: (delta, { shape }) => ({ inputs: [copyAs(delta, shape)], parameters: {} }),
  probe: ([input]) => mappingProbe(input!),
  terms: mappingTerms,

  torch: 'x.flatten(start_dim, end_dim)',

  samples: [
    { name: 'maps of a batch', inputs: [[2, 3, 4, 5]], options: {} },
    { name: 'inner axes only', inputs: [[2, 3, 4, 5]], options: { start_dim: 1, end_dim: 2 } },
    { name: 'counted from the end', inputs: [[3, 2, 5]], options: { start_dim: -2, end_dim: -1 } },
    { name: 'one axis, nothing to join', inputs: [[3, 4]], options: {} },
  ],
  rejects: [
    {
      name: 'start beyond the last axis',
      inputs: [[2, 3]],
      options: { start_dim: 2 },
      option: 'start_dim',
      message: 'there is no axis 2 in an input of 2×3',
    },
    {
      name: 'end before the first axis',
      inputs: [[2, 3]],
      options: { end_dim: -3 },
      option: 'end_dim',
      message: 'axes are 0 … 1, or −2 … −1 from the end',
    },
    {
      name: 'start after end',
      inputs: [[2, 3, 4]],
      options: { start_dim: 2, end_dim: 1 },
      option: 'start_dim',
      message: 'axis 2 comes after end_dim, axis 1',
    },
  ],
});
