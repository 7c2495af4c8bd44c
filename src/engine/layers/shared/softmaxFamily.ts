/** Softmax, of z or of −z, and its logarithm: layers whose outputs hang together along one axis. */
import {
  defineLayer,
  type EntryTarget,
  type Layer,
  type LayerState,
  type ParameterDocs,
  type Term,
  type TermSum,
} from '../../layer';
import { int } from '../../options';
import { ravel, sizeOf, zeros, type Tensor } from '../../tensor';
import { axisOf, noSuchAxis } from './axes';
import { forEachRow, rowAlong, startOf, type Row } from './rowsAlong';
import { DELTA, factorAt, local, symbol } from './symbols';

interface Member {
  readonly type: string;
  readonly doc: string;
  readonly formula: { readonly forward: string; readonly backward: string };
  readonly torch: string;
  readonly dimDoc: string;
  /** s = softmax(sign · z) */
  readonly sign: 1 | -1;
  /** The output is log s, not s. */
  readonly log: boolean;
  /** How ∂output_j/∂z_i is written, and what it is. */
  readonly slope: string;
  readonly note: string;
}

interface Saved {
  /** s */
  readonly softmax: Tensor;
  readonly row: Row;
}

/** Largest of sign · z in a row, and log Σ e^(sign · z − largest), by log1p so that it keeps its digits near 0. */
function normaliser(
  z: Float64Array,
  start: number,
  { length, step }: Row,
  sign: number,
): { largest: number; logSum: number } {
  const end = start + length * step;
  let top = start;
  for (let at = start; at < end; at += step) if (sign * z[at]! > sign * z[top]!) top = at;
  let others = 0;
  for (let at = start; at < end; at += step) if (at !== top) others += Math.exp(sign * (z[at]! - z[top]!));
  return { largest: sign * z[top]!, logSum: Math.log1p(others) };
}

export function defineSoftmax(member: Member): Layer {
  const { type, sign, log } = member;
  return defineLayer({
    type,
    doc: member.doc,
    formula: member.formula,
    options: { dim: int({ default: 1, doc: member.dimDoc }) },
    parameters: {},

    mixesSamples: (o, [input]) => axisOf(o.dim, input!.length) === 0,

    shape: ([input], o) =>
      noSuchAxis('dim', o.dim, input!) ?? {
        ok: true,
        output: input!,
        parameters: {},
        arithmetic: [],
        multiplyAdds: sizeOf(input!),
      },

    forward([input], _parameters, o) {
      const row = rowAlong(input!.shape, o.dim);
      const [softmax, logarithm] = [zeros(input!.shape), zeros(input!.shape)];
      forEachRow(softmax.data.length, row, (start) => {
        const { largest, logSum } = normaliser(input!.data, start, row, sign);
        const sum = Math.exp(logSum);
        for (let at = start; at < start + row.length * row.step; at += row.step) {
          const shifted = sign * input!.data[at]! - largest;
          logarithm.data[at] = shifted - logSum;
          softmax.data[at] = Math.exp(shifted) / sum;
        }
      });
      const output = log ? logarithm : { shape: softmax.shape, data: softmax.data };
      return { output, saved: { softmax, row } };
    },

    backward(delta, { softmax: { shape, data: s }, row }) {
      const dx = zeros(shape);
      forEachRow(s.length, row, (start) => {
        const end = start + row.length * row.step;
        let sum = 0;
        for (let at = start; at < end; at += row.step) sum += delta.data[at]! * (log ? 1 : s[at]!);
        for (let at = start; at < end; at += row.step) {
          dx.data[at] = sign * (log ? delta.data[at]! - s[at]! * sum : s[at]! * (delta.data[at]! - sum));
        }
      });
      return { inputs: [dx], parameters: {} };
    },

    probe([input], _parameters, o) {
      const row = rowAlong(input!.shape, o.dim);
      const reached = new Int32Array(row.length);
      // Of the row of the entry that was asked for last: s, and 1 − s of that entry as a sum, which loses no digits.
      const shares = new Float64Array(row.length);
      const asked = { start: 0, at: 0, others: 0 };
      return {
        reach(_source, flat) {
          const start = startOf(flat, row);
          const { largest, logSum } = normaliser(input!.data, start, row, sign);
          asked.start = start;
          asked.at = (flat - start) / row.step;
          asked.others = 0;
          for (let j = 0; j < row.length; j++) {
            reached[j] = start + j * row.step;
            shares[j] = Math.exp(sign * input!.data[reached[j]!]! - largest - logSum);
            if (j !== asked.at) asked.others += shares[j]!;
          }
          return reached;
        },
        /** e^z_i grows by the factor e^Δ, the sum of the row by 1 + s_i(e^Δ − 1). */
        carried: {
          by(flat, by) {
            const j = (flat - asked.start) / row.step;
            const [own, grows] = [shares[asked.at]!, Math.expm1(sign * by)];
            if (log) return -Math.log1p(j === asked.at ? asked.others * Math.expm1(-sign * by) : own * grows);
            return ((j === asked.at ? asked.others : -shares[j]!) * own * grows) / (1 + own * grows);
          },
          steepest(flat) {
            const j = (flat - asked.start) / row.step;
            const self = j === asked.at ? 1 : 0;
            return log ? self + shares[asked.at]! : shares[asked.at]! * (self + shares[j]!);
          },
        },
        output(flat) {
          const { largest, logSum } = normaliser(input!.data, startOf(flat, row), row, sign);
          const shifted = sign * input!.data[flat]! - largest;
          return log ? shifted - logSum : Math.exp(shifted) / Math.exp(logSum);
        },
      };
    },

    terms: (target, index, state) => terms(member, target, index, state),

    torch: member.torch,

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
      {
        name: 'before the first axis',
        inputs: [[2, 3]],
        options: { dim: -3 },
        option: 'dim',
        message: 'axes are 0 … 1',
      },
    ],
  });
}

/** ∂C/∂z_i = Σ_j δ_j · ∂output_j/∂z_i: sign · s_j(⟦i = j⟧ − s_i), or without s_j for the logarithm. */
function terms(
  { sign, log, slope, note }: Member,
  target: EntryTarget,
  index: readonly number[],
  { delta, options, saved: { softmax, row } }: LayerState<{ readonly dim: number }, ParameterDocs, Saved>,
): TermSum | undefined {
  if (target.kind !== 'inputDelta' || !delta) return undefined;
  const { shape, data: s } = softmax;
  const flat = ravel(index, shape);
  const start = startOf(flat, row);
  const i = (flat - start) / row.step;
  const axis = options.dim < 0 ? options.dim + index.length : options.dim;
  const sum: Term[] = [];
  for (let j = 0; j < row.length; j++) {
    const place = index.map((at, position) => (position === axis ? j : at));
    const own = (i === j ? 1 : 0) - s[flat]!;
    const factors = [factorAt(DELTA, delta, place), local(sign * own * (log ? 1 : s[start + j * row.step]!))];
    sum.push({ at: [j], factors, product: factors[0]!.value * factors[1]!.value });
  }
  const subscripts = index.map((at, position) => (position === axis ? 'j' : String(at)));
  const visible = shape.length > 1 && shape[0] === 1 && axis > 0 ? subscripts.slice(1) : subscripts;
  return {
    indices: [{ name: 'j', from: 0, to: row.length - 1 }],
    factors: [symbol('δ', visible), symbol(slope, ['j', i])],
    terms: sum,
    note,
  };
}
