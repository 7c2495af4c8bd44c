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
  /** A question rather than a mistake: which model is meant, or what shape its input has. */
  readonly asks?: 'model' | 'inputShape';
}

/** Where layers of a network that is written as code stand in it: one place may be many layers, a layer has several. */
export interface Site {
  readonly range: SourceRange;
  readonly role: 'definition' | 'call';
  /** The layers' own place; otherwise a block that they are parts of is made or called here. */
  readonly own: boolean;
  /** In order of execution. */
  readonly layers: readonly number[];
}

// ---------------------------------------------------------------- the network, before a run

/**
 * How the file's own framework lays out a tensor, where that is not as the engine keeps it: axis k of the shown tensor is
 * axis `axes[k]` of ours, once ours is seen with the shape `split` (where joined axes are two in the file).
 */
export interface Layout {
  /** Of the shown tensor. */
  readonly shape: Shape;
  readonly axes: readonly number[];
  readonly split?: Shape;
  /** The tensor's name in the file: `conv2d/kernel`. */
  readonly name?: string;
}

export interface ParameterSummary {
  /** `weight` */
  readonly name: string;
  /** `conv1.weight` */
  readonly key: string;
  readonly shape: Shape;
  /** Left out where it is ours. */
  readonly layout?: Layout;
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
  /** Of `output`, and of δ; left out where it is ours. */
  readonly layout?: Layout;
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
  /** Where it is made, where that is not in the file that is open. */
  readonly elsewhere?: { readonly path: string; readonly range: SourceRange };
  /** Where its code stands, for a layer of the user's own. */
  readonly source?: LayerSource;
}

export interface LayerSource {
  /** As the definition names it: `./my-conv.ts` */
  readonly file: string;
  /** Absolute, with forward slashes. */
  readonly path: string;
  /** The built-in layer that it claims to be: `Conv2d` */
  readonly like?: string;
  /** Of the function's name in its file. */
  readonly backward?: SourceRange;
  readonly forward?: SourceRange;
}

export interface LossSummary {
  readonly type: string;
  readonly description: string;
  readonly range?: SourceRange;
}

/** What was done to the numbers of an input: scaled, then (x − mean) / std, one for all or one for each channel. */
export interface Normalised {
  readonly scale?: number;
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
}

export interface NetworkSummary {
  readonly name: string;
  readonly input: {
    readonly shape: Shape;
    readonly label: string;
    readonly image: boolean;
    /** Left out where it is ours. */
    readonly layout?: Layout;
    /** The file of each sample, where every file holds one. */
    readonly files?: readonly string[];
    readonly normalised?: Normalised;
    /** How the shape was found, where nobody states it: `from MNIST in line 8` */
    readonly origin?: string;
  };
  readonly target: string;
  readonly layers: readonly LayerSummary[];
  /** Of a network that is written as code; of others each layer stands in its own `range`. */
  readonly sites?: readonly Site[];
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
  /** How the numeric values were made: `differences carried through in closed form, without cancellation`. */
  readonly method?: string;
  /** The first entries on a kink, and the unit that turns there: `relu1[0, 3, 5, 5] changes sign`. */
  readonly kinkAt?: readonly { readonly index: readonly number[]; readonly unit?: string }[];
}

export interface LayerReport {
  /** Index of the layer; the loss is `layers.length`. */
  readonly layer: number;
  readonly name: string;
  readonly type: string;
  readonly verdict: Verdict;
  readonly tensors: readonly TensorReport[];
  /** What differences cannot see, each with its own verdict; left out where nothing was asked. */
  readonly properties?: readonly PropertyReport[];
  /** For every wrong tensor, the most telling first: what mistake it is. */
  readonly diagnoses?: readonly Diagnosis[];
}

/** A check that no difference quotient makes. */
export interface PropertyReport {
  readonly property:
    /** The same result, bit for bit, when asked twice. */
    | 'determinism'
    /** A batch is its samples, one at a time. */
    | 'sampleIndependence'
    /** δ = 0 gives gradients of 0. */
    | 'zero'
    /** Backward is linear in δ. */
    | 'linearity'
    /** Forward and backward leave their arguments as they were. */
    | 'inputsUnmodified'
    /** Forward equals the built-in layer that it claims to be. */
    | 'parity';
  readonly verdict: 'right' | 'wrong';
  /** `forward equals Conv2d: largest difference 0.` or what is wrong, with the entry. */
  readonly sentence: string;
}

// ---------------------------------------------------------------- diagnosis

/** What mistake a wrong gradient is. */
export interface Diagnosis {
  /** Name of the tensor as in `TensorReport`: `dx`, `weight`. */
  readonly tensor: string;
  readonly target: EntryTarget;
  /** `dx of conv2 equals what you get when the kernel is not rotated by 180°.` */
  readonly sentence: string;
  /** For the lens: `kernel not rotated` */
  readonly short: string;
  /** Identity of the mistake (of both, where two are made at once); empty where none matches. */
  readonly mistakes: readonly string[];
  /** Where the gradient that was compared with comes from: the built-in layer's type, or `numeric`. */
  readonly against: string;
  /** One formula, one sentence on why, the smallest edit. */
  readonly remedy?: Remedy;
  /** The mistakes that were tried, the closest first; some six of them. */
  readonly evidence: readonly Evidence[];
  /** How many were tried in all. */
  readonly tried: number;
  /** Where nothing matches: what can be seen. `only the last row is wrong`, `a / right = 784 everywhere` */
  readonly patterns: readonly string[];
}

export interface Remedy {
  /** The right formula: `∂C/∂x = Σ_o δ_o ∗_full rot180(W_o)` */
  readonly formula: string;
  readonly why: string;
  /** In the general terms of a loop, as an example: what is written, and what should be. */
  readonly edit?: { readonly yours: string; readonly right: string };
}

export interface Evidence {
  /** Identity of the mistake, or of two joined by ` + `. */
  readonly mistake: string;
  /** `kernel not rotated` */
  readonly title: string;
  /** Entries of mine that equal what the mistake gives. */
  readonly equal: number;
  readonly entries: number;
  readonly maxDifference: number;
  readonly matches: boolean;
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
  /** Where the run compared tensors from elsewhere, in place of differences. */
  readonly comparison?: ComparisonReport;
}

export interface ComparisonReport {
  /** `grads.npz` */
  readonly file: string;
  readonly precision: 'float64' | 'float32' | 'float16';
  /** Which of their tensors was taken for which, and why; `layout` where its axes stand in another order. */
  readonly read: readonly {
    readonly given: string;
    readonly own: string;
    readonly how: 'name' | 'order' | 'shape';
    readonly layout?: string;
  }[];
  readonly unread: readonly { readonly given: string; readonly reason: string }[];
  readonly notes: readonly string[];
}
