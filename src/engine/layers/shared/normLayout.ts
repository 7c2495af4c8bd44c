/** How a norm cuts its input into groups that share one mean and one variance, and which weight an entry meets. */
import { sizeOf, type Shape } from '../../tensor';

export interface NormLayout {
  readonly groups: number;
  /** Flat position where group g starts is g · groupStep. */
  readonly groupStep: number;
  /** A group is `blocks` stretches of `run` neighbouring entries, `stride` apart. */
  readonly blocks: number;
  readonly run: number;
  readonly stride: number;
  /** Weight of entry `flat`: ⌊flat/weightRun⌋ mod weights. */
  readonly weightRun: number;
  readonly weights: number;
}

/** A group for each channel: every sample and every cell. */
export function acrossBatch(shape: Shape): NormLayout {
  const [samples, channels] = [shape[0]!, shape[1]!];
  const cells = sizeOf(shape.slice(2));
  const perWeight = { weightRun: cells, weights: channels };
  return { groups: channels, groupStep: cells, blocks: samples, run: cells, stride: channels * cells, ...perWeight };
}

/** Groups of neighbouring channels within a sample; as many as channels for an instance norm. */
export function withinSample(shape: Shape, groupsPerSample: number): NormLayout {
  const [samples, channels] = [shape[0]!, shape[1]!];
  const cells = sizeOf(shape.slice(2));
  const run = (channels / groupsPerSample) * cells;
  return { ...contiguous(samples * groupsPerSample, run), weightRun: cells, weights: channels };
}

/** The last axes together are a group; every entry of it has a weight of its own. */
export function lastAxes(shape: Shape, count: number): NormLayout {
  const run = sizeOf(shape.slice(shape.length - count));
  return { ...contiguous(sizeOf(shape) / run, run), weightRun: 1, weights: run };
}

const contiguous = (groups: number, run: number) => ({ groups, groupStep: run, blocks: 1, run, stride: run });

export const membersOf = ({ blocks, run }: NormLayout): number => blocks * run;

/** Flat position of member k of a group. */
export const memberAt = ({ groupStep, run, stride }: NormLayout, group: number, k: number): number =>
  group * groupStep + Math.floor(k / run) * stride + (k % run);

export const groupOf = ({ groupStep, groups }: NormLayout, flat: number): number =>
  Math.floor(flat / groupStep) % groups;

export const weightOf = ({ weightRun, weights }: NormLayout, flat: number): number =>
  Math.floor(flat / weightRun) % weights;

/** Calls `visit` with the flat positions of a group, in order. */
export function forEachMember(
  { groupStep, blocks, run, stride }: NormLayout,
  group: number,
  visit: (flat: number) => void,
) {
  for (let block = 0; block < blocks; block++) {
    const start = group * groupStep + block * stride;
    for (let flat = start; flat < start + run; flat++) visit(flat);
  }
}

/** Flat positions of a whole group, and of every entry that meets a weight. */
export function groupMembers(layout: NormLayout, group: number): Int32Array {
  return Int32Array.from({ length: membersOf(layout) }, (_, k) => memberAt(layout, group, k));
}

export function entriesOfWeight(layout: NormLayout, weight: number, size: number): Int32Array {
  const { weightRun, weights } = layout;
  const found = new Int32Array(size / weights);
  let count = 0;
  for (let start = weight * weightRun; start < size; start += weightRun * weights) {
    for (let flat = start; flat < start + weightRun; flat++) found[count++] = flat;
  }
  return found;
}
