/** Where things stand in the gradient-flow chart, and what gives way when it is short: pure. */
import { fraction, type LogScale } from './barScale';

export interface FlowPlaces {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  /** Of the drawing, with the names of the layers. */
  readonly height: number;
  /** There is room for the note too, which gives way first. */
  readonly roomy: boolean;
  /** Width of a layer's column. */
  readonly step: number;
  readonly x: (column: number) => number;
  /** Undefined for 0, NaN and ∞. */
  readonly y: (magnitude: number) => number | undefined;
}

/** CSS pixels around the plot inside the drawing. */
export const plot = { left: 34, right: 26, top: 12 };
/** Longer names are cut. */
export const mostLetters = 12;
/** Height of a decade where there is room, and the least. */
const decade = { most: 26.7, least: 10 };
/** Many decades share the height of eight. */
const mostDecades = 8;
/** Above the drawing: the padding and the title. Below it: two lines of note. */
const around = { title: 12 + 20, note: 44 };
/** A letter of a name, and how the names are turned. */
const letter = { width: 6.8, sine: 0.64 };

/** Height of the names, which stand askew: the longest decides. */
function namesHeight(names: readonly string[]): number {
  const longest = names.reduce((most, { length }) => Math.max(most, Math.min(mostLetters, length)), 0);
  return Math.ceil(16 + longest * letter.width * letter.sine);
}

/** @param room for the whole chart; undefined where it would be too flat to read, then it gives way */
export function flowPlaces(
  width: number,
  room: number,
  names: readonly string[],
  scale: LogScale,
): FlowPlaces | undefined {
  const { left, top } = plot;
  const right = width - plot.right;
  const step = (right - left) / Math.max(1, names.length);
  const decades = Math.min(mostDecades, scale.to - scale.from);
  const below = namesHeight(names);
  const free = room - around.title - top - below;
  const least = decades * decade.least;
  if (free < least) return undefined;
  const roomy = free - around.note >= least;
  const span = Math.min(decades * decade.most, roomy ? free - around.note : free);
  const bottom = top + span;
  return {
    left,
    right,
    bottom,
    height: bottom + below,
    roomy,
    step,
    x: (column) => left + step * (column + 0.5),
    y: (magnitude) => {
      const at = fraction(scale, magnitude);
      return at === undefined ? undefined : bottom - at * span;
    },
  };
}
