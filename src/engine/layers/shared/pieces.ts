/** A stretch of one axis: what Chunk, Split, Slice and Select take out of their input. */
import { ravel, type Shape } from '../../tensor';
import { minus } from './axes';
import type { Gathering } from './gather';

/** Entries `start`, `start + step` … of one axis, `count` in all; every other axis whole. */
export function stretch(input: Shape, axis: number, start: number, count: number, step = 1): Gathering {
  const output = input.map((extent, at) => (at === axis ? count : extent));
  const place = input.map(() => 0);
  return {
    output,
    source(index) {
      for (let at = 0; at < place.length; at++) place[at] = index[at]!;
      place[axis] = start + index[axis]! * step;
      return ravel(place, input);
    },
  };
}

/** `there is no piece 3: 7 entries in pieces of 3 make ⌈7/3⌉ = 3, counted from 0.` */
export const noSuchPiece = (index: number, extent: number, size: number, pieces: number): string =>
  `there is no piece ${minus(index)}: ${extent} entries in pieces of ${size} make ⌈${extent}/${size}⌉ = ${pieces}, counted from 0.`;
