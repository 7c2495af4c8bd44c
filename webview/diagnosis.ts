/** What the tab *Diagnosis* says of a wrong layer: which of its tensors are wrong, and which entry is looked at. Pure. */
import type { Diagnosis, EntryRequest, EntryTarget, LayerReport, LayerSummary } from '../src/protocol';
import type { SweepRequest, TensorReport } from '../src/protocol';
import { kernelOf, spatialAxes } from './layerAxes';
import * as numbers from './numbers';
import type { State } from './store';

/** A wrong tensor, with what mistake it is where that was looked for; of somebody's own gradients any that was compared. */
export interface Fault {
  readonly report: TensorReport;
  readonly diagnosis: Diagnosis | undefined;
}

/**
 * The wrong tensors of a layer, the most telling first; those that nothing is told of come last.
 *
 * @param all the right ones too, behind the wrong ones
 */
export function faultsOf(report: LayerReport | undefined, all = false): readonly Fault[] {
  const diagnoses = report?.diagnoses ?? [];
  const shown = report?.tensors.filter(({ failed }) => all || failed > 0) ?? [];
  const faults = shown.map((tensor) => ({
    report: tensor,
    diagnosis: diagnoses.find((one) => one.tensor === tensor.name),
  }));
  const place = ({ report: { failed }, diagnosis }: Fault) => {
    if (diagnosis !== undefined) return diagnoses.indexOf(diagnosis);
    return diagnoses.length + (failed > 0 ? 0 : 1);
  };
  return faults.sort((a, b) => place(a) - place(b));
}

/** What is told of no gradient: that the output is another than that of the layer that is claimed. */
export const withoutTensor = ({ diagnoses = [] }: LayerReport): readonly Diagnosis[] =>
  diagnoses.filter(({ target }) => target.kind === 'output');

export interface Looked {
  readonly faults: readonly Fault[];
  readonly fault: Fault;
  /** The entry that is lit. */
  readonly index: readonly number[];
}

/** The entry that was chosen where it lies in one of the tensors shown, else the worst of the first. */
export function lookedAt(state: State): Looked | undefined {
  const { selected, entry, run } = state;
  if (selected === undefined) return undefined;
  const faults = faultsOf(run?.verdicts[selected], run?.report?.comparison !== undefined);
  const chosen =
    entry?.layer === selected ? faults.find(({ report }) => sameTarget(report.target, entry.target)) : undefined;
  const fault = chosen ?? faults[0];
  if (fault === undefined) return undefined;
  const index = chosen !== undefined && entry !== undefined ? entry.index : worstIndex(fault.report);
  return { faults, fault, index };
}

/** What the tab *Entry* opens: the chosen entry, else the one that the diagnosis shows, else the worst that is a sum. */
export function entryToOpen(state: State): EntryRequest | undefined {
  const { entry, selected, network, run } = state;
  if (entry !== undefined) return entry;
  if (selected === undefined) return undefined;
  const explains = ({ kind }: EntryTarget) => network?.layers[selected]?.explains.includes(kind) ?? true;
  const looked = lookedAt(state);
  if (looked === undefined) return worstEntry(run?.verdicts[selected], explains);
  const { target } = looked.fault.report;
  return explains(target) ? { layer: selected, target, index: looked.index } : undefined;
}

/** The entry of a layer with the largest relative error. */
export function worstEntry(
  report: LayerReport | undefined,
  isWanted: (target: EntryTarget) => boolean = () => true,
): SweepRequest | undefined {
  const tensors = report?.tensors.filter(({ worst, target }) => worst !== undefined && isWanted(target)) ?? [];
  if (report === undefined || tensors.length === 0) return undefined;
  const { target, worst } = tensors.reduce((a, b) => (b.maxRelativeError > a.maxRelativeError ? b : a));
  return worst && { layer: report.layer, target, index: worst.index };
}

export function worstIndex({ worst, shape }: TensorReport): readonly number[] {
  return worst?.index ?? shape.map(() => 0);
}

export function sameTarget(a: EntryRequest['target'], b: EntryRequest['target']): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

const sorted = (target: EntryRequest['target']) => Object.entries(target).sort(([a], [b]) => (a < b ? -1 : 1));

// ---------------------------------------------------------------- which plane of a tensor is shown

/** A leading index of the tensor that the maps hold fixed. */
export interface HeldAxis {
  readonly axis: number;
  readonly key: 'sample' | 'filter' | 'channel' | 'depth';
  /** `channel c` */
  readonly label: string;
  readonly shortLabel: string;
  readonly count: number;
}

type Axis = Omit<HeldAxis, 'axis' | 'count'>;

const channelAxis: Axis = { key: 'channel', label: 'channel c', shortLabel: 'c' };
const depthAxis: Axis = { key: 'depth', label: 'depth', shortLabel: 'd' };
const sampleAxis: Axis = { key: 'sample', label: 'sample', shortLabel: 'n' };
const filterAxis: Axis = { key: 'filter', label: 'filter o', shortLabel: 'o' };

/**
 * The axes in front of the plane that is shown: two axes are left, one where the tensor is a vector in each sample or
 * kernel. Planes of a single cell are shown together, as the vector of their channels.
 *
 * @param layer undefined for the loss
 */
export function heldAxes(
  target: EntryTarget,
  shape: readonly number[],
  layer: LayerSummary | undefined,
): readonly HeldAxis[] {
  const kernel = target.kind === 'gradient' && layer !== undefined ? kernelOf(layer) : undefined;
  const ofWeight =
    kernel?.transposed === true ? [channelAxis, filterAxis, depthAxis] : [filterAxis, channelAxis, depthAxis];
  const names = target.kind === 'gradient' ? ofWeight : [sampleAxis, channelAxis, depthAxis];
  const axes = target.kind === 'gradient' ? (kernel?.shape.length ?? 4) - 2 : spatialAxes(layer, shape);
  return Array.from({ length: heldCount(target, shape, axes) }, (_, axis) => {
    const words = names[axis] ?? { ...depthAxis, label: `axis ${axis}`, shortLabel: String(axis) };
    return { ...words, axis, count: shape[axis]! };
  });
}

/** @param axes behind sample and channel, or filter and channel */
function heldCount({ kind }: EntryTarget, shape: readonly number[], axes: number): number {
  if (shape.length <= 1) return 0;
  if (shape.length === 2) return kind === 'gradient' ? 0 : 1;
  const isCell = shape.length === 4 && shape[2] === 1 && shape[3] === 1 && shape[1]! > 1;
  if (isCell) return 1;
  return axes === 1 ? 2 : shape.length - 2;
}

// ---------------------------------------------------------------- words

/** `∂C/∂W`, `∂C/∂b`, `dx`: a tensor's name as formulas write it. */
export function gradientName({ name, target }: Pick<TensorReport, 'name' | 'target'>): string {
  if (target.kind !== 'gradient') return name;
  const symbols: { readonly [parameter: string]: string } = { weight: 'W', bias: 'b' };
  return `∂C/∂${symbols[target.parameter] ?? target.parameter}`;
}

/** `∂C/∂W and ∂C/∂b of conv2 are right: 2,416 of 2,416 entries.` Nothing where no tensor is right. */
export function rightTensors({ name, tensors }: LayerReport): string {
  const right = tensors.filter(({ failed, unresolved, checked }) => failed === 0 && unresolved === 0 && checked > 0);
  if (right.length === 0) return '';
  const names = listed(right.map(gradientName));
  const verb = right.length === 1 ? 'is' : 'are';
  const [checked, entries] = [sum(right, 'checked'), sum(right, 'entries')];
  if (checked < entries) {
    return `${names} of ${name}: 0 wrong in a sample of ${numbers.count(checked)} of ${numbers.count(entries)} entries.`;
  }
  const kinks = sum(right, 'kinks');
  const some = kinks === 0 ? '' : `, ${numbers.count(kinks)} of them on a kink`;
  return `${names} of ${name} ${verb} right: ${numbers.count(checked)} of ${numbers.count(entries)} entries${some}.`;
}

const sum = (tensors: readonly TensorReport[], of: 'checked' | 'entries' | 'kinks'): number =>
  tensors.reduce((total, tensor) => total + tensor[of], 0);

/** `a, b and c` */
export function listed(names: readonly string[]): string {
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '');
}

/** `45 known mistakes were tried on this δ and this kernel; the closest six` */
export function triedText({ tried, evidence, target }: Diagnosis, hasKernel: boolean): string {
  const on = hasKernel ? 'this δ and this kernel' : 'this δ';
  const closest =
    evidence.length < tried ? `; the closest ${words[evidence.length] ?? numbers.count(evidence.length)}` : '';
  const known = tried === 1 ? '1 known mistake was' : `${numbers.count(tried)} known mistakes were`;
  return `${known} tried on ${target.kind === 'output' ? 'this input' : on}${closest}`;
}

const words = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
