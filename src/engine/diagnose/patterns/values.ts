/** What the wrong entries are, beside what is right. */
import { largestOf } from '../closeness';
import { plural } from '../../gradcheck/sentence';
import { unravel } from '../../tensor';
import { placeAlong, type Pattern, type Seen, type View } from './view';

const value = (clause: string, line: string): Seen => ({ kind: 'value', clause, line });
/** Two significant digits are enough to recognise 1/784 by; four to see that it is no other. */
const plain = (number: number): string => String(Number(number.toPrecision(4))).replaceAll('-', '−');

/** mine / right where it is one number on these entries. */
function factorOn({ mine, right, bound }: View, flats: readonly number[]): number | undefined {
  const at = flats.reduce(
    (best, flat) => (Math.abs(right.data[flat]!) > Math.abs(right.data[best]!) ? flat : best),
    flats[0]!,
  );
  const factor = mine.data[at]! / right.data[at]!;
  if (!Number.isFinite(factor)) return undefined;
  const tolerance = 4 * bound * Math.max(1, Math.abs(factor));
  return flats.every((flat) => Math.abs(mine.data[flat]! - factor * right.data[flat]!) <= tolerance)
    ? factor
    : undefined;
}

const isOne = (factor: number): boolean => Math.abs(factor - 1) < 1e-9;

export const values: readonly Pattern[] = [
  {
    id: 'not-finite',
    look({ mine, wrong }) {
      const bad = wrong.filter((flat) => !Number.isFinite(mine.data[flat]!));
      if (bad.length === 0) return undefined;
      const nan = bad.filter((flat) => Number.isNaN(mine.data[flat]!)).length;
      const kinds = [nan > 0 ? 'NaN' : '', nan < bad.length ? '±∞' : ''].filter(Boolean).join(' or ');
      const first = unravel(bad[0]!, mine.shape).join(', ');
      const which =
        bad.length === wrong.length ? `all of them ${kinds}` : `${plural(bad.length, 'entry', 'entries')} ${kinds}`;
      return {
        ...value(which, `${plural(bad.length, 'entry is', 'entries are')} ${kinds}, the first at [${first}].`),
        isDecisive: true,
      };
    },
  },
  {
    id: 'float32',
    look({ mine, right, wrong, known, question }) {
      const largest = largestOf(right.data, question.known);
      const apart = wrong.reduce((most, flat) => Math.max(most, Math.abs(mine.data[flat]! - right.data[flat]!)), 0);
      const isRounded = known.every((flat) => Math.fround(mine.data[flat]!) === mine.data[flat]);
      if (!(apart <= (isRounded ? 1e-5 : 1e-6) * largest)) return undefined;
      const share = (apart / largest).toExponential(0).replaceAll('-', '−');
      const numbers = isRounded ? 'Its numbers are float32' : 'Somewhere on the way its numbers were float32';
      return {
        ...value(
          `by ${share} of its largest entry at most, as float32 rounds`,
          `It is off by ${share} of its largest entry at most. ${numbers}: compute in float64 to check.`,
        ),
        ...{ isAll: true, isDecisive: true },
      };
    },
  },
  {
    id: 'zero',
    look({ mine, wrong, known }) {
      if (wrong.length === 0 || wrong.length === known.length || wrong.some((flat) => mine.data[flat] !== 0))
        return undefined;
      return value('where it is 0', 'The wrong entries are all 0.');
    },
  },
  {
    id: 'one-factor',
    look(view) {
      const { wrong, known } = view;
      if (wrong.length < 2) return undefined;
      const everywhere = factorOn(view, known);
      const factor = everywhere ?? factorOn(view, wrong);
      if (factor === undefined || factor === 0 || isOne(factor)) return undefined;
      const words = isOne(-factor) ? 'what is right with its sign flipped' : `${plain(factor)} times what is right`;
      const which = everywhere === undefined ? 'Every wrong entry' : 'Every entry';
      return {
        ...value(`each ${words}`, `${which} is ${words}.`),
        ...(everywhere === undefined ? {} : { isAll: true }),
      };
    },
  },
  {
    id: 'a-factor-for-each',
    look(view) {
      const { mine, known, axes, wrong } = view;
      if (wrong.length < 4 || factorOn(view, wrong) !== undefined) return undefined;
      for (const [axis, [one]] of axes.entries()) {
        const extent = mine.shape[axis]!;
        if (extent < 2 || 2 * extent > known.length) continue;
        const groups = Array.from({ length: extent }, (): number[] => []);
        const at = placeAlong(view, axis);
        for (const flat of known) groups[at(flat)]!.push(flat);
        const factors = groups.map((group) => (group.length > 0 ? factorOn(view, group) : undefined));
        if (factors.some((factor) => factor === undefined)) continue;
        const shown = factors.slice(0, 4).map((factor) => plain(factor!));
        const more = extent > 4 ? ', …' : '';
        return value(
          `with a factor for each ${one}`,
          `In each ${one} it is what is right times one number: ${shown.join(', ')}${more}.`,
        );
      }
      return undefined;
    },
  },
  {
    id: 'offset',
    look({ mine, right, wrong, known, bound }) {
      if (wrong.length < 3) return undefined;
      const offset = mine.data[wrong[0]!]! - right.data[wrong[0]!]!;
      const isOn = (flats: readonly number[]) =>
        flats.every((flat) => Math.abs(mine.data[flat]! - right.data[flat]! - offset) <= 4 * bound);
      if (!isOn(wrong)) return undefined;
      const which = isOn(known) ? 'Every entry' : 'Every wrong entry';
      const words = `${plain(Math.abs(offset))} too ${offset > 0 ? 'large' : 'small'}`;
      return value(`each ${words}`, `${which} is ${words}.`);
    },
  },
];
