/** A run that compares somebody's own tensors with the engine's, in place of differences. */
import { largestOf } from '../diagnose/closeness';
import { diagnoseTensors } from '../diagnose/diagnose';
import type { RunEvent } from '../events';
import { layerVerdict } from '../gradcheck/sentence';
import { reportTensor } from '../gradcheck/tensorCheck';
import { CANCELLED, inSlices, type RunControl } from '../slices';
import type { Diagnosis, LayerReport, NetworkSummary, RunReport, TensorReport } from '../summary';
import type { Tensor } from '../tensor';
import type { RunRecord } from '../run';
import type { Trace } from '../trace';
import { checkAgainst, follow, type Comparison } from './follow';
import { ownTensors } from './own';
import { precisionOf, tolerancesFor, type Precision } from './precision';
import { readDump, type Reading } from './read';
import { comparisonRule, comparisonSentence, notesOn } from './words';

/** Tensors from elsewhere. */
export interface Dump {
  /** `grads.npz` */
  readonly file: string;
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/** After a pass over the network: a verdict for every layer of which the dump holds a tensor, the loss's first. */
export async function* compareWith(
  trace: Trace,
  summary: NetworkSummary,
  dump: Dump,
  { record, control, started }: { record: RunRecord; control: RunControl; started: number },
): AsyncGenerator<RunEvent> {
  const precision = precisionOf([...dump.tensors.values()].map(({ data }) => data));
  const reading = readDump(ownTensors(trace), dump.tensors, precision);
  const found = [...forwardComparisons(trace, reading, precision), ...follow(trace, reading.tensors, precision)];
  const forwardFault = found.find(({ check, wrong }) => wrong && check.target.kind === 'output');
  const layers: LayerReport[] = [];
  for (let layer = summary.layers.length; layer >= 0; layer--) {
    const own = found.filter((comparison) => comparison.layer === layer);
    if (own.length === 0) continue;
    for (const comparison of own) if (isTainted(comparison, forwardFault)) leaveOpen(comparison);
    record.checks.set(layer, { layer, tensors: own.map(({ check }) => check) });
    const verdict = reportOf(layer, own, summary);
    const diagnoses = await inSlices(diagnosesOf(own, verdict, precision), control);
    if (diagnoses === CANCELLED) return yield { type: 'runCancelled', checked: 0, total: 0, failed: 0 };
    const report = diagnoses.length > 0 ? { ...verdict, diagnoses } : verdict;
    layers.unshift(report);
    yield { type: 'layerVerdict', report };
  }
  yield { type: 'runDone', report: reportAll(layers, summary, trace, dump, reading, precision, started) };
}

/** Where the forward passes differ, what comes after says nothing about the backward pass. */
function isTainted({ layer, check, deltaKnown }: Comparison, forwardFault: Comparison | undefined): boolean {
  if (!forwardFault) return !deltaKnown;
  return check !== forwardFault.check && (check.target.kind !== 'output' || layer > forwardFault.layer);
}

const RIGHT = 1;
const WRONG = 2;
const UNRESOLVED = 4;

function leaveOpen({ check }: Comparison): void {
  for (const [flat, verdict] of check.verdicts.entries()) if (verdict === WRONG) check.verdicts[flat] = UNRESOLVED;
}

function* forwardComparisons(trace: Trace, { tensors }: Reading, precision: Precision): Generator<Comparison> {
  for (const read of tensors) {
    const { own, tensor } = read;
    if (own.role !== 'output') continue;
    const check = checkAgainst('output', { kind: 'output' }, tensor, own.tensor, precision);
    const wrong = check.verdicts.some((verdict) => verdict !== RIGHT);
    yield { layer: own.index, check, read, shadow: trace, deltaKnown: true, wrong };
  }
}

function reportOf(layer: number, own: readonly Comparison[], summary: NetworkSummary): LayerReport {
  const tensors = own.map(({ check }) => reportTensor(check));
  const { name, type } = summary.layers[layer] ?? { name: 'loss', type: summary.loss.type };
  return { layer, name, type, verdict: layerVerdict(tensors), tensors };
}

/** What mistake each wrong tensor is, given the δ that they had. */
function* diagnosesOf(
  own: readonly Comparison[],
  report: LayerReport,
  precision: Precision,
): Generator<void, readonly Diagnosis[]> {
  const found: Diagnosis[] = [];
  for (const { layer, check, shadow, bench } of own) {
    const tolerances = tolerancesFor(precision, largestOf(check.right!.data));
    const asked = { trace: shadow, layer, tolerances, precision, bench };
    found.push(...(yield* diagnoseTensors(asked, [check], report)));
  }
  return found;
}

function reportAll(
  layers: readonly LayerReport[],
  summary: NetworkSummary,
  trace: Trace,
  dump: Dump,
  reading: Reading,
  precision: Precision,
  started: number,
): RunReport {
  const wrong = layers.find(({ verdict }) => verdict === 'wrong');
  const tensors = layers.flatMap((layer) => layer.tensors);
  const sum = (pick: (tensor: TensorReport) => number) => tensors.reduce((total, tensor) => total + pick(tensor), 0);
  const verdict = wrong ? 'wrong' : layers.length === 0 ? 'unchecked' : layerVerdict(tensors);
  const worst = [...tensors].sort((a, b) => b.failed - a.failed || b.maxRelativeError - a.maxRelativeError)[0];
  const worstLayer = layers.find((layer) => layer.tensors.includes(worst!));
  return {
    verdict,
    sentence: comparisonSentence(layers, tensors, dump.file),
    rule: comparisonRule(precision),
    loss: trace.loss!.value,
    layers,
    checked: sum(({ checked }) => checked),
    failed: sum(({ failed }) => failed),
    kinks: 0,
    unresolved: sum(({ unresolved }) => unresolved),
    worst: worst?.worst && worstLayer ? { layer: worstLayer.layer, tensor: worst.name, at: worst.worst } : undefined,
    firstAtFault: wrong?.layer,
    elapsedMs: Date.now() - started,
    comparison: {
      file: dump.file,
      precision,
      read: reading.tensors.map(({ given, own, how, layout }) => ({
        given,
        own: own.key,
        how,
        ...(layout === undefined ? {} : { layout }),
      })),
      unread: reading.unread,
      notes: notesOn(trace, reading, summary, precision),
    },
  };
}
