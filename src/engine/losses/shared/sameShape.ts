/** Targets with an entry for each entry of the output. */
import { formatShape, sameShape, sizeOf, unravel, type Shape, type Tensor } from '../../tensor';

export interface LossMismatch {
  readonly message: string;
  readonly index?: readonly number[];
}

/** Same shape as the output, and every entry within `range` where the loss is defined only there. */
export function checkSameShape(output: Shape, target: Tensor, range?: readonly [number, number]): LossMismatch[] {
  if (!sameShape(output, target.shape)) {
    const nest =
      sizeOf(output) === target.data.length
        ? ` Its ${target.data.length} numbers must be nested as ${formatShape(output)}.`
        : '';
    const message = `The target has shape ${formatShape(target.shape)}, but the output is ${formatShape(output)}: they must be the same.${nest}`;
    return [{ message }];
  }
  if (!range) return [];
  const problems: LossMismatch[] = [];
  for (const [flat, value] of target.data.entries()) {
    if (value >= range[0] && value <= range[1]) continue;
    const index = unravel(flat, target.shape);
    problems.push({
      message: `target[${index.join(',')}] is ${value}, but must lie in ${range[0]} … ${range[1]}.`,
      index,
    });
  }
  return problems;
}
