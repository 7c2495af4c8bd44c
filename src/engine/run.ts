/** One run: forward, backward, gradcheck, as one stream of events. */
import { compareWith, type Dump } from './compare/compare';
import { diagnoseLayer } from './diagnose/diagnose';
import type { CheckMethod, RunEvent } from './events';
import { countsForRun, endToEndEntries, layerAmount, methodFor, sampleSize } from './gradcheck/amount';
import { checkEndToEnd, stratified } from './gradcheck/endToEnd';
import { checkByProjection, checkEntries, newLayerCheck, type LayerCheck } from './gradcheck/layerCheck';
import { checkProperties } from './gradcheck/properties';
import { reportLayer, reportRun } from './gradcheck/report';
import { reportTensor, type TensorCheck } from './gradcheck/tensorCheck';
import { checkTogether } from './gradcheck/together';
import { DEFAULT_TOLERANCES, ruleText, type Tolerances } from './gradcheck/verdict';
import type { Model } from './model';
import { NETWORK_INPUT } from './network';
import { mersenneTwister, type Rng } from './rng';
import { CANCELLED, inSlices, SLICE_MS, type RunControl } from './slices';
import { statsOf, thumbOf } from './stats';
import type { LayerReport, NetworkSummary } from './summary';
import type { Tensor } from './tensor';
import { withPenalty } from './weightDecay';
import { backwardLayer, forwardLayer, forwardLoss, newTrace, outputOf, type Trace } from './trace';

export type { RunControl } from './slices';

export interface RunOptions {
  /** Every entry, or a sample of a network for which that takes minutes, when left out. */
  readonly method?: CheckMethod;
  /** Indices of the layers to check; all, and the loss, when left out. */
  readonly layers?: readonly number[];
  readonly rtol?: number;
  readonly atol?: number;
  /** Compare these tensors with the engine's, in place of differencing. */
  readonly against?: Dump;
}

/** What a run has computed so far; filled while it runs, for those who look at tensors. */
export interface RunRecord {
  trace: Trace | undefined;
  readonly checks: Map<number, LayerCheck>;
}

export const newRunRecord = (): RunRecord => ({ trace: undefined, checks: new Map() });

/** Milliseconds between progress events. */
const PROGRESS_MS = 60;

/**
 * Runs a model. A model that holds only the layers up to an error is run forward and then ends with `runFailed`.
 * Checks go backward from the loss, as δ does.
 */
export async function* run(
  model: Model,
  summary: NetworkSummary,
  options: RunOptions,
  control: RunControl,
  record: RunRecord = newRunRecord(),
): AsyncGenerator<RunEvent> {
  const started = Date.now();
  const tolerances = { rtol: options.rtol ?? DEFAULT_TOLERANCES.rtol, atol: options.atol ?? DEFAULT_TOLERANCES.atol };
  const layerCount = summary.layers.length;
  const chosen = options.layers ?? [...summary.layers.keys(), layerCount];
  const method = options.method ?? methodFor(summary, chosen);
  const wholeNetwork = options.layers === undefined;
  const total = chosen
    .filter((layer) => countsForRun(summary, layer, wholeNetwork))
    .reduce((sum, layer) => sum + layerAmount(summary, layer, method), 0);
  const endToEnd = endToEndEntries(summary, chosen);
  const rule = ruleText(coverage(method, options.layers !== undefined, endToEnd), tolerances);
  yield { type: 'runStarted', network: summary, rule, bound: tolerances.rtol, total };

  const trace = newTrace(model);
  record.trace = trace;
  yield forwardEvent(NETWORK_INPUT, model.input);
  for (const { index } of model.network.layers) {
    trace.layers.push(forwardLayer(model, index, (layer) => outputOf(trace, layer)));
    yield forwardEvent(index, trace.layers[index]!.output);
    await control.pause();
    if (control.cancelled()) return yield { type: 'runCancelled', checked: 0, total, failed: 0 };
  }
  if (!model.target || !model.network.loss) {
    const failed = model.network.layers.length;
    const message = `The forward pass ran up to ${model.network.layers.at(-1)!.name}. There is no loss, so there is no δ.`;
    return yield { type: 'runFailed', message, layer: failed };
  }
  forwardLoss(trace);
  yield { type: 'lossDone', loss: trace.loss!.value };

  for (let index = trace.layers.length - 1; index >= 0; index--) {
    backwardLayer(trace, index);
    yield deltaEvent(index, trace.layers[index]!.delta!);
    for (const [parameter, gradient] of Object.entries(trace.layers[index]!.back!.parameters)) {
      if (!gradient) continue;
      const stats = statsOf(withPenalty(model, index, parameter, gradient));
      yield { type: 'gradientDone', layer: index, parameter, stats };
    }
    await control.pause();
    if (control.cancelled()) return yield { type: 'runCancelled', checked: 0, total, failed: 0 };
  }
  if (trace.inputDelta) yield deltaEvent(NETWORK_INPUT, trace.inputDelta);

  if (options.against) return yield* compareWith(trace, summary, options.against, { record, control, started });

  const reports: LayerReport[] = [];
  const rng = mersenneTwister(model.network.seed + 20160417);
  const progress = { checked: 0, failed: 0, kinks: 0 };
  let lastPause = Date.now();
  let lastProgress = lastPause;
  for (const layer of [...chosen].sort((a, b) => b - a)) {
    const check = newLayerCheck(trace, layer);
    record.checks.set(layer, check);
    const layerTotal = layerAmount(summary, layer, method);
    const inRun = countsForRun(summary, layer, wholeNetwork);
    let layerChecked = 0;
    for (const tensor of check.tensors) {
      const counts = layer < layerCount && (tensor.target.kind === 'gradient' || check.tensors.every(isInput));
      for (const _ of checkTensor(trace, layer, tensor, { method, endToEnd }, rng, tolerances, summary)) {
        if (counts && layerChecked < layerTotal) {
          layerChecked++;
          if (inRun) progress.checked++;
        }
        const now = Date.now();
        if (now - lastPause < SLICE_MS) continue;
        if (now - lastProgress >= PROGRESS_MS) {
          lastProgress = now;
          yield { type: 'progress', layer, tensor: tensor.name, layerChecked, layerTotal, total, ...progress };
        }
        await control.pause();
        if (control.cancelled()) return yield { type: 'runCancelled', total, ...progress };
        lastPause = Date.now();
      }
      const report = reportTensor(tensor);
      progress.failed += report.failed;
      if (counts && inRun) progress.kinks += report.kinks;
    }
    const properties = layer < layerCount ? await inSlices(checkProperties(trace, layer), control) : undefined;
    if (properties === CANCELLED) return yield { type: 'runCancelled', total, ...progress };
    const verdict = reportLayer(check, summary, reports, properties);
    const diagnoses =
      verdict.verdict === 'wrong' ? await inSlices(diagnoseLayer(trace, check, verdict, tolerances), control) : [];
    if (diagnoses === CANCELLED) return yield { type: 'runCancelled', total, ...progress };
    const report = diagnoses.length > 0 ? { ...verdict, diagnoses } : verdict;
    reports.push(report);
    yield { type: 'layerVerdict', report };
  }
  yield {
    type: 'runDone',
    report: reportRun(summary, trace.loss!.value, reports, options.layers, method, rule, Date.now() - started),
  };
}

const isInput = (tensor: TensorCheck): boolean => tensor.target.kind === 'inputDelta';

/** One tensor on its own, then a few of its entries end to end. Yields once for each entry on its own. */
function* checkTensor(
  trace: Trace,
  layer: number,
  check: TensorCheck,
  { method, endToEnd }: { readonly method: CheckMethod; readonly endToEnd: number },
  rng: Rng,
  tolerances: Tolerances,
  summary: NetworkSummary,
): Generator<void> {
  const entries = check.analytic.data.length;
  if (method === 'fast' && layer < trace.layers.length) checkByProjection(trace, layer, check, rng, tolerances);
  else {
    const count = method === 'sample' ? sampleSize(entries, check.target.kind, summary) : entries;
    yield* checkEntries(trace, layer, check, stratified(entries, count, rng), tolerances);
    checkTogether(trace, layer, check, tolerances);
  }
  if (layer === trace.layers.length) return;
  const { target } = check;
  if (target.kind === 'gradient') {
    yield* checkEndToEnd(trace, { layer, parameter: target.parameter }, check, endToEnd, rng, tolerances);
  } else if (isOnlyReader(trace, layer)) {
    yield* checkEndToEnd(trace, { layer: NETWORK_INPUT }, check, endToEnd, rng, tolerances);
  }
}

/** Is dx of this layer the gradient of the network's input? */
function isOnlyReader(trace: Trace, layer: number): boolean {
  const readers = trace.model.network.layers.filter(({ inputs }) => inputs.includes(NETWORK_INPUT));
  return readers.length === 1 && readers[0]!.index === layer && readers[0]!.inputs.length === 1;
}

function coverage(method: CheckMethod, subset: boolean, endToEnd: number): string {
  const what = { exhaustive: 'every entry', sample: 'a sample of entries', fast: 'random projections' }[method];
  const where = subset ? 'each chosen layer on its own' : 'each layer on its own';
  const entries = endToEnd === 1 ? '1 entry' : `${endToEnd} entries`;
  const whole = endToEnd === 0 ? 'none end to end: too many multiplications' : `${entries} a tensor end to end`;
  return `${what}, ${where}; ${whole}`;
}

function forwardEvent(layer: number, output: Tensor): RunEvent {
  return { type: 'forwardDone', layer, stats: statsOf(output), thumb: thumbOf(output) };
}

function deltaEvent(layer: number, delta: Tensor): RunEvent {
  return { type: 'deltaDone', layer, stats: statsOf(delta), thumb: thumbOf(delta) };
}
