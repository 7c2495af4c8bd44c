/** A shape as people type it. Pure. */

/** `2, 1, 28, 28`, `(2,1,28,28)` or `2x1x28x28`; a sentence where it is none. */
export function readShape(text: string): readonly number[] | string {
  const inner = text.trim().replace(/^[([]|[)\]]$/g, '');
  const parts = inner.split(/\s*[,x×]\s*|\s+/).filter((part) => part !== '');
  if (parts.length === 0) return 'A shape with the batch, such as 2, 1, 28, 28.';
  const wrong = parts.find((part) => !/^[1-9]\d{0,8}$/.test(part));
  if (wrong !== undefined) return `"${wrong}" is no size: sizes are integers ≥ 1, such as 2, 1, 28, 28.`;
  const shape = parts.map(Number);
  if (shape.length < 2) return 'The batch comes first, such as 2, 1, 28, 28.';
  // 2²⁸ numbers are 2 GiB.
  if (shape.reduce((size, extent) => size * extent, 1) > 2 ** 28) return `An input of ${shape.join('×')} is too large.`;
  return shape;
}
