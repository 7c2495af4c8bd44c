/** Losses over classes: the output is N×classes, or N×classes×d1×…, and the target says which class each place has. */
import { formatShape, sameShape, sizeOf, unravel, zeros, type Shape, type Tensor } from '../../tensor';
import type { LossMismatch } from './sameShape';

/** The output seen as samples × classes × places: class k of a place stands `k · places` behind class 0. */
export interface ClassLayout {
  readonly samples: number;
  readonly classes: number;
  readonly places: number;
  /** Decisions that the loss sums over: samples · places. */
  readonly count: number;
}

export function classLayout(output: Shape): ClassLayout {
  const [samples, classes] = [output[0]!, output[1]!];
  const places = sizeOf(output.slice(2));
  return { samples, classes, places, count: samples * places };
}

/** Shape of a target of class indices: the output's without its classes. */
const indexShape = (output: Shape): number[] => [output[0]!, ...output.slice(2)];

export function checkRank(type: string, output: Shape): LossMismatch[] {
  if (output.length >= 2) return [];
  return [{ message: `${type} needs an output N×classes, but the network's is ${formatShape(output)}.` }];
}

/** Class indices: whole numbers 0 … classes − 1, or the one that is ignored, one for each decision. */
export function checkClassIndices(output: Shape, target: Tensor, alternative = '', ignored = NaN): LossMismatch[] {
  const wanted = indexShape(output);
  if (!sameShape(target.shape, wanted)) {
    const needs = `the output ${formatShape(output)} needs class indices of shape ${formatShape(wanted)}${alternative}`;
    return [{ message: `The target has shape ${formatShape(target.shape)}, but ${needs}.` }];
  }
  const classes = output[1]!;
  const problems: LossMismatch[] = [];
  for (const [flat, value] of target.data.entries()) {
    if (value === ignored || (Number.isInteger(value) && value >= 0 && value < classes)) continue;
    const index = unravel(flat, target.shape);
    const range = classes === 1 ? 'is 1 class: 0' : `are ${classes} classes: 0 … ${classes - 1}`;
    problems.push({ message: `target[${index.join(',')}] is ${value}, but there ${range}.`, index });
  }
  return problems;
}

/** Class n mod classes for decision n, so that not all are the same. */
export function defaultClasses(output: Shape): Tensor {
  const target = zeros(output.length >= 2 ? indexShape(output) : output);
  const classes = output[1] ?? 1;
  for (let i = 0; i < target.data.length; i++) target.data[i] = i % classes;
  return target;
}

/** Calls `visit` with the flat place of class 0 of every decision, in the order of the target's class indices. */
export function forEachDecision(layout: ClassLayout, visit: (first: number, decision: number) => void): void {
  for (let n = 0, decision = 0; n < layout.samples; n++) {
    for (let place = 0; place < layout.places; place++) visit(n * layout.classes * layout.places + place, decision++);
  }
}
