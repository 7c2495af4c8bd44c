/**
 * What is said about a network and a run: plain data that crosses to the panel, the editor and `--json` unchanged.
 * Tensors travel on request only.
 */
import type { EntryTarget } from './layer';
import type { Shape } from './tensor';

// ---------------------------------------------------------------- places in source

/** Zero-based, end exclusive, as in VS Code. */
export interface SourceRange {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface LocatedProblem {
  readonly message: string;
  readonly severity: 'error' | 'warning';
  readonly range: SourceRange;
  /** Index of the layer at fault, where it is one. */
  readonly layer?: number;
  /** The option at fault. */
  readonly option?: string;
}

// ---------------------------------------------------------------- the network, before a run

export interface ParameterSummary {
  /** `weight` */
  readonly name: string;
  /** `conv1.weight` */
  readonly key: string;
  readonly shape: Shape;
}

export interface LayerSummary {
  readonly index: number;
  readonly name: string;
  readonly type: string;
  /** `Conv2d 6→16, 5×5, stride 1, padding 0`, without the type: for the panel's title. */
  readonly description: string;
  /** `Conv2d(6, 16, kernel_size=5)`, as PyTorch would write it: for the hover. */
  readonly signature: string;
  /** Layers whose outputs it reads; −1 is the network's input. */
  readonly inputs: readonly number[];
  readonly inputShapes: readonly Shape[];
  /** With the batch; undefined where it cannot be known. */
  readonly output: Shape | undefined;
  /** For the layer list where `output` is undefined: `120×?×?` or `?`. */
  readonly outputHint: string;
  readonly state: 'fits' | 'misfit' | 'notComputed';
  readonly arithmetic: readonly string[];
  readonly backwardArithmetic?: string;
  readonly parameters: readonly ParameterSummary[];
  readonly parameterCount: number;
  readonly multiplyAdds: number;
  /** Rows × columns of the network's input that one output cell sees. */
  readonly receptiveField?: readonly number[];
  /** Sliding window, for drawing it in the maps. */
  readonly window?: {
    readonly kernel: readonly number[];
    readonly stride: readonly number[];
    readonly dilation: readonly number[];
    readonly padding: readonly number[];
  };
  readonly operation?: 'cross-correlation' | 'convolution';
  readonly groups?: number;
  /** What sticks out, for a layer that does not fit. */
  readonly misfit?: { readonly kernel: readonly number[]; readonly input: readonly number[]; readonly message: string };
  /** Which targets `explain` can open: an output, ∂C/∂input or a parameter's gradient. */
  readonly explains: readonly EntryTarget['kind'][];
  readonly range?: SourceRange;
}

export interface LossSummary {
  readonly type: string;
  readonly description: string;
  readonly range?: SourceRange;
}

export interface NetworkSummary {
  readonly name: string;
  readonly input: { readonly shape: Shape; readonly label: string; readonly image: boolean };
  readonly target: string;
  readonly layers: readonly LayerSummary[];
  readonly loss: LossSummary;
  readonly mode: 'train' | 'eval';
  readonly seed: number;
  readonly parameterCount: number;
  /** Entries that the sentence of an exhaustive check counts: parameters, or inputs where there are none. */
  readonly checkCount: number;
}

/** An edit that would make a layer fit. */
export interface Suggestion {
  /** `"padding": 1 in conv3` */
  readonly label: string;
  readonly layer: number;
  readonly option: string;
  /** `undefined` removes the option. */
  readonly value: unknown;
  /** The misfit layer's output with the edit: `120×2×2`. */
  readonly result: string;
}

// ---------------------------------------------------------------- values

/** Statistics of one tensor, for bars, chart and titles. */
export interface Stats {
  readonly entries: number;
  readonly meanAbs: number;
  readonly maxAbs: number;
  readonly min: number;
  readonly max: number;
  readonly zeros: number;
  readonly nan: number;
  readonly infinite: number;
  /** 25th and 95th percentile of |entry|. */
  readonly p25: number;
  readonly p95: number;
}

/** A picture of at most 26×26: one plane, reduced by the mean of blocks. */
export interface Thumb {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
  /** Largest |entry| of `data`. */
  readonly max: number;
}

// ---------------------------------------------------------------- verdicts

export type Verdict = 'right' | 'wrong' | 'unresolved' | 'unchecked';
export type EntryVerdict = 'unchecked' | 'right' | 'wrong' | 'kink' | 'unresolved';

export interface Worst {
  readonly index: readonly number[];
  readonly analytic: number;
  readonly numeric: number;
  /** |a − n| / max(|a| + |n|, floor) */
  readonly error: number;
  /** Estimated error of `numeric` itself, absolute. */
  readonly uncertainty: number;
  readonly verdict: EntryVerdict;
}

export interface TensorReport {
  /** `weight`, `bias`, or `dx` (`dx0`, `dx1` for layers with several inputs). */
  readonly name: string;
  readonly target: EntryTarget;
  readonly shape: Shape;
  readonly entries: number;
  readonly checked: number;
  readonly failed: number;
  readonly kinks: number;
  readonly unresolved: number;
  readonly maxRelativeError: number;
  readonly worst: Worst | undefined;
  /** Entries whose derivative of the whole network, by disturbing it end to end, was compared as well. */
  readonly endToEnd: { readonly checked: number; readonly failed: number; readonly maxRelativeError: number };
  /** Random projections that stood in for entries (method `fast`). */
  readonly projections?: number;
}

export interface LayerReport {
  /** Index of the layer; the loss is `layers.length`. */
  readonly layer: number;
  readonly name: string;
  readonly type: string;
  readonly verdict: Verdict;
  /** The mistake, once it is known which. */
  readonly diagnosis?: string;
  readonly tensors: readonly TensorReport[];
}

export interface RunReport {
  readonly verdict: Verdict;
  /** `All 61,706 gradients are right.` */
  readonly sentence: string;
  /** `every entry, each layer on its own and end to end · …` */
  readonly rule: string;
  readonly loss: number;
  readonly layers: readonly LayerReport[];
  /** Parameter entries checked / failed, what the sentence counts. */
  readonly checked: number;
  readonly failed: number;
  readonly kinks: number;
  readonly unresolved: number;
  /** Largest relative error and where: layer index and tensor name. */
  readonly worst: { readonly layer: number; readonly tensor: string; readonly at: Worst } | undefined;
  readonly firstAtFault: number | undefined;
  readonly elapsedMs: number;
}
