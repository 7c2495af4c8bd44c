import { defineLayer, type EntryTarget, type LayerState, type ParameterDocs, type Term, type TermSum } from '../layer';
import { int } from '../options';
import { formatShape, ravel, sizeOf, zeros, type Shape, type Tensor } from '../tensor';
import { DELTA, factorAt, local, symbol } from './shared/symbols';

/** Entries along `dim` stand `step` apart; a row starts at every flat position whose index along `dim` is 0. */
interface Row {
  readonly length: number;
  readonly step: number;
}

function rowOf(shape: Shape, dim: number): Row {
  const axis = dim < 0 ? dim + shape.length : dim;
  return { length: shape[axis]!, step: sizeOf(shape.slice(axis + 1)) };
}

/** Flat start of the row that a flat position lies in. */
const startOf = (flat: number, { length, step }: Row): number => flat - (Math.floor(flat / step) % length) * step;

/** Calls `visit` with the start of every row. */
function forEachRow(size: number, { length, step }: Row, visit: (start: number) => void): void {
  for (let block = 0; block < size; block += length * step) {
    for (let start = block; start < block + step; start++) visit(start);
  }
}

/** Largest entry of a row, and Σ e^(z − largest). */
function normaliser(z: Float64Array, start: number, { length, step }: Row): { largest: number; sum: number } {
  const end = start + length * step;
  let largest = -Infinity;
  for (let at = start; at < end; at += step) largest = Math.max(largest, z[at]!);
  let sum = 0;
  for (let at = start; at < end; at += step) sum += Math.exp(z[at]! - largest);
  return { largest, sum };
}

interface Saved {
  readonly output: Tensor;
  readonly row: Row;
}

/** ∂C/∂z_i = Σ_j δ_j · s_j(⟦i = j⟧ − s_i) */
function terms(
  target: EntryTarget,
  index: readonly number[],
  { delta, options, saved: { output, row } }: LayerState<{ readonly dim: number }, ParameterDocs, Saved>,
): TermSum | undefined {
  if (target.kind !== 'inputDelta' || !delta) return undefined;
  const flat = ravel(index, output.shape);
  const start = startOf(flat, row);
  const i = (flat - start) / row.step;
  const axis = options.dim < 0 ? options.dim + index.length : options.dim;
  const s = (j: number): number => output.data[start + j * row.step]!;
  const sum: Term[] = [];
  for (let j = 0; j < row.length; j++) {
    const place = index.map((at, position) => (position === axis ? j : at));
    const factors = [factorAt(DELTA, delta, place), local(s(j) * ((i === j ? 1 : 0) - s(i)))];
    sum.push({ at: [j], factors, product: factors[0]!.value * factors[1]!.value });
  }
  const subscripts = index.map((at, position) => (position === axis ? 'j' : String(at)));
  const visible = output.shape.length > 1 && output.shape[0] === 1 && axis > 0 ? subscripts.slice(1) : subscripts;
  return {
    indices: [{ name: 'j', from: 0, to: row.length - 1 }],
    factors: [symbol('δ', visible), symbol('∂s/∂z', ['j', i])],
    terms: sum,
    note: '∂s_j/∂z_i = s_j(1 − s_i) for j = i, and −s_j s_i otherwise: raising one entry lowers the others',
  };
}

export default defineLayer({
  type: 'Softmax',
  doc:
    'Turns the entries along one axis into probabilities: positive, and 1 in all. ' +
    'CrossEntropyLoss has a softmax of its own; with both, the gradient is taken through two.',
  formula: { forward: 's_i = e^(z_i)/Σ_j e^(z_j)', backward: '∂C/∂z_i = Σ_j δ_j s_j([i = j] − s_i)' },
  options: {
    dim: int({ default: 1, doc: 'Axis whose entries add up to 1; negative counts from the end.' }),
  },
  parameters: {},

  shape([input], o) {
    const rank = input!.length;
    if (o.dim < -rank || o.dim >= rank) {
      const axes = `axes are 0 … ${rank - 1}, or −${rank} … −1 from the end`;
      return {
        ok: false,
        problems: [
          { option: 'dim', message: `there is no axis ${o.dim} in an input of ${formatShape(input!)}: ${axes}.` },
        ],
      };
    }
    return { ok: true, output: input!, parameters: {}, arithmetic: [], multiplyAdds: sizeOf(input!) };
  },

  forward([input], _parameters, o) {
    const row = rowOf(input!.shape, o.dim);
    const output = zeros(input!.shape);
    forEachRow(output.data.length, row, (start) => {
      const { largest, sum } = normaliser(input!.data, start, row);
      for (let at = start; at < start + row.length * row.step; at += row.step) {
        output.data[at] = Math.exp(input!.data[at]! - largest) / sum;
      }
    });
    return { output, saved: { output, row } };
  },

  backward(delta, { output, row }) {
    const dx = zeros(output.shape);
    forEachRow(dx.data.length, row, (start) => {
      const end = start + row.length * row.step;
      let mean = 0;
      for (let at = start; at < end; at += row.step) mean += delta.data[at]! * output.data[at]!;
      for (let at = start; at < end; at += row.step) dx.data[at] = output.data[at]! * (delta.data[at]! - mean);
    });
    return { inputs: [dx], parameters: {} };
  },

  probe([input], _parameters, o) {
    const row = rowOf(input!.shape, o.dim);
    const reached = new Int32Array(row.length);
    return {
      reach(_source, flat) {
        const start = startOf(flat, row);
        for (let j = 0; j < row.length; j++) reached[j] = start + j * row.step;
        return reached;
      },
      output(flat) {
        const { largest, sum } = normaliser(input!.data, startOf(flat, row), row);
        return Math.exp(input!.data[flat]! - largest) / sum;
      },
    };
  },

  terms,

  torch: 'F.softmax(x, dim)',

  samples: [
    { name: 'classes of a batch', inputs: [[3, 5]], options: {} },
    { name: 'channels of maps', inputs: [[2, 3, 2, 4]], options: { dim: 1 } },
    { name: 'columns', inputs: [[2, 3, 2, 4]], options: { dim: -1 } },
    { name: 'across the batch', inputs: [[4, 3]], options: { dim: 0 } },
    { name: 'axes of equal size', inputs: [[1, 3, 3, 3]], options: { dim: 2 } },
    { name: 'axes of a single entry', inputs: [[2, 1, 3, 1]], options: { dim: 1 } },
  ],
  rejects: [
    {
      name: 'no such axis',
      inputs: [[2, 3]],
      options: { dim: 2 },
      option: 'dim',
      message: 'there is no axis 2 in an input of 2×3',
    },
    { name: 'before the first axis', inputs: [[2, 3]], options: { dim: -3 }, option: 'dim', message: 'axes are 0 … 1' },
  ],
});
