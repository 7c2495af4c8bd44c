/** The events of a document's last run folded into what lenses, status bar and diagnostics show. Pure. */
import type { StampedEvent } from '../engine/events';
import type { LayerReport, RunReport } from '../engine/summary';

export type RunPhase = 'running' | 'done' | 'failed' | 'cancelled';

export interface Count {
  readonly checked: number;
  readonly total: number;
}

export interface RunState {
  readonly run: number;
  readonly version: number;
  readonly phase: RunPhase;
  /** Layers that this run was asked for; all when undefined. */
  readonly requested: readonly number[] | undefined;
  readonly rule: string;
  /** Of the whole run. */
  readonly progress: Count & { readonly failed: number };
  /** The layer being checked, and how far. */
  readonly checking: (Count & { readonly layer: number; readonly tensor: string }) | undefined;
  /** By layer index; also those of an earlier run of the same text, for layers that this one does not check. */
  readonly reports: ReadonlyMap<number, LayerReport>;
  readonly report: RunReport | undefined;
  /** Why it failed. */
  readonly message: string | undefined;
  /** For a panel that opens later: all events in order, of `progress` only the latest. */
  readonly events: readonly StampedEvent[];
}

/** A run that has been asked for and has said nothing yet. */
export function startRun(
  run: number,
  version: number,
  requested: readonly number[] | undefined,
  before: RunState | undefined,
): RunState {
  const kept = before?.version === version && requested ? [...before.reports] : [];
  return {
    run,
    version,
    phase: 'running',
    requested,
    rule: '',
    progress: { checked: 0, total: 0, failed: 0 },
    checking: undefined,
    reports: new Map(kept.filter(([layer]) => !requested?.includes(layer))),
    report: undefined,
    message: undefined,
    events: [],
  };
}

/** Events of other runs and versions are stale: they change nothing. */
export function foldEvent(state: RunState, event: StampedEvent): RunState {
  if (event.run !== state.run || event.version !== state.version) return state;
  return { ...state, ...changeOf(state, event), events: appendEvent(state.events, event) };
}

function changeOf(state: RunState, event: StampedEvent): Partial<RunState> {
  switch (event.type) {
    case 'runStarted':
      return { rule: event.rule, progress: { checked: 0, total: event.total, failed: 0 } };
    case 'progress':
      return {
        progress: { checked: event.checked, total: event.total, failed: event.failed },
        checking: { layer: event.layer, tensor: event.tensor, checked: event.layerChecked, total: event.layerTotal },
      };
    case 'layerVerdict':
      return {
        reports: new Map(state.reports).set(event.report.layer, event.report),
        checking: state.checking?.layer === event.report.layer ? undefined : state.checking,
      };
    case 'runDone':
      return { phase: 'done', report: event.report, checking: undefined };
    case 'runFailed':
      return { phase: 'failed', message: event.message, checking: undefined };
    case 'runCancelled':
      return {
        phase: 'cancelled',
        progress: { checked: event.checked, total: event.total, failed: event.failed },
        checking: undefined,
      };
    case 'forwardDone':
    case 'lossDone':
    case 'deltaDone':
    case 'gradientDone':
      return {};
  }
}

function appendEvent(events: readonly StampedEvent[], event: StampedEvent): StampedEvent[] {
  const kept = event.type === 'progress' ? events.filter(({ type }) => type !== 'progress') : events;
  return [...kept, event];
}
