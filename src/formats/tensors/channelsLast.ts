/** Arrays as Keras keeps them: N,H,W,C. */
import { sameShape, type Shape, type Tensor } from '../../engine/tensor';
import { permuted } from './permuted';

/**
 * A batch N,…,C, or a sample …,C, with its channels before the map. An array that fits `wanted` (N,C,…) only as it stands
 * stays as it is.
 */
export function channelsSecond(given: Tensor, wanted: Shape | undefined): Tensor {
  const rank = given.shape.length;
  const isBatch = wanted ? rank === wanted.length : rank >= 4;
  if (rank < (isBatch ? 3 : 2)) return given;
  const first = isBatch ? [0] : [];
  const map = Array.from({ length: rank - 1 - first.length }, (_, at) => at + first.length);
  const turned = permuted(given, [...first, rank - 1, ...map]);
  const sample = wanted?.slice(isBatch ? 0 : 1);
  return sample && sameShape(given.shape, sample) && !sameShape(turned.shape, sample) ? given : turned;
}
