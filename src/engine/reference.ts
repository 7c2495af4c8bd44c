/** How a tensor, or an entry, of a run is named from outside: by the panel, the command line and the lenses. */
import type { EntryTarget, FactorSource, TermSum } from './layer';
import type { EntryVerdict } from './summary';

/** A tensor of the last run. Layer −1 is the network's input and has only `output` and `delta`. */
export type TensorRef = { readonly layer: number } & (
  | { readonly kind: 'output' }
  | { readonly kind: 'delta' }
  | { readonly kind: 'input'; readonly input: number }
  | { readonly kind: 'inputDelta'; readonly input: number }
  | { readonly kind: 'parameter'; readonly parameter: string }
  | { readonly kind: 'gradient'; readonly parameter: string }
  /** Relative errors of the check; NaN where not checked yet. */
  | { readonly kind: 'error'; readonly of: EntryTarget }
  /** 1 where the check calls the entry wrong, else 0. */
  | { readonly kind: 'wrong'; readonly of: EntryTarget }
  /** The numeric gradient; NaN where not checked. */
  | { readonly kind: 'numeric'; readonly of: EntryTarget }
  /** The gradient that is checked: the layer's own, or that of somebody's dump. */
  | { readonly kind: 'mine'; readonly of: EntryTarget }
  /** The right gradient: by the built-in layer that is claimed, where there is one, else the numeric one. */
  | { readonly kind: 'right'; readonly of: EntryTarget }
  /** Mine less the right one. */
  | { readonly kind: 'difference'; readonly of: EntryTarget }
);

export interface EntryRequest {
  readonly layer: number;
  /**
   * `delta` is δ = ∂C/∂output of the layer: it is opened where it comes from, as ∂C/∂input of the layer that reads the
   * output, or as the loss's derivative.
   */
  readonly target: EntryTarget | { readonly kind: 'delta' };
  readonly index: readonly number[];
}

/** One entry opened into the sum that made it. */
export interface EntryReply {
  /** Where the sum stands; the loss is `layers.length`. */
  readonly layer: number;
  readonly target: EntryTarget;
  readonly index: readonly number[];
  /** Left side of the formula: `∂C/∂W`, `δ`, `z`; the index gives the subscripts. */
  readonly symbol: string;
  readonly value: number;
  /** Undefined where the entry is no short sum; `reason` then says why. */
  readonly sum: TermSum | undefined;
  readonly reason?: string;
  /** The planes the factors are read from, in the order of `sum.factors`; `ref` is undefined for a local factor. */
  readonly planes: readonly {
    readonly source: FactorSource;
    readonly ref: TensorRef | undefined;
    readonly shape: readonly number[];
    /** Leading indices shared by every term; the rest vary. */
    readonly fixed: readonly number[];
  }[];
  readonly check:
    | {
        readonly verdict: EntryVerdict;
        readonly numeric: number;
        readonly uncertainty: number;
        readonly error: number;
        /** One-sided slopes, at a kink. */
        readonly slopes?: readonly [number, number];
        /** At a kink, the unit whose branch changes: `relu1[0,3,5,5] changes sign`. */
        readonly unit?: string;
      }
    | undefined;
}

/** One entry's numeric derivative over many steps: error against step, on request. */
export interface SweepRequest {
  readonly layer: number;
  readonly target: EntryTarget;
  readonly index: readonly number[];
}

export interface SweepReply extends SweepRequest {
  readonly symbol: string;
  readonly analytic: number;
  readonly check: EntryReply['check'];
  /** How the check's own numeric value was made: `differences carried through in closed form`. */
  readonly method: string;
  /** Plain central differences (C(+h) − C(−h)) / 2h, the largest step first. */
  readonly points: readonly {
    readonly step: number;
    readonly value: number;
    /** |value − the check's numeric value| */
    readonly error: number;
    /** Rounding error to expect at this step. */
    readonly rounding: number;
    /** A branch changes within ±step. */
    readonly crossed: boolean;
  }[];
  /** The step that the check settled on; undefined where it used none. */
  readonly chosen: number | undefined;
  /** Slope of log error against log step where truncation rules: 2 for a right central difference. */
  readonly slope: number | undefined;
}
