/** Axes that an option names, counted from the front or from the end. */
import type { DoesNotFit } from '../../layer';
import { formatShape, type Shape } from '../../tensor';

/** From the front: −1 of four axes is 3. */
export const axisOf = (dim: number, rank: number): number => (dim < 0 ? dim + rank : dim);

/** What to say of an axis that is not there, or undefined. */
export function noSuchAxis(option: string, dim: number, input: Shape, rank = input.length): DoesNotFit | undefined {
  if (dim >= -rank && dim < rank) return undefined;
  const where = rank === input.length ? `an input of ${formatShape(input)}` : `a result of ${rank} axes`;
  const axes = `axes are 0 … ${rank - 1}, or −${rank} … −1 from the end`;
  return fault(option, `there is no axis ${minus(dim)} in ${where}: ${axes}.`);
}

/** A single problem, of an option or of the layer. */
export const fault = (option: string | undefined, message: string): DoesNotFit => ({
  ok: false,
  problems: [option === undefined ? { message } : { option, message }],
});

/** With the typographic minus. */
export const minus = (value: number): string => (value < 0 ? `−${-value}` : String(value));

/** Names of running indices, by axis: those of maps for four axes, else i, j, k … */
export const axisNames = (rank: number): readonly string[] =>
  rank === 4 ? ['n', 'c', 'x', 'y'] : rank === 5 ? ['n', 'c', 'z', 'x', 'y'] : [...'ijklmopqrst'].slice(0, rank);
