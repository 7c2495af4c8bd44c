/** A picture of three channels as colours. */
import type { Normalised } from '../../src/protocol';
import { reducePlane } from './reduce';

/**
 * @param values 3 × rows × columns, row-major
 * @param most rows and columns that can be shown; larger pictures are reduced to the mean of blocks
 * @param normalised what was done to the file's values, 0 … 1, and is undone
 * @returns red, green, blue of each shown cell, 0 … 255; where it is not known how values became colours, between the
 * darkest and the brightest entry
 */
export function pictureColours(
  values: Float64Array,
  rows: number,
  columns: number,
  most: number,
  normalised?: Normalised,
): Uint8Array {
  const plane = rows * columns;
  const whole = [0, 1, 2].map((channel) =>
    values.subarray(channel * plane, (channel + 1) * plane).map(undoing(normalised, channel)),
  );
  const [min, max] = rangeOf(whole);
  const fits = rows <= most && columns <= most;
  const channels = fits ? whole : whole.map((one) => reducePlane(one, rows, columns, most, 'mean').values);
  const colours = new Uint8Array(channels[0]!.length * 3);
  channels.forEach((one, channel) => {
    for (let at = 0; at < one.length; at++) {
      const share = (one[at]! - min) / (max - min);
      colours[at * 3 + channel] = Math.round(255 * Math.min(1, Math.max(0, share)));
    }
  });
  return colours;
}

/** x of (scale · x − mean) / std. */
function undoing(normalised: Normalised | undefined, channel: number): (value: number) => number {
  const { scale = 1, mean = [0], std = [1] } = normalised ?? {};
  const of = (list: readonly number[]): number => list[list.length === 1 ? 0 : channel]!;
  return (value) => (value * of(std) + of(mean)) / scale;
}

/** Rounding leaves the values of a file a little outside 0 … 1. */
const slack = 1e-6;

/** Black and white: 0 and 1 where all values lie between them. */
function rangeOf(channels: readonly Float64Array[]): readonly [number, number] {
  let [min, max] = [Infinity, -Infinity];
  for (const one of channels) {
    for (const value of one) {
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  if (min >= -slack && max <= 1 + slack) return [0, 1];
  return max > min ? [min, max] : [min, min + 1];
}
