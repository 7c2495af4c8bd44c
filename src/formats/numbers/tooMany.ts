/** Networks whose numbers would fill the memory are planned, but not run. */
import type { Network } from '../../engine/network';
import { sizeOf } from '../../engine/tensor';

/** Numbers of 8 bytes each that may be drawn for the parameters: 2 GiB. */
const MOST_PARAMETERS = 2 ** 28;

/** A sentence, or undefined. */
export function tooManyParameters({ layers }: Network): string | undefined {
  const sizes = layers.flatMap(({ fit }) =>
    Object.values(fit?.parameters ?? {}).map((spec) => (spec ? sizeOf(spec.shape) : 0)),
  );
  const count = sizes.reduce((sum, size) => sum + size, 0);
  if (count <= MOST_PARAMETERS) return undefined;
  return `Its ${count.toLocaleString('en')} parameters are too many to be run here; shapes are shown all the same.`;
}
