/**
 * Windows of the input (see reads.ts) as rows of a matrix, so that a convolution is a matrix product ("unfold", im2col) and its
 * backward pass one too ("fold", col2im). Rows are made a block at a time, which bounds the memory.
 */
/** Rows that are unfolded at a time. */
export const BLOCK = 64;

/** A block of windows over some channels: output cells `first` … `first + count − 1`. */
export interface Block {
  readonly first: number;
  readonly count: number;
  /** Flat start of the first channel, cells of a channel, and number of channels. */
  readonly start: number;
  readonly cells: number;
  readonly channels: number;
  readonly taps: number;
}

/** Writes each window as a row: channel after channel, tap after tap, 0 for padding. */
export function unfold(a: Float64Array, table: Int32Array, block: Block, patches: Float64Array): void {
  const { first, count, start, cells, channels, taps } = block;
  let to = 0;
  for (let window = first * taps; window < (first + count) * taps; window += taps) {
    for (let c = 0, plane = start; c < channels; c++, plane += cells) {
      for (let tap = window; tap < window + taps; tap++) {
        const cell = table[tap]!;
        patches[to++] = cell < 0 ? 0 : a[plane + cell]!;
      }
    }
  }
}

/** Adds each row back to the cells that it was read from: the transpose of `unfold`. */
export function fold(patches: Float64Array, table: Int32Array, block: Block, a: Float64Array): void {
  const { first, count, start, cells, channels, taps } = block;
  let from = 0;
  for (let window = first * taps; window < (first + count) * taps; window += taps) {
    for (let c = 0, plane = start; c < channels; c++, plane += cells) {
      for (let tap = window; tap < window + taps; tap++, from++) {
        const cell = table[tap]!;
        if (cell >= 0) a[plane + cell]! += patches[from]!;
      }
    }
  }
}
