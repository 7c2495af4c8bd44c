/** A picture of three channels as colours. */
import { reducePlane } from './reduce';

/**
 * @param values 3 × rows × columns, row-major
 * @param most rows and columns that can be shown; larger pictures are reduced to the mean of blocks
 * @returns red, green, blue of each shown cell, 0 … 255 between the darkest and the brightest entry
 */
export function pictureColours(values: Float64Array, rows: number, columns: number, most: number): Uint8Array {
  const plane = rows * columns;
  const channels = [0, 1, 2].map((channel) => {
    const one = values.subarray(channel * plane, (channel + 1) * plane);
    return rows <= most && columns <= most ? one : reducePlane(one, rows, columns, most, 'mean').values;
  });
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const span = max > min ? max - min : 1;
  const colours = new Uint8Array(channels[0]!.length * 3);
  channels.forEach((one, channel) => {
    for (let at = 0; at < one.length; at++) colours[at * 3 + channel] = Math.round(((one[at]! - min) / span) * 255);
  });
  return colours;
}
