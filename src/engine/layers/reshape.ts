import { defineLayer } from '../layer';
import { ints } from '../options';
import { formatShape, sizeOf } from '../tensor';
import { copyAs, fitsAs, mappingProbe, mappingTerms, productText } from './shared/mapping';

/** The shape with its −1 filled in so that a sample's `size` entries fit, or undefined where they do not. */
function resolve(shape: readonly number[], size: number): readonly number[] | undefined {
  const given = sizeOf(shape.filter((extent) => extent !== -1));
  const resolved = shape.map((extent) => (extent === -1 ? size / given : extent));
  return resolved.every((extent) => Number.isInteger(extent) && extent >= 1) && sizeOf(resolved) === size
    ? resolved
    : undefined;
}

export default defineLayer({
  type: 'Reshape',
  doc: 'Gives each sample another shape of as many entries, in row-major order; the batch stays. As x.reshape(N, …) in PyTorch.',
  formula: { forward: 'a[n, …] = x[n, …], the same place in row-major order', backward: '∂C/∂x[n, …] = δ[n, …]' },
  options: {
    shape: ints({ min: -1, doc: 'Shape of a sample, without the batch; one −1 is filled in.' }),
  },
  parameters: {},
  affine: true,

  hint: (o) => o.shape.map((extent) => (extent === -1 ? '?' : extent)).join('×'),

  shape([input], o) {
    const problem = (message: string) => ({ ok: false, problems: [{ option: 'shape', message }] }) as const;
    if (o.shape.some((extent) => extent === 0)) return problem('an axis of extent 0 has no entries.');
    if (o.shape.filter((extent) => extent === -1).length > 1) return problem('only one extent can be −1.');
    const size = sizeOf(input!.slice(1));
    const resolved = resolve(o.shape, size);
    if (resolved) return fitsAs([...input!.slice(0, 1), ...resolved], [productText(resolved, size)]);
    const given = sizeOf(o.shape.filter((extent) => extent !== -1));
    const has = `a sample of ${formatShape(input!.slice(1))} has ${size} entries`;
    if (!o.shape.includes(-1)) return problem(`${has}, but ${productText(o.shape, given)}.`);
    const rest = size % given;
    return problem(`${has}, which ${given} does not divide: ${size} = ${given}·${(size - rest) / given} + ${rest}.`);
  },

  forward([input], _parameters, o) {
    const { shape } = input!;
    const resolved = resolve(o.shape, sizeOf(shape.slice(1)))!;
    return { output: copyAs(input!, [...shape.slice(0, 1), ...resolved]), saved: { shape } };
  },

  backward: (delta, { shape }) => ({ inputs: [copyAs(delta, shape)], parameters: {} }),
  probe: ([input]) => mappingProbe(input!),
  terms: mappingTerms,

  torch: 'x.reshape(x.shape[0], *shape)',

  samples: [
    { name: 'a vector to maps', inputs: [[2, 24]], options: { shape: [2, 3, 4] } },
    { name: 'one extent inferred', inputs: [[3, 2, 3, 4]], options: { shape: [4, -1] } },
    { name: 'all inferred', inputs: [[1, 2, 5]], options: { shape: [-1] } },
  ],
  rejects: [
    {
      name: 'other number of entries',
      inputs: [[1, 3, 4]],
      options: { shape: [2, 5] },
      option: 'shape',
      message: 'a sample of 3×4 has 12 entries, but 2·5 = 10.',
    },
    {
      name: 'no extent would fit',
      inputs: [[1, 3, 4]],
      options: { shape: [5, -1] },
      option: 'shape',
      message: 'a sample of 3×4 has 12 entries, which 5 does not divide: 12 = 5·2 + 2.',
    },
    { name: 'two to infer', inputs: [[1, 4]], options: { shape: [-1, -1] }, option: 'shape', message: 'only one' },
    { name: 'no entries', inputs: [[1, 4]], options: { shape: [0, 4] }, option: 'shape', message: 'extent 0' },
  ],
});
