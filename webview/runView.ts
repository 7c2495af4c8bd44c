/** One run, as far as its events have told it. */
import type { LayerReport, RunReport, StampedEvent, Stats, Thumb } from '../src/protocol';

/** Statistics and picture of a tensor; `run` says which run they come from: until the new one is there, the last. */
export interface TensorView {
  readonly run: number;
  readonly stats: Stats;
  readonly thumb: Thumb;
}

export type Progress = Extract<StampedEvent, { type: 'progress' }>;

export interface RunView {
  readonly run: number;
  readonly version: number;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly rule: string;
  /** Relative error that is right in any case. */
  readonly bound: number;
  /** Entries that the run will check. */
  readonly total: number;
  readonly loss: number | undefined;
  /** Index layer + 1: 0 is the network's input. */
  readonly outputs: readonly (TensorView | undefined)[];
  /** δ = ∂C/∂output; index layer + 1: 0 is ∂C/∂input. */
  readonly deltas: readonly (TensorView | undefined)[];
  /** By layer index, then by parameter: statistics of ∂C/∂parameter. */
  readonly gradients: { readonly [layer: number]: { readonly [parameter: string]: Stats } };
  /** By layer index; the loss is `layers.length`. */
  readonly verdicts: readonly (LayerReport | undefined)[];
  /** How many progress events have come: what fills while it is checked is asked for again by it. */
  readonly ticks: number;
  /** The latest. */
  readonly progress: Progress | undefined;
  readonly report: RunReport | undefined;
  /** Why it failed, and in which layer. */
  readonly message: string | undefined;
  readonly failedLayer: number | undefined;
  /** How far it had come when it was cancelled. */
  readonly cancelled: { readonly checked: number; readonly total: number; readonly failed: number } | undefined;
}

/** Next view of the run, or `view` itself when the event belongs to another run. */
export function applyEvent(view: RunView | undefined, event: StampedEvent): RunView | undefined {
  if (event.type === 'runStarted') return view !== undefined && event.run <= view.run ? view : start(view, event);
  if (view === undefined || event.run !== view.run || view.state !== 'running') return view;
  switch (event.type) {
    case 'forwardDone':
      return { ...view, outputs: replaced(view.outputs, event.layer + 1, tensorView(event)) };
    case 'lossDone':
      return { ...view, loss: event.loss };
    case 'deltaDone':
      return { ...view, deltas: replaced(view.deltas, event.layer + 1, tensorView(event)) };
    case 'gradientDone': {
      const layer = { ...view.gradients[event.layer], [event.parameter]: event.stats };
      return { ...view, gradients: { ...view.gradients, [event.layer]: layer } };
    }
    case 'progress':
      return { ...view, progress: event, ticks: view.ticks + 1 };
    case 'layerVerdict':
      return { ...view, verdicts: replaced(view.verdicts, event.report.layer, event.report) };
    case 'runDone':
      return {
        ...view,
        state: 'done',
        loss: event.report.loss,
        report: event.report,
        verdicts: verdictsOf(view, event.report),
      };
    case 'runFailed':
      return { ...view, state: 'failed', message: event.message, failedLayer: event.layer };
    case 'runCancelled':
      return { ...view, state: 'cancelled', cancelled: event };
  }
}

/** Tensors of the last run stay in sight until this one brings its own: runs of one version agree anyway. */
function start(last: RunView | undefined, event: Extract<StampedEvent, { type: 'runStarted' }>): RunView {
  const before = last !== undefined && last.version === event.version ? last : undefined;
  return {
    run: event.run,
    version: event.version,
    state: 'running',
    rule: event.rule,
    bound: event.bound,
    total: event.total,
    loss: before?.loss,
    outputs: before?.outputs ?? [],
    deltas: before?.deltas ?? [],
    gradients: before?.gradients ?? {},
    verdicts: [],
    ticks: 0,
    progress: undefined,
    report: undefined,
    message: undefined,
    failedLayer: undefined,
    cancelled: undefined,
  };
}

function verdictsOf(view: RunView, report: RunReport): readonly (LayerReport | undefined)[] {
  const verdicts = [...view.verdicts];
  for (const layer of report.layers) verdicts[layer.layer] = layer;
  return verdicts;
}

function tensorView(event: { readonly run: number; readonly stats: Stats; readonly thumb: Thumb }): TensorView {
  return { run: event.run, stats: event.stats, thumb: event.thumb };
}

function replaced<T>(list: readonly (T | undefined)[], at: number, entry: T): (T | undefined)[] {
  const copy = [...list];
  while (copy.length < at) copy.push(undefined);
  copy[at] = entry;
  return copy;
}
