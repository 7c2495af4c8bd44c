/** Nested arrays of numbers, as they stand in a file, to tensors. */
import type { Tensor } from './tensor';

export type NestedReading = { readonly tensor: Tensor } | { readonly message: string; readonly at: readonly number[] };

/** Never throws; a ragged array or a value that is no number is named with its place. */
export function readNested(nested: unknown): NestedReading {
  const shape: number[] = [];
  for (let level: unknown = nested; Array.isArray(level); level = level[0]) shape.push(level.length);
  const values: number[] = [];
  const wrong = collect(nested, shape, [], values);
  return wrong ?? { tensor: { shape, data: Float64Array.from(values) } };
}

function collect(
  nested: unknown,
  shape: readonly number[],
  at: readonly number[],
  values: number[],
): { message: string; at: readonly number[] } | undefined {
  const depth = at.length;
  if (depth === shape.length) {
    if (typeof nested === 'number') {
      values.push(nested);
      return undefined;
    }
    const found = Array.isArray(nested) ? 'an array' : (JSON.stringify(nested) ?? 'nothing');
    return { message: `must be a number, but is ${found}`, at };
  }
  if (!Array.isArray(nested))
    return { message: `must be an array of ${shape[depth]}, but is ${JSON.stringify(nested)}`, at };
  if (nested.length !== shape[depth]) {
    const entries = nested.length === 1 ? 'entry' : 'entries';
    return { message: `has ${nested.length} ${entries} where its first neighbour has ${shape[depth]}`, at };
  }
  for (const [position, item] of nested.entries()) {
    const wrong = collect(item, shape, [...at, position], values);
    if (wrong) return wrong;
  }
  return undefined;
}
