/** Layers whose output cell is a weighted sum over some rows and some columns of the same map, weights apart by axis. */
import { defineLayer, type DoesNotFit, type EntryTarget, type Layer, type LayerState } from '../../layer';
import type { ParameterDocs, Reject, Sample, Term, TermSum, Window } from '../../layer';
import type { OptionSpecs, OptionsOf } from '../../options';
import { sizeOf, zeros, type Shape } from '../../tensor';
import { deltaSum } from './readers';
import { factorAt, fixed, INPUT, local, symbol } from './symbols';

/** What one output cell of an axis takes from the cells `from`, `from + 1` … of the input. */
export interface Share {
  readonly from: number;
  readonly weights: readonly number[];
}

/** By output cell. */
export type Shares = readonly Share[];

export interface Resampled {
  readonly rows: Shares;
  readonly columns: Shares;
  readonly arithmetic: readonly string[];
  readonly window?: Window;
  /** How a weight is written; left out where all are 1. */
  readonly weight?: string;
  /** Multiplications per output. */
  readonly multiplications: number;
}

export interface Resampling<S extends OptionSpecs> {
  readonly type: string;
  readonly doc: string;
  readonly formula: { readonly forward: string; readonly backward: string };
  readonly options: S;
  readonly torch: string;
  readonly samples: readonly Sample[];
  readonly rejects: readonly Reject[];
  plan(input: Shape, options: OptionsOf<S>): Resampled | DoesNotFit;
}

interface Saved {
  readonly shape: Shape;
  readonly made: Resampled;
}

const outputOf = (input: Shape, { rows, columns }: Resampled): Shape => [
  input[0]!,
  input[1]!,
  rows.length,
  columns.length,
];

/** Calls `visit` with flat input position and weight of all that output cell (x, y) of the map from `first` on takes. */
function forEachCell(
  { rows, columns }: Resampled,
  x: number,
  y: number,
  width: number,
  visit: (cell: number, weight: number) => void,
): void {
  const [row, column] = [rows[x]!, columns[y]!];
  for (let p = 0; p < row.weights.length; p++) {
    for (let q = 0; q < column.weights.length; q++) {
      visit((row.from + p) * width + column.from + q, row.weights[p]! * column.weights[q]!);
    }
  }
}

/** Output cells that take from each input cell. */
function takersOf(shares: Shares, extent: number): number[][] {
  const takers = Array.from({ length: extent }, (): number[] => []);
  for (const [at, { from, weights }] of shares.entries()) {
    for (let k = 0; k < weights.length; k++) takers[from + k]!.push(at);
  }
  return takers;
}

export function defineResampling<S extends OptionSpecs>({ plan, ...rest }: Resampling<S>): Layer {
  return defineLayer({
    ...rest,
    parameters: {},
    affine: true,

    shape([input], o) {
      const made = plan(input!, o);
      if ('ok' in made) return made;
      const output = outputOf(input!, made);
      const { arithmetic, multiplications, window } = made;
      const multiplyAdds = multiplications * sizeOf(output);
      return { ok: true, output, parameters: {}, arithmetic, multiplyAdds, ...(window && { window }) };
    },

    forward([input], _parameters, o): { output: ReturnType<typeof zeros>; saved: Saved } {
      const { shape, data } = input!;
      const made = plan(shape, o) as Resampled;
      const output = zeros(outputOf(shape, made));
      const [height, width] = shape.slice(2) as [number, number];
      for (let plane = 0, at = 0; at < output.data.length; plane += height * width) {
        for (let x = 0; x < made.rows.length; x++) {
          for (let y = 0; y < made.columns.length; y++) {
            let sum = 0;
            forEachCell(made, x, y, width, (cell, weight) => (sum += weight * data[plane + cell]!));
            output.data[at++] = sum;
          }
        }
      }
      return { output, saved: { shape, made } };
    },

    /** Each cell gets δ back with the weight that it was taken with. */
    backward(delta, { shape, made }) {
      const dx = zeros(shape);
      const [height, width] = shape.slice(2) as [number, number];
      for (let plane = 0, at = 0; at < delta.data.length; plane += height * width) {
        for (let x = 0; x < made.rows.length; x++) {
          for (let y = 0; y < made.columns.length; y++) {
            const d = delta.data[at++]!;
            forEachCell(made, x, y, width, (cell, weight) => (dx.data[plane + cell]! += weight * d));
          }
        }
      }
      return { inputs: [dx], parameters: {} };
    },

    probe([input], _parameters, _options, { shape, made }) {
      const [height, width] = shape.slice(2) as [number, number];
      const [outputRows, outputColumns] = [made.rows.length, made.columns.length];
      const [rowTakers, columnTakers] = [takersOf(made.rows, height), takersOf(made.columns, width)];
      return {
        reach(_source, flat) {
          const plane = Math.floor(flat / (height * width)) * outputRows * outputColumns;
          const rows = rowTakers[Math.floor(flat / width) % height]!;
          return rows.flatMap((x) => columnTakers[flat % width]!.map((y) => plane + x * outputColumns + y));
        },
        output(flat) {
          const y = flat % outputColumns;
          const x = Math.floor(flat / outputColumns) % outputRows;
          const plane = Math.floor(flat / (outputRows * outputColumns)) * height * width;
          let sum = 0;
          forEachCell(made, x, y, width, (cell, weight) => (sum += weight * input!.data[plane + cell]!));
          return sum;
        },
      };
    },

    terms,
  });
}

function terms(
  target: EntryTarget,
  index: readonly number[],
  { inputs, delta, saved: { shape, made } }: LayerState<unknown, ParameterDocs, Saved>,
): TermSum | undefined {
  const [n, c, i, j] = index as [number, number, number, number];
  if (target.kind === 'output') {
    const [row, column] = [made.rows[i]!, made.columns[j]!];
    const list: Term[] = row.weights.flatMap((rowWeight, p) =>
      column.weights.map((columnWeight, q) => {
        const at = [row.from + p, column.from + q];
        const factor = factorAt(INPUT, inputs[0]!, [n, c, ...at]);
        const weight = rowWeight * columnWeight;
        return { at, factors: [local(weight), factor], product: weight * factor.value };
      }),
    );
    return {
      indices: [
        { name: 'p', from: row.from, to: row.from + row.weights.length - 1 },
        { name: 'q', from: column.from, to: column.from + column.weights.length - 1 },
      ],
      factors: [symbol(made.weight ?? '1'), symbol('z', [...fixed([n, c], shape), 'p', 'q'])],
      terms: list,
    };
  }
  if (!delta) return undefined;
  const [rows, columns] = [takersOf(made.rows, shape[2]!)[i]!, takersOf(made.columns, shape[3]!)[j]!];
  const [height, width] = [made.rows.length, made.columns.length];
  const plane = (n * shape[1]! + c) * height * width;
  const outputs = rows.flatMap((x) => columns.map((y) => plane + x * width + y));
  const share = ({ from, weights }: Share, cell: number): number => weights[cell - from]!;
  const of = (output: number): number =>
    share(made.rows[Math.floor((output - plane) / width)]!, i) * share(made.columns[(output - plane) % width]!, j);
  const sum = deltaSum(
    outputs,
    delta,
    made.weight === undefined ? undefined : { symbol: made.weight, varies: true, of },
  );
  return { ...sum, note: 'every output that took from this cell gives back its δ, with the same weight' };
}
