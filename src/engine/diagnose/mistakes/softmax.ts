/** Mistakes in the way back through a softmax, where every output depends on every input of its row. */
import { forEachRow, rowAlong } from '../../layers/shared/rowsAlong';
import { isInput, withCompute, type Bench } from '../bench';
import { defineMistakes, type Mistake } from '../mistake';
import { zeros, type Tensor } from '../../tensor';

const on = 'Softmax, Softmin, LogSoftmax';
const types = ['Softmax', 'Softmin', 'LogSoftmax'];

interface RowOf {
  /** s, the probabilities, also where the output is their logarithm. */
  readonly s: Float64Array;
  readonly delta: Float64Array;
  readonly isLog: boolean;
  /** Σ over the row along the layer's axis, or another one. */
  sum(values: (flat: number) => number, dim?: number): Float64Array;
}

/** ∂C/∂z by a formula of one entry, which is given what its row needs. */
function byEntry(formula: (row: RowOf, bench: Bench) => (flat: number) => number): Mistake['make'] {
  return (bench) =>
    types.includes(bench.type) && isInput(bench)
      ? withCompute(bench, (pieces) => {
          const entry = formula(rowOf(pieces), pieces);
          const sign = pieces.type === 'Softmin' ? -1 : 1;
          const { shape, data } = pieces.inputs[0]!;
          return { shape, data: data.map((_, flat) => sign * entry(flat)) };
        })
      : undefined;
}

function rowOf({ type, output, delta, options }: Bench): RowOf {
  const isLog = type === 'LogSoftmax';
  return {
    s: isLog ? output.data.map(Math.exp) : output.data,
    delta: delta.data,
    isLog,
    sum: (values, dim = Number(options.dim)) => sumsAlong(output, dim, values),
  };
}

/** By entry: the sum of its row. */
function sumsAlong({ shape, data }: Tensor, dim: number, values: (flat: number) => number): Float64Array {
  const row = rowAlong(shape, dim);
  const sums = zeros(shape).data;
  forEachRow(data.length, row, (start) => {
    let sum = 0;
    for (let k = 0; k < row.length; k++) sum += values(start + k * row.step);
    for (let k = 0; k < row.length; k++) sums[start + k * row.step] = sum;
  });
  return sums;
}

const formula = '∂C/∂z_i = s_i (δ_i − Σ_j δ_j s_j); of the logarithm δ_i − s_i Σ_j δ_j';

export default defineMistakes(
  {
    id: 'softmax-diagonal-only',
    title: 'diagonal of the softmax only',
    when: 'only the diagonal s(1 − s) of the softmax’s derivative is taken',
    on,
    make: byEntry(
      ({ s, delta, isLog }) =>
        (flat) =>
          delta[flat]! * (isLog ? 1 : s[flat]!) * (1 - s[flat]!),
    ),
    remedy: {
      formula,
      why: 'Each output depends on every input of its row: off the diagonal the derivative is −s_i s_j.',
      edit: { yours: 'delta * s * (1 - s)', right: 's * (delta - (delta * s).sum(axis=1))' },
    },
    seen: ['https://github.com/deeplearning4j/libnd4j/issues/440'],
  },
  {
    id: 'softmax-row-sum-missing',
    title: 'sum of the row missing',
    when: 'the sum over the row is left out',
    on,
    make: byEntry(
      ({ s, delta, isLog }) =>
        (flat) =>
          delta[flat]! * (isLog ? 1 : s[flat]!),
    ),
    remedy: {
      formula,
      why: 'The outputs of a row add up to 1, so raising one input lowers all others.',
      edit: { yours: 's * delta', right: 's * (delta - (delta * s).sum(axis=1))' },
    },
  },
  {
    id: 'softmax-sum-without-weights',
    title: 'sum of δ without s',
    when: 'the sum over the row is of δ and not of δ·s',
    on: 'Softmax, Softmin',
    make: byEntry(({ s, delta, sum, isLog }) => {
      const sums = sum((flat) => delta[flat]! * (isLog ? s[flat]! : 1));
      return (flat) => (isLog ? delta[flat]! - s[flat]! * sums[flat]! : s[flat]! * (delta[flat]! - sums[flat]!));
    }),
    remedy: { formula, why: 'δ_j comes back through s_j; of the logarithm it comes back as it is.' },
  },
  {
    id: 'log-softmax-delta-taken-as-one',
    title: 'δ taken to add up to 1',
    when: 's is taken off once, as if the δ of a row added up to 1',
    on: 'LogSoftmax',
    make: (bench) =>
      bench.type === 'LogSoftmax'
        ? byEntry(
            ({ s, delta }) =>
              (flat) =>
                delta[flat]! - s[flat]!,
          )(bench)
        : undefined,
    remedy: {
      formula: '∂C/∂z_i = δ_i − s_i Σ_j δ_j',
      why: 'p − y holds for cross-entropy of one sample alone, where δ is −1 at the wanted class.',
      edit: { yours: 'delta - s', right: 'delta - s * delta.sum(axis=1)' },
    },
  },
  {
    id: 'softmax-wrong-axis',
    title: 'sum along the wrong axis',
    when: 'the sum runs along another axis than that of the softmax',
    on,
    make: (bench) => {
      const rank = bench.output.shape.length;
      if (rank < 2) return undefined;
      const dim = Number(bench.options.dim);
      const own = dim < 0 ? dim + rank : dim;
      const other = own === rank - 1 ? 0 : rank - 1;
      return byEntry(({ s, delta, sum, isLog }) => {
        const sums = sum((flat) => delta[flat]! * (isLog ? 1 : s[flat]!), other);
        return (flat) => (isLog ? delta[flat]! - s[flat]! * sums[flat]! : s[flat]! * (delta[flat]! - sums[flat]!));
      })(bench);
    },
    remedy: {
      formula,
      why: 'Rows of the softmax run over classes, axis 1; the sum of their way back runs over the same.',
      edit: { yours: '.sum(axis=0)', right: '.sum(axis=1)' },
    },
    seen: ['https://github.com/deeplearning4j/deeplearning4j/issues/345'],
  },
);
