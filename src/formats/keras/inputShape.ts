/** The shape of a Keras model's input: as it is stated for the run, as the model states it, with what it leaves open. */
import { problem, type Path, type Problem } from '../../engine/problem';
import { formatShape, type Shape } from '../../engine/tensor';
import type { Placed } from '../numbers/settings';
import { oursOf } from './convert';

/** Rows and columns that a model leaves open: small, and halved six times without a remainder. */
export const OPEN_EXTENT = 64;

interface Stated {
  readonly stated: readonly (number | null)[] | undefined;
  readonly batch: number;
  readonly shapeFrom?: string;
}

export interface FoundShape {
  /** In the engine's order. */
  readonly value: Shape | undefined;
  /** How it was found: `from the model` */
  readonly from: string | undefined;
}

/** @param given in Keras's order, or in PyTorch's where only that fits */
export function inputShapeOf(
  { stated, batch, shapeFrom }: Stated,
  given: Placed<Shape> | undefined,
  channelsLast: boolean,
  hasData: boolean,
  problems: Problem[],
): FoundShape {
  if (given) return { value: oriented(given.value, given.at, stated, channelsLast, problems), from: undefined };
  if (!stated) return { value: undefined, from: undefined };
  const isOpen = stated.slice(1).includes(null);
  if (isOpen && hasData) return { value: undefined, from: undefined };
  const shape = closed(stated, batch);
  if (!shape) {
    problems.push(problem([], `The model leaves its input open, ${shown(stated)}: state a shape.`));
    return { value: undefined, from: undefined };
  }
  const from = shapeFrom ?? 'from the model';
  return {
    value: oursOf(shape, channelsLast),
    from: isOpen ? `${from}, with ${OPEN_EXTENT} where it is open` : from,
  };
}

/** With sizes for what is open, where that is the batch or the map; undefined where it is the channels. */
export function closed(stated: readonly (number | null)[], batch: number): Shape | undefined {
  const [count, ...sample] = stated;
  if (sample.length > 1 ? sample.at(-1) === null && sample[0] === null : sample[0] === null) return undefined;
  return [count ?? batch, ...sample.map((extent) => extent ?? OPEN_EXTENT)];
}

const shown = (stated: readonly (number | null)[]): string => stated.map((extent) => extent ?? '?').join('×');

function oriented(
  given: Shape,
  at: Path,
  stated: readonly (number | null)[] | undefined,
  channelsLast: boolean,
  problems: Problem[],
): Shape {
  if (!channelsLast || given.length < 3) return given;
  const ours = oursOf(given, true);
  if (!stated) {
    // Of pictures the channels are few; where they stand first, the shape was written as PyTorch writes it.
    const few = (extent: number | undefined): boolean => extent === 1 || extent === 3;
    return few(given[1]) && !few(given.at(-1)) && given.length === 4 ? given : ours;
  }
  const fits = (shape: Shape): boolean =>
    shape.length === stated.length && shape.every((extent, axis) => axis === 0 || (stated[axis] ?? extent) === extent);
  if (fits(given)) return ours;
  const kerasOfGiven = [given[0]!, ...given.slice(2), given[1]!];
  if (fits(kerasOfGiven)) return given;
  problems.push(problem(at, `The model takes an input of ${shown(stated)}, which ${formatShape(given)} does not fit.`));
  return ours;
}
