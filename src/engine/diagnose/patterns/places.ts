/** Where the wrong entries stand. */
import type { Tensor } from '../../tensor';
import { placeAlong, placesAlong, type Pattern, type Seen, type View } from './view';

const place = (clause: string, line: string): Seen => ({ kind: 'place', clause, line });

/** `in filter 3`, `in the last row`, `in every second row`: along one axis; undefined where it is wrong everywhere. */
function along(view: View, axis: number): string | undefined {
  const [one, many] = view.axes[axis]!;
  const extent = view.mine.shape[axis]!;
  const all = placesAlong(view, axis, view.known);
  const found = [...placesAlong(view, axis, view.wrong)].sort((a, b) => a - b);
  if (found.length === all.size || extent < 2) return undefined;
  const isSpatial = view.spatial.includes(axis);
  const [first, last] = [found[0]!, found.at(-1)!];
  if (found.length === 1) {
    if (isSpatial && last === extent - 1) return `in the last ${one}`;
    if (isSpatial && first === 0) return `in the first ${one}`;
    return `in ${one} ${first}`;
  }
  const step = found[1]! - first;
  const isEven = found.every((at, k) => at === first + k * step);
  if (step > 1 && isEven && first < step && last + step >= extent) {
    return `in every ${ordinals[step] ?? `${step}th`} ${one}, from ${one} ${first} on`;
  }
  const isFew = isSpatial && 2 * found.length <= extent;
  if (isEven && step === 1 && last === extent - 1 && isFew) return `in the last ${found.length} ${many}`;
  if (isEven && step === 1 && first === 0 && isFew) return `in the first ${found.length} ${many}`;
  const [missing] = [...all].filter((at) => !found.includes(at));
  if (found.length === all.size - 1) return `outside ${one} ${missing}`;
  if (found.length <= 4 && 2 * found.length <= all.size) return `in ${many} ${listed(found)}`;
  return undefined;
}

const ordinals: { readonly [step: number]: string } = { 2: 'second', 3: 'third' };
const listed = (numbers: readonly number[]): string => `${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)}`;
const isAny = ({ wrong, known }: View): boolean => wrong.length > 0 && wrong.length < known.length;

const cells = (count: number): string => `${count} ${count === 1 ? 'cell' : 'cells'}`;

export const places: readonly Pattern[] = [
  {
    id: 'along-axes',
    look(view) {
      if (!isAny(view)) return undefined;
      const found = view.mine.shape.flatMap((_, axis) => along(view, axis) ?? []);
      if (found.length === 0) return undefined;
      const where = found.slice(0, 3).join(', ');
      return place(`all ${where}`, `The wrong entries are all ${where}.`);
    },
  },
  {
    id: 'border',
    look(view) {
      if (!isAny(view) || view.spatial.length < 2 || view.spatial.some((axis) => along(view, axis))) return undefined;
      const { shape } = view.mine;
      const across = view.spatial.map((axis) => [placeAlong(view, axis), shape[axis]! - 1] as const);
      const depth = (flat: number) => Math.min(...across.map(([at, end]) => Math.min(at(flat), end - at(flat))));
      const [deepest, deepestKnown] = [most(view.wrong, depth), most(view.known, depth)];
      if (2 * deepest < deepestKnown) {
        const within = `within ${cells(deepest + 1)} of the border`;
        return place(`all ${within}`, `The wrong entries are all ${within}; inside everything is right.`);
      }
      const shallowest = -most(view.wrong, (flat) => -depth(flat));
      if (shallowest < 1) return undefined;
      const inside = `${cells(shallowest)} or more from the border`;
      return place(`all ${inside}`, `The wrong entries are all ${inside}; the border is right.`);
    },
  },
  {
    id: 'where-a-number-has-a-sign',
    look(view) {
      if (!isAny(view) || view.wrong.length < 3) return undefined;
      const { inputs, delta, output, target } = view.question.bench;
      const own = inputs[target.kind === 'inputDelta' ? target.input : 0]!;
      const numbers: readonly (readonly [string, Tensor])[] = [
        ['the input', own],
        ['δ', delta],
        ['the output', output],
      ];
      for (const [what, tensor] of numbers) {
        if (tensor.data.length !== view.mine.data.length || target.kind === 'gradient') continue;
        for (const [says, holds] of signs) {
          const held = view.known.filter((flat) => holds(tensor.data[flat]!));
          if (held.length < view.known.length && isMostly(view, held, (flat) => holds(tensor.data[flat]!))) {
            return place(`all where ${what} ${says}`, `The wrong entries are all where ${what} ${says}.`);
          }
        }
      }
      return undefined;
    },
  },
];

const signs: readonly (readonly [string, (value: number) => boolean])[] = [
  ['is 0', (value) => value === 0],
  ['is negative', (value) => value < 0],
  ['is positive', (value) => value > 0],
  ['is above 1', (value) => value > 1],
  ['is below −1', (value) => value < -1],
];

/** Do the wrong entries lie where something holds, and take up most of that? */
const isMostly = ({ wrong }: View, held: readonly number[], holds: (flat: number) => boolean): boolean =>
  wrong.length * 2 >= held.length && wrong.every(holds);

const most = (flats: readonly number[], of: (flat: number) => number): number =>
  flats.reduce((largest, flat) => Math.max(largest, of(flat)), -Infinity);
