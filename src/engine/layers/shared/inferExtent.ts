/** Shapes with one −1 that is filled in. */
import type { DoesNotFit } from '../../layer';
import { sizeOf, type Shape } from '../../tensor';
import { fault } from './axes';
import { productText } from './mapping';

/**
 * The shape with its −1 filled in so that it has `size` entries; a problem of `option` where it cannot have. `what` has
 * that many, as `an input of 2×6`.
 */
export function inferExtent(shape: Shape, size: number, option: string, what: string): Shape | DoesNotFit {
  if (shape.some((extent) => extent === 0)) return fault(option, 'an axis of extent 0 has no entries.');
  if (shape.filter((extent) => extent === -1).length > 1) return fault(option, 'only one extent can be −1.');
  const given = sizeOf(shape.filter((extent) => extent !== -1));
  const has = `${what} has ${size} entries`;
  if (!shape.includes(-1)) return given === size ? shape : fault(option, `${has}, but ${productText(shape, given)}.`);
  const rest = size % given;
  if (rest === 0) return shape.map((extent) => (extent === -1 ? size / given : extent));
  return fault(
    option,
    `${has}, which ${given} does not divide: ${size} = ${given}·${(size - rest) / given} + ${rest}.`,
  );
}
