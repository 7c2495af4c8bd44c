/** How much each class is wanted of each decision, from class indices or probabilities, with weights and smoothing. */
import { int, optionalNumbers } from '../../options';
import { zeros, type Shape, type Tensor } from '../../tensor';
import { checkClassIndices, classLayout, forEachDecision } from './classes';
import { reduction } from './reduction';
import type { LossMismatch } from './sameShape';

export const classOptions = {
  weight: optionalNumbers({ doc: 'w, a number for each class that its terms are multiplied by.' }),
  ignore_index: int({ default: -100, doc: 'Decisions whose target is this index do not count.' }),
  reduction,
};

export interface ClassOptions {
  readonly weight: readonly number[] | undefined;
  readonly ignore_index: number;
  readonly reduction: 'mean' | 'sum';
}

/** C = −1/divisor Σ wanted · log-probability. */
export interface Wanted {
  /** Of the output's shape. */
  readonly wanted: Tensor;
  /** Σ of the weights of the targets, what a mean divides by. */
  readonly divisor: number;
}

/**
 * Class indices: w_k ((1 − ε) [k = y] + ε/K), ε being the label smoothing (Szegedy et al., arXiv:1512.00567) and K the
 * number of classes; all 0 where the target is ignored. The divisor is Σ w_y, as in PyTorch.
 */
export function wantedByIndex(target: Tensor, output: Shape, o: ClassOptions, smoothing = 0): Wanted {
  const layout = classLayout(output);
  const wanted = zeros(output);
  let divisor = 0;
  forEachDecision(layout, (first, decision) => {
    const y = target.data[decision]!;
    if (y === o.ignore_index) return;
    divisor += o.weight?.[y] ?? 1;
    for (let k = 0; k < layout.classes; k++) {
      const share = (k === y ? 1 - smoothing : 0) + smoothing / layout.classes;
      wanted.data[first + k * layout.places] = (o.weight?.[k] ?? 1) * share;
    }
  });
  return { wanted, divisor };
}

/** Probabilities: w_k ((1 − ε) y_k + ε/K); a mean divides by the number of decisions. */
export function wantedByProbability(target: Tensor, output: Shape, o: ClassOptions, smoothing = 0): Wanted {
  const { classes, places, count } = classLayout(output);
  const data = target.data.map((y, flat) => {
    const weight = o.weight?.[Math.floor(flat / places) % classes] ?? 1;
    return weight * ((1 - smoothing) * y + smoothing / classes);
  });
  return { wanted: { shape: output, data }, divisor: count };
}

/** As many weights as classes. */
export function checkClassWeights(output: Shape, { weight }: ClassOptions): LossMismatch[] {
  const classes = output[1]!;
  if (weight === undefined || weight.length === classes) return [];
  const plural = classes === 1 ? 'is 1 class' : `are ${classes} classes`;
  return [{ message: `"weight" has ${weight.length} numbers, but there ${plural}.` }];
}

/** Indices in range or ignored, and something left to take the mean of. */
export function checkIndices(output: Shape, target: Tensor, o: ClassOptions, alternative = ''): LossMismatch[] {
  const problems = checkClassIndices(output, target, alternative, o.ignore_index);
  if (problems.length > 0 || o.reduction === 'sum') return problems;
  if (wantedByIndex(target, output, o).divisor !== 0) return [];
  const all = target.data.every((y) => y === o.ignore_index);
  const message = all
    ? `Every target is ${String(o.ignore_index).replace('-', '−')}, the index that is ignored: the mean is over nothing.`
    : 'The weights of the targets add up to 0, and the mean divides by them.';
  return [{ message }];
}
