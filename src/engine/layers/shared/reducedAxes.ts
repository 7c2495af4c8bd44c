/** Axes that a layer reduces to one entry each: their option, what is wrong with it, and where the entries go. */
import type { DoesNotFit } from '../../layer';
import { bool, optionalIntOrInts } from '../../options';
import { ravel, sizeOf, stridesOf, unravel, type Shape } from '../../tensor';
import { axisOf, fault, noSuchAxis } from './axes';
import { walk } from './broadcast';

export const REDUCED_AXES = {
  dim: optionalIntOrInts({
    doc: 'Axis or axes to reduce; negative counts from the end. All when left out, batch included.',
  }),
  keepdim: bool({ default: false, doc: 'Keep reduced axes, with one entry each.' }),
};

export interface ReducedAxes {
  readonly dim: readonly number[] | undefined;
  readonly keepdim: boolean;
}

/** Where the entries of an input go. */
export interface Reduction {
  readonly input: Shape;
  readonly output: Shape;
  readonly reduced: readonly number[];
  /** Entries that go into one output. */
  readonly count: number;
  /** Flat position of the first entry of each output, and of its other entries from there. */
  readonly first: Int32Array;
  readonly offsets: Int32Array;
}

export function reductionProblem(input: Shape, { dim }: ReducedAxes): DoesNotFit | undefined {
  const wrong = dim?.map((one) => noSuchAxis('dim', one, input)).find((problem) => problem);
  if (wrong) return wrong;
  if (dim?.length === 0) return fault('dim', 'no axis is named; leave "dim" out to reduce all.');
  const axes = dim?.map((one) => axisOf(one, input.length)) ?? [];
  const twice = axes.find((axis, at) => axes.indexOf(axis) < at);
  return twice === undefined ? undefined : fault('dim', `axis ${twice} is named twice.`);
}

export function reductionOf(input: Shape, { dim, keepdim }: ReducedAxes): Reduction {
  const reduced = dim?.map((one) => axisOf(one, input.length)) ?? [...input.keys()];
  const strides = stridesOf(input);
  const kept = [...input.keys()].filter((axis) => !reduced.includes(axis));
  const inOrder = [...input.keys()].filter((axis) => reduced.includes(axis));
  const pick = (of: readonly number[], axes: readonly number[]): number[] => axes.map((axis) => of[axis]!);
  return {
    input,
    output: keepdim ? input.map((extent, axis) => (reduced.includes(axis) ? 1 : extent)) : pick(input, kept),
    reduced: inOrder,
    count: sizeOf(pick(input, inOrder)),
    first: walk(pick(input, kept), pick(strides, kept)),
    offsets: walk(pick(input, inOrder), pick(strides, inOrder)),
  };
}

/** The output that an input entry goes into: its index without the reduced axes. */
export const ownerOf = (flat: number, { input, reduced }: Reduction): number => {
  const index = unravel(flat, input);
  const kept = [...input.keys()].filter((axis) => !reduced.includes(axis));
  return ravel(
    kept.map((axis) => index[axis]!),
    kept.map((axis) => input[axis]!),
  );
};
