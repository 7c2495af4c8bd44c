/** What Flatten and Reshape share: the numbers stay in their row-major order, only the indices change. */
import type { EntryTarget, Fits, LayerState, ParameterDocs, Probe, TermSum } from '../../layer';
import { formatShape, ravel, unravel, type Shape, type Tensor } from '../../tensor';
import { DELTA, factorAt, fixed, INPUT, symbol } from './symbols';

export function fitsAs(output: Shape, arithmetic: readonly string[]): Fits<Record<never, never>> {
  return { ok: true, output, parameters: {}, arithmetic, multiplyAdds: 0 };
}

/** The same numbers in another shape, in a tensor of their own. */
export const copyAs = (from: Tensor, shape: Shape): Tensor => ({ shape, data: from.data.slice() });

/** Each output is one input. */
export function mappingProbe(input: Tensor): Probe {
  const self = new Int32Array(1);
  return {
    reach(_source, flat) {
      self[0] = flat;
      return self;
    },
    output: (flat) => input.data[flat]!,
  };
}

/** One term: the entry with the same place in row-major order. */
export function mappingTerms(
  target: EntryTarget,
  index: readonly number[],
  { inputs, output, delta }: LayerState<unknown, ParameterDocs, unknown>,
): TermSum | undefined {
  const input = inputs[0]!;
  const forward = target.kind === 'output';
  const from = forward ? input : delta;
  if (!from) return undefined;
  const at = unravel(ravel(index, (forward ? output : input).shape), from.shape);
  const factor = factorAt(forward ? INPUT : DELTA, from, at);
  return {
    indices: [],
    factors: [symbol(forward ? 'a' : 'δ', fixed(at, from.shape))],
    terms: [{ at: [], factors: [factor], product: factor.value }],
    note: 'only the indices change, not the numbers',
  };
}

/** `16·5·5 = 400` */
export const productText = (extents: Shape, product: number): string =>
  extents.length > 1 ? `${formatShape(extents).replaceAll('×', '·')} = ${product}` : String(product);
