/** Numbers of tensors that no layer computes. */
import { drawNormal } from '../../engine/init';
import { mersenneTwister } from '../../engine/rng';
import { sizeOf, type Nested, type Shape } from '../../engine/tensor';
import type { Settings } from './graph';

/** Numbers that are written into the network one by one. */
const MOST = 2 ** 16;

/**
 * As the options of `Parameter` and `Buffer`: one number for all entries, or every number. What the file draws at random
 * is drawn here, small, so that nothing hides behind a zero.
 */
export function leafNumbers(shape: Shape, values: readonly number[] | undefined): Settings | undefined {
  if (values?.length === 1) return { value: values[0] };
  const size = sizeOf(shape);
  if (size > MOST) return { value: SPREAD };
  if (values && values.length !== size) return undefined;
  const numbers = values ?? drawNormal(shape, mersenneTwister(size)).data.map((x) => SPREAD * x);
  return { weight: nested([...numbers], shape) };
}
const SPREAD = 0.02;

function nested(numbers: readonly number[], [first, ...rest]: Shape): Nested {
  if (first === undefined) return numbers[0]!;
  const size = numbers.length / first;
  return Array.from({ length: first }, (_, at) => nested(numbers.slice(at * size, (at + 1) * size), rest));
}
