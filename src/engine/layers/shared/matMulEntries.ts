/** Single entries of a batched matrix product: for gradcheck, and as sums of products. */
import type { EntryTarget, Factor, LayerState, ParameterDocs, Probe, Term, TermSum } from '../../layer';
import { unravel, type Shape, type Tensor } from '../../tensor';
import { sourceIndex } from './broadcast';
import type { Products } from './matrices';
import { DELTA, factorAt, symbol } from './symbols';

export interface MatMulSaved {
  readonly a: Tensor;
  readonly b: Tensor;
  readonly products: Products;
}

export function matMulProbe(a: Tensor, b: Tensor, { rows, inner, columns, ofA, ofB }: Products): Probe {
  const cells = rows * columns;
  const matricesAt = (starts: Int32Array, start: number) =>
    [...starts.keys()].filter((batch) => starts[batch] === start);
  return {
    reach(source, flat) {
      const left = source.kind === 'input' && source.input === 0;
      const within = flat % (left ? rows * inner : inner * columns);
      const matrices = matricesAt(left ? ofA : ofB, flat - within);
      const [row, column] = [Math.floor(within / inner), within % columns];
      const count = left ? columns : rows;
      const reached = new Int32Array(matrices.length * count);
      for (const [m, batch] of matrices.entries()) {
        for (let k = 0; k < count; k++) {
          reached[m * count + k] = batch * cells + (left ? row * columns + k : k * columns + column);
        }
      }
      return reached;
    },
    output(flat) {
      const [batch, cell] = [Math.floor(flat / cells), flat % cells];
      const [i, j] = [Math.floor(cell / columns), cell % columns];
      let sum = 0;
      for (let k = 0; k < inner; k++)
        sum += a.data[ofA[batch]! + i * inner + k]! * b.data[ofB[batch]! + k * columns + j]!;
      return sum;
    },
  };
}

/** Running index of a sum, beside the batch axes'. */
type Place = (batch: readonly number[], k: number) => readonly number[];

export function matMulTerms(
  target: EntryTarget,
  index: readonly number[],
  { inputs, delta, saved: { products } }: LayerState<unknown, ParameterDocs, MatMulSaved>,
): TermSum | undefined {
  const [a, b] = inputs as readonly [Tensor, Tensor];
  const [i, j] = index.slice(-2) as [number, number];
  const whole = products.output.slice(0, -2);
  if (target.kind === 'output') {
    const left = { source: { kind: 'input', input: 0 } as const, name: 'a', tensor: a, place: rowOf(i) };
    const right = { source: { kind: 'input', input: 1 } as const, name: 'b', tensor: b, place: columnOf(j) };
    return sumOver([index.slice(0, -2)], whole, ['k', products.inner], left, right);
  }
  if (!delta || target.kind !== 'inputDelta') return undefined;
  const own = inputs[target.input]!.shape.slice(0, -2);
  const batches = Array.from({ length: products.ofA.length }, (_, batch) => unravel(batch, whole)).filter(
    (batch) => String(sourceIndex(batch, own)) === String(index.slice(0, -2)),
  );
  if (target.input === 0) {
    const left = { source: DELTA, name: 'δ', tensor: delta, place: rowOf(i) };
    const right = { source: { kind: 'input', input: 1 } as const, name: 'b', tensor: b, place: rowOf(j) };
    return sumOver(batches, whole, ['k', products.columns], left, right);
  }
  const left = { source: { kind: 'input', input: 0 } as const, name: 'a', tensor: a, place: columnOf(i) };
  const right = { source: DELTA, name: 'δ', tensor: delta, place: columnOf(j) };
  return sumOver(batches, whole, ['k', products.rows], left, right);
}

const rowOf =
  (i: number): Place =>
  (batch, k) => [...batch, i, k];
const columnOf =
  (j: number): Place =>
  (batch, k) => [...batch, k, j];

interface Side {
  readonly source: Factor['source'];
  readonly name: string;
  readonly tensor: Tensor;
  readonly place: Place;
}

/** Σ over the batch axes on which `batches` differ, and over k, of left · right. */
function sumOver(
  batches: readonly (readonly number[])[],
  whole: Shape,
  [name, count]: readonly [string, number],
  left: Side,
  right: Side,
): TermSum {
  const names = [...'uvwyzpq'];
  const running = whole.map((_, axis) => batches.some((batch) => batch[axis] !== batches[0]![axis]));
  const along = <T>(of: (axis: number) => T): T[] => [...whole.keys()].filter((axis) => running[axis]).map(of);
  const terms: Term[] = [];
  for (const batch of batches) {
    for (let k = 0; k < count; k++) {
      const factors = [left, right].map(({ source, tensor, place }) =>
        factorAt(source, tensor, place(sourceIndex(batch, tensor.shape.slice(0, -2)), k)),
      );
      terms.push({
        at: [...along((axis) => batch[axis]!), k],
        factors,
        product: factors[0]!.value * factors[1]!.value,
      });
    }
  }
  const subscripts = ({ tensor, place }: Side): string[] => {
    const own = tensor.shape.slice(0, -2);
    const added = whole.length - own.length;
    const [first, second] = place([], -1).map((at) => (at === -1 ? name : String(at)));
    const batch = own.map((extent, axis) =>
      extent > 1 && running[axis + added] ? names[axis + added]! : String(sourceIndex(batches[0]!, own)[axis]),
    );
    return [...batch, first!, second!];
  };
  return {
    indices: [
      ...along((axis) => ({ name: names[axis]!, from: 0, to: whole[axis]! - 1 })),
      { name, from: 0, to: count - 1 },
    ],
    factors: [left, right].map((side) => symbol(side.name, subscripts(side))),
    terms,
  };
}
