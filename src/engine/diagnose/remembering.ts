/** The right gradient is asked for by every mistake that changes only the result: it is computed once. */
import type { Tensor } from '../tensor';
import { withCompute, type Bench } from './bench';

type Pieces = Pick<Bench, 'inputs' | 'delta' | 'parameters' | 'options' | 'context' | 'target'>;

const KEPT = 4;
const same = (a: Pieces, b: Pieces): boolean =>
  a.inputs === b.inputs &&
  a.delta === b.delta &&
  a.parameters === b.parameters &&
  a.options === b.options &&
  a.context === b.context &&
  a.target === b.target;

/** A bench that keeps its last results; nobody changes a tensor that a bench has given. */
export function remembering(bench: Bench): Bench {
  const { compute } = bench;
  const kept: { readonly pieces: Pieces; readonly result: Tensor }[] = [];
  return withCompute(bench, (pieces) => {
    const found = kept.find((one) => same(one.pieces, pieces));
    if (found) return found.result;
    const result = compute(pieces);
    kept.unshift({ pieces, result });
    kept.length = Math.min(kept.length, KEPT);
    return result;
  });
}
