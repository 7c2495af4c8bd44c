/** Weights that a loss multiplies its terms by, one for each index along the last axis, as PyTorch broadcasts a list. */
import { optionalNumbers } from '../../options';
import { formatShape, type Shape } from '../../tensor';
import type { LossMismatch } from './sameShape';

export const entryWeights = (what: string) =>
  optionalNumbers({ doc: `${what}: a number for each index along the last axis, or a single one for all.` });

export type Weights = readonly number[] | undefined;

/** The weight at an index along the last axis; 1 without weights. */
export const weightAt = (weights: Weights, column: number): number =>
  weights === undefined ? 1 : weights.length === 1 ? weights[0]! : weights[column]!;

/** As many numbers as the last axis is long, or one. */
export function checkWeights(option: string, weights: Weights, output: Shape): LossMismatch[] {
  const last = output[output.length - 1] ?? 1;
  if (weights === undefined || weights.length === 1 || weights.length === last) return [];
  const message = `"${option}" has ${weights.length} numbers, but the last axis of the output ${formatShape(output)} has ${last}.`;
  return [{ message }];
}
