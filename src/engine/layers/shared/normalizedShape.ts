/** Norms over the last axes of their input, whose sizes `normalized_shape` states. */
import type { DoesNotFit } from '../../layer';
import { intOrInts } from '../../options';
import { formatShape, sameShape, type Shape } from '../../tensor';

export const normalizedShape = intOrInts({ min: 1, doc: 'Sizes of the last axes, which are normalised together.' });

/** What is wrong with the last axes, or undefined. */
export function lastAxesProblem(input: Shape, wanted: Shape): DoesNotFit | undefined {
  const last = input.slice(Math.max(0, input.length - wanted.length));
  if (sameShape(last, wanted)) return undefined;
  const message = `the input ${formatShape(input)} ends in ${formatShape(last)}, not in ${formatShape(wanted)}.`;
  return { ok: false, problems: [{ option: 'normalized_shape', message }] };
}

/** Samples and rejects that such norms share. */
export const wrongEnd = {
  name: 'an input that ends otherwise',
  inputs: [[2, 3, 4]],
  options: { normalized_shape: [4, 3] },
  option: 'normalized_shape',
  message: 'the input 2×3×4 ends in 3×4, not in 4×3.',
} as const;
export const tooFewAxes = {
  name: 'an input of too few axes',
  inputs: [[4]],
  options: { normalized_shape: [2, 4] },
  option: 'normalized_shape',
  message: 'the input 4 ends in 4, not in 2×4.',
} as const;
