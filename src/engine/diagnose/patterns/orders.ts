/** The right numbers at other places: axes exchanged, turned or moved. */
import { ravel, unravel } from '../../tensor';
import { type Pattern, type Seen, type View } from './view';

const order = (clause: string, line: string): Seen => ({ kind: 'order', clause, line, isAll: true, isDecisive: true });

/** Is mine the right gradient read from other places? A few entries from all over tell first. */
function isReadFrom({ mine, right, bound, question }: View, from: (index: number[]) => number): boolean {
  if (question.known) return false;
  const { shape, data } = mine;
  for (const step of [Math.max(1, Math.floor(data.length / 61)), 1]) {
    for (let flat = 0; flat < data.length; flat += step) {
      const source = from(unravel(flat, shape));
      const expected = source < 0 ? 0 : right.data[source]!;
      if (!(Math.abs(data[flat]! - expected) <= 2 * bound)) return false;
    }
  }
  return true;
}

function* permutations(list: readonly number[]): Generator<number[]> {
  if (list.length === 0) yield [];
  for (const one of list) {
    for (const rest of permutations(list.filter((other) => other !== one))) yield [one, ...rest];
  }
}

const isWorth = ({ mine: { shape, data } }: View): boolean => shape.length >= 2 && shape.length <= 5 && data.length > 2;

export const orders: readonly Pattern[] = [
  {
    id: 'claimed',
    look({ question: { claimed }, mine, bound }) {
      if (!claimed || !claimed.gradient.data.every((v, flat) => Math.abs(v - mine.data[flat]!) <= 4 * bound))
        return undefined;
      const { type } = claimed;
      return {
        ...order(`that of ${type}`, `It is the gradient of ${type}; the layer's forward pass is another.`),
        whole: `is that of ${type}, but not of the layer's own forward pass.`,
      };
    },
  },
  {
    id: 'permuted',
    look(view) {
      if (!isWorth(view)) return undefined;
      const { shape } = view.mine;
      const own = [...shape.keys()];
      for (const axes of permutations(own)) {
        if (axes.every((axis, k) => axis === k)) continue;
        // Row-major over the axes in this order, whatever shape is written on it.
        const turned = axes.map((axis) => shape[axis]!);
        const from = (index: number[]): number => {
          const other = unravel(ravel(index, shape), turned);
          return ravel(
            own.map((axis) => other[axes.indexOf(axis)]!),
            shape,
          );
        };
        if (!isReadFrom(view, from)) continue;
        const names = axes.map((axis) => view.axes[axis]![0]).join(', ');
        const swapped = own.filter((axis) => axes[axis] !== axis);
        const words =
          shape.length === 2
            ? 'transposed'
            : swapped.length === 2
              ? `with ${swapped.map((axis) => view.axes[axis]![1]).join(' and ')} exchanged`
              : `in the order ${names}`;
        return order(`right but ${words}`, `The right numbers stand there ${words}.`);
      }
      return undefined;
    },
  },
  {
    id: 'reversed',
    look(view) {
      if (!isWorth(view)) return undefined;
      const { shape } = view.mine;
      const own = [...shape.keys()].filter((axis) => shape[axis]! > 1);
      for (let chosen = 1; chosen < 1 << own.length; chosen++) {
        const axes = own.filter((_, k) => (chosen >> k) & 1);
        const from = (index: number[]): number =>
          ravel(
            index.map((at, axis) => (axes.includes(axis) ? shape[axis]! - 1 - at : at)),
            shape,
          );
        if (!isReadFrom(view, from)) continue;
        const isTurn = view.spatial.length === 2 && axes.join() === view.spatial.join();
        const words = isTurn
          ? 'rotated by 180°'
          : `with ${axes.map((axis) => view.axes[axis]![1]).join(' and ')} reversed`;
        return order(`right but ${words}`, `The right numbers stand there ${words}.`);
      }
      return undefined;
    },
  },
  {
    id: 'moved',
    look(view) {
      if (!isWorth(view)) return undefined;
      const { shape } = view.mine;
      for (const axis of view.spatial.concat(0)) {
        for (const by of [1, -1, 2, -2]) {
          if (Math.abs(by) >= shape[axis]!) continue;
          for (const around of [false, true]) {
            const from = (index: number[]): number => {
              const at = index[axis]! - by;
              if (!around && (at < 0 || at >= shape[axis]!)) return -1;
              const wrapped = (at + shape[axis]!) % shape[axis]!;
              return ravel(
                index.map((own, k) => (k === axis ? wrapped : own)),
                shape,
              );
            };
            if (!isReadFrom(view, from)) continue;
            const [one, many] = view.axes[axis]!;
            const words = `moved by ${Math.abs(by)} ${Math.abs(by) === 1 ? one : many} to the ${by > 0 ? 'end' : 'start'}`;
            return order(
              `right but ${words}`,
              `The right numbers stand there ${words}${around ? ', around the edge' : ''}.`,
            );
          }
        }
      }
      return undefined;
    },
  },
  {
    id: 'same-numbers',
    look({ mine, right, bound, question, wrong }) {
      if (question.known || wrong.length < 4) return undefined;
      const [a, b] = [mine.data.slice().sort(), right.data.slice().sort()];
      if (!a.every((number, at) => Math.abs(number - b[at]!) <= 2 * bound)) return undefined;
      return order('the right numbers in another order', 'It holds the right numbers, all of them, in another order.');
    },
  },
];
