/**
 * Host ↔ webview, types only. The webview imports nothing else from `src`; what it is told about networks and runs
 * are the engine's own plain-data types, re-exported here.
 */
import type { CheckMethod, StampedEvent } from './engine/events';
import type { EntryReply, EntryRequest, SweepReply, SweepRequest, TensorRef } from './engine/reference';
import type { LocatedProblem, NetworkSummary, SourceRange, Suggestion } from './engine/summary';

export type { CheckMethod, RunEvent, StampedEvent } from './engine/events';
export type { EntryTarget, Factor, FactorSource, FactorSymbol, Term, TermSum } from './engine/layer';
export type * from './engine/reference';
export type * from './engine/summary';

// ---------------------------------------------------------------- tensors on request

export interface TensorRequest {
  readonly ref: TensorRef;
  /** Leading indices that are held fixed: `[sample, channel]` leaves one plane. */
  readonly fixed: readonly number[];
  /** A larger result is reduced to blocks over its last two axes so that it has no more entries than this. */
  readonly maxEntries?: number;
  readonly reduce?: 'mean' | 'min' | 'max';
}

export interface TensorReply {
  /** Shape of what remains after `fixed`, before reduction. */
  readonly shape: readonly number[];
  /** Shape of `data` where it was reduced; each entry stands for `block` entries of the last two axes. */
  readonly reduced?: { readonly shape: readonly number[]; readonly block: readonly [number, number] };
  /** Float64, row-major. A buffer of its own. */
  readonly data: ArrayBuffer;
  /** Over what remains after `fixed`, NaN and ±∞ left out. */
  readonly min: number;
  readonly max: number;
  readonly nan: number;
  readonly infinite: number;
}

// ---------------------------------------------------------------- requests of the panel

/** What the panel can ask for; every call is answered, `{ok: false}` on failure. */
export interface PanelApi {
  tensor(request: TensorRequest): TensorReply;
  entry(request: EntryRequest): EntryReply;
  sweep(request: SweepRequest): SweepReply;
  suggestions(layer: number): readonly Suggestion[];
}

export type PanelMethod = keyof PanelApi;

export type PanelRequest = {
  [M in PanelMethod]: {
    readonly type: 'request';
    readonly id: number;
    readonly method: M;
    readonly argument: Parameters<PanelApi[M]>[0];
  };
}[PanelMethod];

/** What the panel does without waiting for an answer. */
export type PanelCommand =
  | { readonly type: 'ready' }
  | { readonly type: 'check'; readonly layers?: readonly number[]; readonly method?: CheckMethod }
  | { readonly type: 'cancel' }
  /** The user chose a layer in the list: reveal its line. −1 is the input, `layers.length` the loss. */
  | { readonly type: 'select'; readonly layer: number }
  /** Open the source at the layer's line, with the focus. */
  | { readonly type: 'openSource'; readonly layer: number; readonly option?: string }
  /** Open the file at a place that is no layer's: a comma that is missing. */
  | { readonly type: 'openPlace'; readonly range: SourceRange }
  | { readonly type: 'apply'; readonly suggestion: Suggestion }
  | { readonly type: 'copy'; readonly text: string };

export type FromPanel = PanelRequest | PanelCommand;

// ---------------------------------------------------------------- what the panel is sent

/** All that a panel needs to draw itself anew: sent on `ready` and whenever the document changes. */
export interface PanelSnapshot {
  /** File name for labels: `lenet5.net.json`. */
  readonly file: string;
  readonly version: number;
  readonly network: NetworkSummary | undefined;
  readonly problems: readonly LocatedProblem[];
  /** The last run's events so far, to be replayed; of `progress` only the latest. */
  readonly events: readonly StampedEvent[];
  /** Index of the selected layer; −1 the input, `layers.length` the loss. */
  readonly selected: number | undefined;
}

export type ToPanel =
  | { readonly type: 'snapshot'; readonly snapshot: PanelSnapshot }
  | { readonly type: 'event'; readonly event: StampedEvent }
  | { readonly type: 'select'; readonly layer: number }
  | { readonly type: 'reply'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly type: 'reply'; readonly id: number; readonly ok: false; readonly message: string };
