/** NaN and ±∞ in data: how many, and where the first is. */
import { unravel, type Tensor } from '../../engine/tensor';

/** A sentence such as `The input holds 3 NaN and 1 ∞, the first at [0, 0, 4, 2].`, or undefined when all is finite. */
export function describeNonFinite(
  what: string,
  { shape, data }: Tensor,
): { message: string; index: number[] } | undefined {
  const first = data.findIndex((value) => !Number.isFinite(value));
  if (first < 0) return undefined;
  let nan = 0;
  let infinite = 0;
  for (const value of data) {
    if (Number.isNaN(value)) nan++;
    else if (!Number.isFinite(value)) infinite++;
  }
  const counts = [...(nan > 0 ? [`${nan} NaN`] : []), ...(infinite > 0 ? [`${infinite} ∞`] : [])].join(' and ');
  const index = unravel(first, shape);
  return {
    message: `${what} holds ${counts}, ${nan + infinite > 1 ? 'the first ' : ''}at [${index.join(', ')}].`,
    index,
  };
}
