/** Losses that compare output and target entry by entry: C = reduction of Σ_i l(a_i, y_i). */
import type { Sample } from '../../layer';
import type { Option, OptionsOf } from '../../options';
import { defineLoss, type Loss } from '../../loss';
import { ravel, tensor, zeros, type Shape, type Tensor } from '../../tensor';
import { lossTerm } from './lossTerm';
import { scaleOf } from './reduction';
import { checkSameShape, type LossMismatch } from './sameShape';

type How = 'mean' | 'sum' | 'batchmean';

/** The options that all such losses have. "batchmean" divides by the number of samples. */
export type Reducing = { readonly reduction: Option<'mean' | 'sum'> | Option<'mean' | 'sum' | 'batchmean'> };

export interface ElementwiseLoss<S extends Reducing> {
  readonly type: string;
  readonly doc: string;
  readonly formula: { readonly forward: string; readonly backward: string };
  readonly torch: string;
  readonly options: S;
  /** Where targets must lie. */
  readonly targets?: readonly [number, number];
  /** The entries of the target when the file gives none. */
  readonly defaultTarget: number;
  /** What is wrong with the options, for this output. */
  faults?(output: Shape, options: OptionsOf<S>): LossMismatch[];
  /** l(a, y); `column` is the index along the last axis, for weights. */
  value(a: number, y: number, options: OptionsOf<S>, column: number): number;
  /** ∂l/∂a */
  slope(a: number, y: number, options: OptionsOf<S>, column: number): number;
  /** l(a + Δ, y) − l(a, y) by an expression in which nothing large cancels; never from the slope. See `CarriedChange`. */
  difference?(a: number, by: number, y: number, options: OptionsOf<S>, column: number): number;
  /** Bound on |∂l/∂a|, where it comes near 0 as the difference of numbers of that size. 0 when left out. */
  steepest?(y: number, options: OptionsOf<S>, column: number): number;
  /** For losses made of pieces: which one a lies on. */
  piece?(a: number, y: number, options: OptionsOf<S>): number;
  /** How ∂l/∂a is written: `2(a − y)`. */
  readonly slopeSymbol: string;
  readonly note: string;
  readonly samples: readonly (Sample & { readonly target: Tensor })[];
  readonly rejects?: Loss['rejects'];
}

/** What the sum is divided by where it is. */
const countOf = (how: How, shape: Shape, size: number): number => (how === 'batchmean' ? (shape[0] ?? 1) : size);

const meanOrSum = (how: How): 'mean' | 'sum' => (how === 'sum' ? 'sum' : 'mean');

export function defineElementwiseLoss<S extends Reducing>(loss: ElementwiseLoss<S>): Loss {
  const { value, slope, piece } = loss;
  const columnOf = (flat: number, shape: Shape): number => flat % (shape[shape.length - 1] ?? 1);
  // TypeScript does not see through the options of a type that is still open.
  const howOf = (o: OptionsOf<S>): How => (o as { readonly reduction: How }).reduction;
  const scale = (how: How, { shape, data }: Tensor): number =>
    scaleOf(meanOrSum(how), countOf(how, shape, data.length));
  return defineLoss({
    type: loss.type,
    doc: loss.doc,
    formula: loss.formula,
    options: loss.options,
    torch: loss.torch,

    check: (output, target, o) => [
      ...(loss.faults?.(output, o) ?? []),
      ...checkSameShape(output, target, loss.targets),
    ],

    defaultTarget(output: Shape) {
      const target = zeros(output);
      target.data.fill(loss.defaultTarget);
      return target;
    },

    forward(output, target, o) {
      let sum = 0;
      for (let i = 0; i < output.data.length; i++) {
        sum += value(output.data[i]!, target.data[i]!, o, columnOf(i, output.shape));
      }
      return { loss: sum * scale(howOf(o), output), saved: { output, target, options: o } };
    },

    backward({ output, target }, o) {
      const delta = zeros(output.shape);
      const factor = scale(howOf(o), output);
      for (let i = 0; i < delta.data.length; i++) {
        delta.data[i] = slope(output.data[i]!, target.data[i]!, o, columnOf(i, output.shape)) * factor;
      }
      return delta;
    },

    ...(piece && {
      branch: ({ output, target, options: o }: { output: Tensor; target: Tensor; options: OptionsOf<S> }) =>
        Int32Array.from(output.data, (a, at) => piece(a, target.data[at]!, o)),
    }),

    ...(loss.difference && {
      carried(output: Tensor, target: Tensor, o: OptionsOf<S>) {
        const factor = scale(howOf(o), output);
        const column = (flat: number): number => columnOf(flat, output.shape);
        return {
          by: (flat: number, by: number) =>
            factor * loss.difference!(output.data[flat]!, by, target.data[flat]!, o, column(flat)),
          steepest: (flat: number) => factor * (loss.steepest?.(target.data[flat]!, o, column(flat)) ?? 0),
          ...(piece && {
            turns(flat: number, by: number) {
              const [a, y] = [output.data[flat]!, target.data[flat]!];
              return piece(a + by, y, o) !== piece(a, y, o);
            },
          }),
        };
      },
    }),

    terms(index, output, target, o) {
      const flat = ravel(index, output.shape);
      const count = countOf(howOf(o), output.shape, output.data.length);
      return lossTerm(meanOrSum(howOf(o)), count, index, output.shape, {
        value: slope(output.data[flat]!, target.data[flat]!, o, columnOf(flat, output.shape)),
        symbol: loss.slopeSymbol,
        note: loss.note,
      });
    },

    samples: loss.samples,
    rejects: [
      ...(loss.rejects ?? []),
      {
        name: 'a target of another shape',
        output: [2, 3],
        target: tensor([3], [0, 1, 1]),
        options: {},
        message: 'The target has shape 3, but the output is 2×3: they must be the same.',
      },
      {
        name: 'a target that is not nested',
        output: [2, 1],
        target: tensor([2], [0, 1]),
        options: {},
        message: 'Its 2 numbers must be nested as 2×1.',
      },
      ...(loss.targets
        ? [
            {
              name: 'a target out of range',
              output: [1, 2],
              target: tensor([1, 2], [1, 2]),
              options: {},
              message: 'target[0,1] is 2, but must lie in 0 … 1.',
            },
          ]
        : []),
    ],
  });
}
