/**
 * How a convolution's kernel is read by a backward pass with a mistake in its orientation, and how it should be: for
 * the two little kernels beside the remedy. Only mistakes that are about orientation have a reading.
 */
export interface Reading {
  /** Name of the kernel as it should be read: `rot180(W)` */
  readonly right: string;
  /** Where, in the right kernel, the entry at row and column of the wrong one stands. */
  readonly turn: (row: number, column: number, rows: number, columns: number) => readonly [number, number];
  /** Sign between the two: `180°` */
  readonly sign: string;
}

const turns = {
  rotated: (row: number, column: number, rows: number, columns: number) =>
    [rows - 1 - row, columns - 1 - column] as const,
};

/** Of ∂C/∂x: what is read is W itself, and should be W rotated by 180°. */
export function readingOf(mistakes: readonly string[]): Reading | undefined {
  if (mistakes.length !== 1) return undefined;
  return readings[mistakes[0]!];
}

const readings: { readonly [mistake: string]: Reading | undefined } = {
  'kernel-not-rotated': { right: 'rot180(W)', turn: turns.rotated, sign: '180°' },
};
