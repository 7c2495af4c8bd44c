/** One run: forward, backward, gradcheck, as one stream of events. */
import type { CheckMethod, RunEvent } from './events';
import { headlineCount } from './describe';
import { checkEndToEnd, END_TO_END_ENTRIES, stratified } from './gradcheck/endToEnd';
import { checkByProjection, checkEntries, newLayerCheck, type LayerCheck } from './gradcheck/layerCheck';
import { layerVerdict, sentence } from './gradcheck/sentence';
import { reportTensor, type TensorCheck } from './gradcheck/tensorCheck';
import { DEFAULT_TOLERANCES, ruleText, type Tolerances } from './gradcheck/verdict';
import type { Model } from './model';
import { NETWORK_INPUT } from './network';
import { mersenneTwister, type Rng } from './rng';
import { statsOf, thumbOf } from './stats';
import type { LayerReport, NetworkSummary, RunReport, Verdict } from './summary';
import { sizeOf, type Tensor } from './tensor';
import { backwardLayer, forwardLayer, forwardLoss, newTrace, outputOf, type Trace } from './trace';

export interface RunOptions {
  readonly method?: CheckMethod;
  /** Indices of the layers to check; all, and the loss, when left out. */
  readonly layers?: readonly number[];
  readonly rtol?: number;
  readonly atol?: number;
}

/** How a run gives way to its surroundings. */
export interface RunControl {
  cancelled(): boolean;
  /** Lets messages in; called every few milliseconds of work. */
  pause(): Promise<void>;
}

/** What a run has computed so far; filled while it runs, for those who look at tensors. */
export interface RunRecord {
  trace: Trace | undefined;
  readonly checks: Map<number, LayerCheck>;
}

export const newRunRecord = (): RunRecord => ({ trace: undefined, checks: new Map() });

const SAMPLE_ENTRIES = 4096;
const SAMPLE_PER_TENSOR = 64;
/** Milliseconds of work between pauses, and between progress events. */
const SLICE_MS = 12;
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
  const method = options.method ?? 'exhaustive';
  const tolerances = { rtol: options.rtol ?? DEFAULT_TOLERANCES.rtol, atol: options.atol ?? DEFAULT_TOLERANCES.atol };
  const layerCount = summary.layers.length;
  const chosen = options.layers ?? [...summary.layers.keys(), layerCount];
  const counted = chosen.map((layer) => (layer < layerCount ? plannedCount(summary, layer, method) : 0));
  const total = counted.reduce((sum, count) => sum + count, 0);
  const rule = ruleText(coverage(method, options.layers !== undefined), tolerances);
  yield { type: 'runStarted', network: summary, rule, total };

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
    const first = summary.layers[failed];
    const where =
      first && first.state === 'misfit' ? `The forward pass ran up to ${first.name}.` : 'The forward pass ran.';
    return yield { type: 'runFailed', message: `${where} There is no loss, so there is no δ.`, layer: failed };
  }
  forwardLoss(trace);
  yield { type: 'lossDone', loss: trace.loss!.value };

  for (let index = trace.layers.length - 1; index >= 0; index--) {
    backwardLayer(trace, index);
    yield deltaEvent(index, trace.layers[index]!.delta!);
    for (const [parameter, gradient] of Object.entries(trace.layers[index]!.back!.parameters)) {
      if (gradient) yield { type: 'gradientDone', layer: index, parameter, stats: statsOf(gradient) };
    }
    await control.pause();
    if (control.cancelled()) return yield { type: 'runCancelled', checked: 0, total, failed: 0 };
  }
  if (trace.inputDelta) yield deltaEvent(NETWORK_INPUT, trace.inputDelta);

  const reports: LayerReport[] = [];
  const rng = mersenneTwister(model.network.seed + 20160417);
  const progress = { checked: 0, failed: 0, kinks: 0 };
  let lastPause = Date.now();
  let lastProgress = lastPause;
  for (const layer of [...chosen].sort((a, b) => b - a)) {
    const check = newLayerCheck(trace, layer);
    record.checks.set(layer, check);
    const layerTotal = layer < layerCount ? plannedCount(summary, layer, method) : 0;
    let layerChecked = 0;
    for (const tensor of check.tensors) {
      const counts = layer < layerCount && (tensor.target.kind === 'gradient' || check.tensors.every(isInput));
      for (const _ of checkTensor(trace, layer, tensor, method, rng, tolerances, summary)) {
        if (counts && layerChecked < layerTotal) {
          layerChecked++;
          progress.checked++;
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
      if (counts) progress.kinks += report.kinks;
    }
    const report = reportLayer(check, summary, reports);
    reports.push(report);
    yield { type: 'layerVerdict', report };
  }
  yield { type: 'runDone', report: finish(summary, trace, reports, options, method, rule, Date.now() - started) };
}

const isInput = (tensor: TensorCheck): boolean => tensor.target.kind === 'inputDelta';

/** Entries of a layer that count for the verdict's sentence. */
function plannedCount(summary: NetworkSummary, layer: number, method: CheckMethod): number {
  const own = summary.layers[layer]!;
  if (method === 'exhaustive') return headlineCount(own);
  if (method === 'fast') return 0;
  const shapes = own.parameters.length > 0 ? own.parameters.map(({ shape }) => shape) : own.inputShapes;
  return shapes.reduce((sum, shape) => sum + sampleSize(sizeOf(shape), summary), 0);
}

/** A share of the sample in proportion to the tensor, but no fewer than 64 entries. */
function sampleSize(entries: number, summary: NetworkSummary): number {
  const share = Math.round((SAMPLE_ENTRIES * entries) / Math.max(1, summary.checkCount));
  return Math.min(entries, Math.max(SAMPLE_PER_TENSOR, share));
}

/** One tensor on its own, then a few of its entries end to end. Yields once for each entry on its own. */
function* checkTensor(
  trace: Trace,
  layer: number,
  check: TensorCheck,
  method: CheckMethod,
  rng: Rng,
  tolerances: Tolerances,
  summary: NetworkSummary,
): Generator<void> {
  const entries = check.analytic.data.length;
  if (method === 'fast' && layer < trace.layers.length) checkByProjection(trace, layer, check, rng, tolerances);
  else {
    const count = method === 'sample' ? sampleSize(entries, summary) : entries;
    yield* checkEntries(trace, layer, check, stratified(entries, count, rng), tolerances);
  }
  if (layer === trace.layers.length) return;
  const { target } = check;
  if (target.kind === 'gradient') {
    yield* checkEndToEnd(trace, { layer, parameter: target.parameter }, check, rng, tolerances);
  } else if (isOnlyReader(trace, layer)) {
    yield* checkEndToEnd(trace, { layer: NETWORK_INPUT }, check, rng, tolerances);
  }
}

/** Is dx of this layer the gradient of the network's input? */
function isOnlyReader(trace: Trace, layer: number): boolean {
  const readers = trace.model.network.layers.filter(({ inputs }) => inputs.includes(NETWORK_INPUT));
  return readers.length === 1 && readers[0]!.index === layer && readers[0]!.inputs.length === 1;
}

/**
 * A layer's verdict is about the layer alone. End-to-end disagreement counts only where every layer after it was
 * checked and found right: otherwise the fault is theirs.
 */
function reportLayer(check: LayerCheck, summary: NetworkSummary, later: readonly LayerReport[]): LayerReport {
  const tensors = check.tensors.map(reportTensor);
  const { layer } = check;
  const { name, type } = summary.layers[layer] ?? { name: 'loss', type: summary.loss.type };
  const own = layerVerdict(tensors);
  const allLaterRight =
    later.length === summary.layers.length - layer && later.every(({ verdict }) => verdict === 'right');
  const composed = tensors.some((tensor) => tensor.endToEnd.failed > 0);
  const verdict: Verdict = own === 'right' && composed && allLaterRight ? 'wrong' : own;
  return { layer, name, type, verdict, tensors };
}

function finish(
  summary: NetworkSummary,
  trace: Trace,
  reports: readonly LayerReport[],
  options: RunOptions,
  method: CheckMethod,
  rule: string,
  elapsedMs: number,
): RunReport {
  const layers = [...reports].sort((a, b) => a.layer - b.layer);
  const wrong = layers.find(({ verdict }) => verdict === 'wrong');
  const has = (verdict: Verdict) => layers.some((layer) => layer.verdict === verdict);
  const verdict: Verdict = wrong
    ? 'wrong'
    : has('unresolved')
      ? 'unresolved'
      : layers.length > 0
        ? 'right'
        : 'unchecked';
  const headline = headlineTensors(layers, options.layers !== undefined);
  const sum = (pick: (tensor: LayerReport['tensors'][number]) => number) =>
    headline.reduce((total, tensor) => total + pick(tensor), 0);
  const counts = {
    checked: sum(({ checked }) => checked),
    failed: layers.reduce((total, { tensors }) => total + tensors.reduce((n, { failed }) => n + failed, 0), 0),
    kinks: sum(({ kinks }) => kinks),
    unresolved: layers.reduce(
      (total, { tensors }) => total + tensors.reduce((n, tensor) => n + tensor.unresolved, 0),
      0,
    ),
  };
  const subset = options.layers?.map((layer) => summary.layers[layer]?.name ?? 'loss');
  return {
    verdict,
    sentence: sentence(verdict, counts, layers, method, subset),
    rule,
    loss: trace.loss!.value,
    layers,
    ...counts,
    worst: worstOf(wrong ? [wrong] : layers),
    firstAtFault: wrong?.layer,
    elapsedMs,
  };
}

/** What the sentence counts: parameters; the inputs of a network, or of chosen layers, that have none. */
function headlineTensors(layers: readonly LayerReport[], perLayer: boolean): LayerReport['tensors'] {
  const parameters = (layer: LayerReport) => layer.tensors.filter(({ target }) => target.kind === 'gradient');
  if (perLayer) return layers.flatMap((layer) => (parameters(layer).length > 0 ? parameters(layer) : layer.tensors));
  const all = layers.flatMap(parameters);
  return all.length > 0 ? all : layers.flatMap(({ tensors }) => tensors);
}

function worstOf(layers: readonly LayerReport[]): RunReport['worst'] {
  let worst: RunReport['worst'];
  for (const { layer, tensors } of layers) {
    for (const { name, worst: at } of tensors) {
      if (!at) continue;
      const isWrong = at.verdict === 'wrong';
      const wasWrong = worst?.at.verdict === 'wrong';
      if (!worst || (isWrong && !wasWrong) || (isWrong === wasWrong && at.error > worst.at.error)) {
        worst = { layer, tensor: name, at };
      }
    }
  }
  return worst;
}

function coverage(method: CheckMethod, subset: boolean): string {
  const what = { exhaustive: 'every entry', sample: 'a sample of entries', fast: 'random projections' }[method];
  const where = subset ? 'each chosen layer on its own' : 'each layer on its own';
  return `${what}, ${where}; ${END_TO_END_ENTRIES} entries a tensor end to end`;
}

function forwardEvent(layer: number, output: Tensor): RunEvent {
  return { type: 'forwardDone', layer, stats: statsOf(output), thumb: thumbOf(output) };
}

function deltaEvent(layer: number, delta: Tensor): RunEvent {
  return { type: 'deltaDone', layer, stats: statsOf(delta), thumb: thumbOf(delta) };
}
