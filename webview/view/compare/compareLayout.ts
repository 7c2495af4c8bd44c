/** Three maps side by side always, however narrow: what is subtracted has to be seen together. */
export interface CompareLayout {
  /** Side of a map in CSS pixels. */
  readonly box: number;
  /** Between two maps, for the sign. */
  readonly gap: number;
}

const largest = 200;
const smallest = 64;

export function compareLayout(width: number): CompareLayout {
  const gap = width < 480 ? 14 : 24;
  return { box: Math.max(smallest, Math.min(largest, Math.floor((width - 2 * gap) / 3))), gap };
}
