/** The one stream of a run: panel, command line, lenses and diagnostics all read it. */
import type { LayerReport, NetworkSummary, RunReport, Stats, Thumb } from './summary';
import type { UserPlace } from './userLayer/userModule';

export type CheckMethod = 'exhaustive' | 'fast' | 'sample';

export type RunEvent =
  | {
      readonly type: 'runStarted';
      readonly network: NetworkSummary;
      readonly rule: string;
      /** Relative error that is right in any case: the mark of the error maps. */
      readonly bound: number;
      readonly total: number;
    }
  /** `layer` −1 is the network's input. */
  | { readonly type: 'forwardDone'; readonly layer: number; readonly stats: Stats; readonly thumb: Thumb }
  | { readonly type: 'lossDone'; readonly loss: number }
  /** δ = ∂C/∂output of the layer; −1 is ∂C/∂input. */
  | { readonly type: 'deltaDone'; readonly layer: number; readonly stats: Stats; readonly thumb: Thumb }
  | { readonly type: 'gradientDone'; readonly layer: number; readonly parameter: string; readonly stats: Stats }
  | {
      readonly type: 'progress';
      readonly layer: number;
      /** `weight`, `dx` */
      readonly tensor: string;
      /** In this layer. */
      readonly layerChecked: number;
      readonly layerTotal: number;
      /** In the whole run. */
      readonly checked: number;
      readonly total: number;
      readonly failed: number;
      readonly kinks: number;
    }
  | { readonly type: 'layerVerdict'; readonly report: LayerReport }
  | { readonly type: 'runDone'; readonly report: RunReport }
  | {
      readonly type: 'runFailed';
      readonly message: string;
      readonly layer?: number;
      /** In the user's own code, where that is what failed. */
      readonly place?: UserPlace;
    }
  | { readonly type: 'runCancelled'; readonly checked: number; readonly total: number; readonly failed: number };

/** An event with the run and the document version it belongs to; stale ones are dropped by the reader. */
export type StampedEvent = RunEvent & { readonly run: number; readonly version: number };
