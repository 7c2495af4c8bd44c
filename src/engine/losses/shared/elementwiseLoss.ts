/** Losses that compare output and target entry by entry: C = reduction of Σ_i l(a_i, y_i). */
import type { Sample } from '../../layer';
import { defineLoss, type Loss } from '../../loss';
import { ravel, tensor, zeros, type Shape, type Tensor } from '../../tensor';
import { lossTerm } from './lossTerm';
import { reduction, scaleOf } from './reduction';
import { checkSameShape } from './sameShape';

export interface ElementwiseLoss {
  readonly type: string;
  readonly doc: string;
  readonly formula: { readonly forward: string; readonly backward: string };
  readonly torch: string;
  /** Where targets must lie. */
  readonly targets?: readonly [number, number];
  /** The entries of the target when the file gives none. */
  readonly defaultTarget: number;
  /** l(a, y) */
  value(a: number, y: number): number;
  /** ∂l/∂a */
  slope(a: number, y: number): number;
  /** How ∂l/∂a is written: `2(a − y)`. */
  readonly slopeSymbol: string;
  readonly note: string;
  readonly samples: readonly (Sample & { readonly target: Tensor })[];
}

const options = { reduction };

export function defineElementwiseLoss(loss: ElementwiseLoss): Loss {
  const { value, slope } = loss;
  return defineLoss({
    type: loss.type,
    doc: loss.doc,
    formula: loss.formula,
    options,
    torch: loss.torch,

    check: (output, target) => checkSameShape(output, target, loss.targets),

    defaultTarget(output: Shape) {
      const target = zeros(output);
      target.data.fill(loss.defaultTarget);
      return target;
    },

    forward(output, target, o) {
      let sum = 0;
      for (let i = 0; i < output.data.length; i++) sum += value(output.data[i]!, target.data[i]!);
      return { loss: sum * scaleOf(o.reduction, output.data.length), saved: { output, target } };
    },

    backward({ output, target }, o) {
      const delta = zeros(output.shape);
      const scale = scaleOf(o.reduction, output.data.length);
      for (let i = 0; i < delta.data.length; i++) {
        delta.data[i] = slope(output.data[i]!, target.data[i]!) * scale;
      }
      return delta;
    },

    terms(index, output, target, o) {
      const flat = ravel(index, output.shape);
      return lossTerm(o.reduction, output.data.length, index, output.shape, {
        value: slope(output.data[flat]!, target.data[flat]!),
        symbol: loss.slopeSymbol,
        note: loss.note,
      });
    },

    samples: loss.samples,
    rejects: [
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
