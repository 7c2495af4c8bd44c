/** What the patterns look at: a wrong gradient beside the right one, and what its axes are called. */
import { hasKernel, isTransposed } from '../convolutionCase';
import { largestOf } from '../closeness';
import type { Question } from '../question';
import { stridesOf, type Tensor } from '../../tensor';

export interface View {
  readonly mine: Tensor;
  readonly right: Tensor;
  readonly question: Question;
  /** Singular and plural of what an axis counts. */
  readonly axes: readonly AxisName[];
  /** Axes along which neighbours lie beside each other: rows and columns of a map or a kernel. */
  readonly spatial: readonly number[];
  /** Flat positions. */
  readonly known: readonly number[];
  readonly wrong: readonly number[];
  /** What rounding may make of the right gradient. */
  readonly bound: number;
}

export type AxisName = readonly [one: string, many: string];

/** What has been seen. */
export interface Seen {
  /** Where the wrong entries are; what they are; where they have gone. */
  readonly kind: 'place' | 'value' | 'order';
  /** `all in filter 3`: follows "is wrong in 150 of 2,400 entries, ". */
  readonly clause: string;
  /** A sentence of its own. */
  readonly line: string;
  /** In place of the clause: what follows the tensor's name. `is that of Conv2d, not of its own forward pass.` */
  readonly whole?: string;
  /** Says all there is to say: no further pattern is looked for. */
  readonly isAll?: true;
  /** A better answer than two mistakes at once would be. */
  readonly isDecisive?: true;
}

export interface Pattern {
  readonly id: string;
  look(view: View): Seen | undefined;
}

export function viewOf(question: Question): View {
  const { mine, right, bench, rounding } = question;
  const flats = [...mine.data.keys()];
  const known = question.known ? flats.filter((flat) => question.known![flat] === 1) : flats;
  const { axes, spatial } = axesOf(question);
  return {
    ...{ mine, right, question, axes, spatial, known },
    wrong: known.filter((flat) => question.wrong[flat] === 1),
    bound: rounding * Math.max(largestOf(right.data, question.known), largestOf(bench.delta.data) * 1e-3),
  };
}

const name = (one: string): AxisName => [one, `${one}s`];
const mapAxes = [[], [name('position')], [name('row'), name('column')], [name('plane'), name('row'), name('column')]];
const kernelAxes = [
  [],
  [name('tap')],
  [name('kernel row'), name('kernel column')],
  [name('kernel plane'), name('kernel row'), name('kernel column')],
];

function axesOf({ bench, mine: { shape } }: Question): Pick<View, 'axes' | 'spatial'> {
  const rank = shape.length;
  const behind = (count: number): number[] => Array.from({ length: Math.max(0, rank - count) }, (_, k) => k + count);
  const unnamed = shape.map((_, axis): AxisName => [`index of axis ${axis}`, `indices of axis ${axis}`]);
  if (bench.target.kind === 'gradient') {
    if (hasKernel(bench) && rank >= 3 && rank <= 5) {
      const pair = [name('filter'), name('channel')];
      return { axes: [...(isTransposed(bench) ? pair.reverse() : pair), ...kernelAxes[rank - 2]!], spatial: behind(2) };
    }
    if (hasKernel(bench) && rank === 1) return { axes: [name('filter')], spatial: [] };
    if (rank === 2) return { axes: [name('output'), name('input')], spatial: [] };
    if (rank === 1) return { axes: [['entry', 'entries']], spatial: [] };
    return { axes: unnamed, spatial: [] };
  }
  if (rank === 2) return { axes: [name('sample'), name('feature')], spatial: [] };
  const spatial = mapAxes[rank - 2];
  if (rank < 2 || !spatial) return { axes: unnamed, spatial: [] };
  return { axes: [name('sample'), name('channel'), ...spatial], spatial: behind(2) };
}

/** Where an entry stands along an axis. */
export function placeAlong({ mine: { shape } }: View, axis: number): (flat: number) => number {
  const step = stridesOf(shape)[axis]!;
  const extent = shape[axis]!;
  return (flat) => Math.floor(flat / step) % extent;
}

/** All places along an axis at which some of these entries stand. */
export const placesAlong = (view: View, axis: number, flats: readonly number[]): Set<number> =>
  new Set(flats.map(placeAlong(view, axis)));
