/** The wrong entries that F8 steps through: layers forward, tensors as reported, entries row by row, round and round. */
import type { EntryRequest, TensorReport, TensorRequest } from '../src/protocol';
import { lookedAt, sameTarget } from './diagnosis';
import type { State } from './store';

interface WrongTensor {
  readonly layer: number;
  readonly report: TensorReport;
}

export function wrongTensors({ run }: State): readonly WrongTensor[] {
  return (run?.verdicts ?? []).flatMap((verdict) =>
    (verdict?.tensors ?? []).filter(({ failed }) => failed > 0).map((report) => ({ layer: verdict!.layer, report })),
  );
}

/** Of larger tensors only the worst entry is stepped to: all their verdicts would be too much to fetch. */
const mostEntries = 2 ** 22;

/** Which entries of a wrong tensor are wrong: 1 where they are. */
export type Marks = ArrayLike<number>;

export function marksRequest({ layer, report }: WrongTensor): TensorRequest | undefined {
  if (report.entries > mostEntries) return undefined;
  return { ref: { layer, kind: 'wrong', of: report.target }, fixed: [] };
}

/**
 * The wrong entry after (`step` 1) or before (−1) the one that is looked at; with nothing looked at, the first or the
 * last of all.
 *
 * @param marksOf the marks of a tensor; undefined where they cannot be had, then only its worst entry counts
 */
export async function nextWrong(
  state: State,
  step: 1 | -1,
  marksOf: (tensor: WrongTensor) => Promise<Marks | undefined>,
): Promise<EntryRequest | undefined> {
  const tensors = wrongTensors(state);
  const here = placeOf(state, tensors);
  const first = here?.tensor ?? (step > 0 ? 0 : tensors.length - 1);
  // Round the tensors, and at last once more through the one that it started in.
  for (let turn = 0; turn <= tensors.length; turn++) {
    const tensor = tensors[modulo(first + step * turn, tensors.length)];
    if (tensor === undefined) return undefined;
    const marks = await marksOf(tensor);
    const { entries, shape, target } = tensor.report;
    const from = turn === 0 && here !== undefined ? here.flat + step : step > 0 ? 0 : entries - 1;
    const flat = marks === undefined ? worstBeyond(tensor.report, from, step) : nextMarked(marks, from, step);
    if (flat !== undefined) return { layer: tensor.layer, target, index: indexOf(flat, shape) };
  }
  return undefined;
}

export function nextMarked(marks: Marks, from: number, step: 1 | -1): number | undefined {
  for (let flat = from; flat >= 0 && flat < marks.length; flat += step) if (marks[flat] === 1) return flat;
  return undefined;
}

/** Of the entry that is looked at, or that the diagnosis shows on its own. */
function placeOf(state: State, tensors: readonly WrongTensor[]): { tensor: number; flat: number } | undefined {
  const shown = lookedAt(state);
  const open =
    state.entry ?? (shown && { layer: state.selected!, target: shown.fault.report.target, index: shown.index });
  if (open === undefined) return undefined;
  const at = tensors.findIndex(({ layer, report }) => layer === open.layer && sameTarget(report.target, open.target));
  return at < 0 ? undefined : { tensor: at, flat: flatOf(open.index, tensors[at]!.report.shape) };
}

/** The worst entry, where it has not been passed yet. */
function worstBeyond({ worst, shape }: TensorReport, from: number, step: 1 | -1): number | undefined {
  if (worst === undefined) return undefined;
  const flat = flatOf(worst.index, shape);
  return (flat - from) * step >= 0 ? flat : undefined;
}

export function flatOf(index: readonly number[], shape: readonly number[]): number {
  return shape.reduce((flat, extent, axis) => flat * extent + (index[axis] ?? 0), 0);
}

export function indexOf(flat: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  for (let axis = shape.length - 1, rest = flat; axis >= 0; axis--) {
    index.unshift(rest % shape[axis]!);
    rest = Math.floor(rest / shape[axis]!);
  }
  return index;
}

const modulo = (a: number, n: number): number => ((a % n) + n) % n;
