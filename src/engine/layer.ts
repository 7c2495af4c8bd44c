/**
 * What a layer is. A layer is one object in one file; reading, schema, hover, completion, docs, tests, gradcheck and
 * the explanation of every cell follow from it.
 */
import type { OptionSpecs, OptionsOf } from './options';
import type { Rng } from './rng';
import type { LayerSource } from './summary';
import type { Nested, Shape, Tensor } from './tensor';

// ---------------------------------------------------------------- parameters

/** How a parameter starts: PyTorch's default for the layer. */
export type Init =
  { readonly kind: 'uniform'; readonly bound: number } | { readonly kind: 'constant'; readonly value: number };

export interface ParameterDoc {
  readonly doc: string;
  /** May be absent, as a bias with `"bias": false`. */
  readonly optional?: true;
  /** State that is stored with the parameters but not learned, as running statistics: it has no gradient. */
  readonly buffer?: true;
  /** Only numbers above 0 make sense, as of a variance: tests draw it so. */
  readonly positive?: true;
}

export type ParameterDocs = { readonly [name: string]: ParameterDoc };

/** Parameters, or their gradients: a key left out does not compile, an optional one may be undefined. */
export type ParametersOf<P extends ParameterDocs> = {
  readonly [K in keyof P]: P[K] extends { optional: true } ? Tensor | undefined : Tensor;
};

/** Gradients of the parameters that are learned. */
export type GradientsOf<P extends ParameterDocs> = ParametersOf<{
  [K in keyof P as P[K] extends { buffer: true } ? never : K]: P[K];
}>;

export interface ParameterSpec {
  readonly shape: Shape;
  readonly init: Init;
}

// ---------------------------------------------------------------- shapes

/** The sliding window of a layer over its spatial axes; from it the receptive field follows. */
export interface Window {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  /** Zeros (or −∞) before the first row / column of each axis. */
  readonly padding: readonly number[];
}

export interface Fits<P extends ParameterDocs = ParameterDocs> {
  readonly ok: true;
  readonly output: Shape;
  /** Absent parameters (`"bias": false`) are left out. */
  readonly parameters: { readonly [K in keyof P]?: ParameterSpec };
  /** Output sizes with the numbers put in, a line per axis (one when they agree): `⌊(28 + 2·2 − 5)/1⌋ + 1 = 28`. */
  readonly arithmetic: readonly string[];
  /** How δ's size comes out on the way back: `10 + 5 − 1 = 14`; absent where it is the same shape. */
  readonly backwardArithmetic?: string;
  /** Multiplications of a forward pass over the whole batch. */
  readonly multiplyAdds: number;
  readonly window?: Window;
  /** Of a transposed convolution: the window of output cells that each input cell is spread over. */
  readonly spread?: Window;
}

export interface ShapeProblem {
  /** The option at fault, or undefined when it is the layer as a whole. */
  readonly option?: string;
  /** One sentence with the arithmetic spelled out: `5×5 kernel on 4×4 input: ⌊(4 + 0 − 5)/1⌋ + 1 = 0.` */
  readonly message: string;
  /** For the picture of what sticks out. */
  readonly misfit?: { readonly kernel: readonly number[]; readonly input: readonly number[] };
}

export interface DoesNotFit {
  readonly ok: false;
  readonly problems: readonly ShapeProblem[];
}

// ---------------------------------------------------------------- passes

export interface ForwardContext {
  readonly training: boolean;
  /** Seeded per layer and run: the same draw on every call in a run. */
  readonly rng: Rng;
}

export interface Forward<S> {
  readonly output: Tensor;
  /** What backward, branch and terms need; inputs may be kept by reference, never changed. */
  readonly saved: S;
  /** New values of buffers, as running statistics in training; the old ones are never changed. */
  readonly buffers?: { readonly [name: string]: Tensor };
}

export interface Backward<P extends ParameterDocs> {
  /** ∂C/∂input, one per input, same shapes. */
  readonly inputs: readonly Tensor[];
  /** ∂C/∂parameter, buffers left out. */
  readonly parameters: GradientsOf<P>;
}

// ---------------------------------------------------------------- probing one entry

/** A tensor that a gradcheck may disturb: input number `input`, or a parameter. */
export type Source =
  { readonly kind: 'input'; readonly input: number } | { readonly kind: 'parameter'; readonly parameter: string };

/**
 * A view of the forward pass that computes single outputs, so that disturbing one entry costs only the outputs it
 * reaches. It must equal `forward`; gradcheck spot-checks it against whole forward passes. Only the entry that `reach`
 * was asked for last may be disturbed, so that what does not depend on it need not be computed again.
 */
export interface Probe {
  /** Flat positions of every output that depends on entry `flat` of `source`. */
  reach(source: Source, flat: number): ArrayLike<number>;
  /** Output `flat`, recomputed by the forward formula from the tensors as they are now. */
  output(flat: number): number;
  /** Which linear piece output `flat` lies on now; only for layers with `branch`. */
  branch?(flat: number): number;
  /** Left out: gradcheck subtracts outputs. */
  readonly carried?: CarriedChange;
}

/**
 * What moving one entry does, by an expression in which nothing cancels: tanh(z + Δ) − tanh(z) is
 * sinh Δ/(cosh z · cosh(z + Δ)). It follows from the forward formula alone, never from the derivative. Gradcheck
 * spot-checks it by forward passes, and prefers it to the difference of two outputs.
 */
export interface CarriedChange {
  /** Change of output `flat` where the entry that was asked for last moves by `by` from where it stands. */
  by(flat: number, by: number): number;
  /**
   * Bound on the slope of output `flat` by that entry, for numbers as near as rounding: a slope far below it (1 − a² of a
   * saturated tanh) is the difference of numbers of this size, whose last digits a right backward pass has lost. 0 where
   * no backward pass needs to lose any.
   */
  steepest(flat: number): number;
}

// ---------------------------------------------------------------- explanation

/** One entry of a tensor that is a sum of products. */
export type EntryTarget =
  | { readonly kind: 'output' }
  /** ∂C/∂input */
  | { readonly kind: 'inputDelta'; readonly input: number }
  | { readonly kind: 'gradient'; readonly parameter: string };

/** Where a factor stands. `local` is a number that lies in no tensor, such as σ′(z) or 1/n. */
export type FactorSource =
  | { readonly kind: 'delta' }
  | { readonly kind: 'output' }
  | { readonly kind: 'input'; readonly input: number }
  | { readonly kind: 'parameter'; readonly parameter: string }
  | { readonly kind: 'local' };

export interface Factor {
  readonly source: FactorSource;
  /** Full index into the source tensor; empty for `local`. */
  readonly index: readonly number[];
  readonly value: number;
}

export interface Term {
  /** Values of the running indices, in the order of `TermSum.indices`. */
  readonly at: readonly number[];
  readonly factors: readonly Factor[];
  readonly product: number;
}

/** A factor of the general term, for the formula: symbol `δ` with subscripts `['3', 'x', 'y']`. */
export interface FactorSymbol {
  readonly symbol: string;
  readonly subscripts: readonly string[];
}

export interface TermSum {
  /** Running indices with inclusive bounds: `Σ x=0…9`. Empty for a single product. */
  readonly indices: readonly { readonly name: string; readonly from: number; readonly to: number }[];
  /** The general term. */
  readonly factors: readonly FactorSymbol[];
  /** Every term that takes part, in running order; padding zeros and cells outside are left out. */
  readonly terms: readonly Term[];
  /** What is added to the sum: the bias. */
  readonly plus?: { readonly factor: Factor; readonly symbol: FactorSymbol };
  /** A sentence on what the sum means: "the weight is shared: sum them all". */
  readonly note?: string;
}

/** A layer in a finished run: all that an explanation may look at. */
export interface LayerState<O, P extends ParameterDocs, S> {
  readonly options: O;
  readonly inputs: readonly Tensor[];
  readonly parameters: ParametersOf<P>;
  readonly output: Tensor;
  readonly saved: S;
  /** δ = ∂C/∂output; absent before the backward pass. */
  readonly delta: Tensor | undefined;
}

// ---------------------------------------------------------------- tests

export interface Sample {
  readonly name: string;
  readonly inputs: readonly Shape[];
  readonly options: { readonly [name: string]: unknown };
  /** Draw inputs as small integers, so that ties occur. */
  readonly integers?: true;
  /** Where inputs are drawn; around 0 when left out. */
  readonly range?: readonly [number, number];
  readonly training?: boolean;
}

export interface Reject {
  readonly name: string;
  readonly inputs: readonly Shape[];
  readonly options: { readonly [name: string]: unknown };
  /** The option that the problem must name; undefined when it is the layer. */
  readonly option?: string;
  readonly training?: boolean;
  /** A part of the expected message. */
  readonly message: string;
}

// ---------------------------------------------------------------- the layer

export interface LayerDefinition<S extends OptionSpecs, P extends ParameterDocs, Saved> {
  /** PyTorch's class name. */
  readonly type: string;
  /** One paragraph; first sentence says what it does. Sources of formulas are named. */
  readonly doc: string;
  /** In the notation of the three explanations, plain text with Unicode. */
  readonly formula: { readonly forward: string; readonly backward: string };
  readonly options: S;
  readonly parameters: P;
  /** What other libraries call it, and the options that make it that: `{ GlobalAvgPool2d: '"output_size": 1' }`. */
  readonly elsewhere?: { readonly [name: string]: string };
  /** Number of inputs; 1 when left out. */
  readonly arity?: number | 'many';
  /**
   * Affine in each single tensor (inputs and parameters one at a time): a difference quotient is then exact for any
   * step, and gradcheck takes a large one.
   */
  readonly affine?: true;
  /**
   * Outputs of a sample depend on the other samples by design though input and output have them along the first axis, as
   * with batch statistics: always, or with these options.
   */
  readonly mixesSamples?: true | ((options: OptionsOf<S>, inputs: readonly Shape[], training: boolean) => boolean);
  /** The built-in layer that a layer of the user's own claims to be; it then has its options and parameters. */
  readonly like?: Layer;
  /** Where its code stands, for a layer of the user's own. */
  readonly source?: LayerSource;
  /** Its code is not there, only its shapes: it can be planned, but not run. */
  readonly absent?: true;
  /** Output as far as it is known without an input (`120×?×?`), for layers after a problem. */
  hint?(options: OptionsOf<S>): string;
  /** Never throws. `inputs` have the declared arity. */
  shape(inputs: readonly Shape[], options: OptionsOf<S>): Fits<P> | DoesNotFit;
  /** What is wrong in training, or outside it, though the shapes fit: statistics of a single value. */
  modeProblem?(inputs: readonly Shape[], options: OptionsOf<S>, training: boolean): ShapeProblem | undefined;
  /** Pure. */
  forward(
    inputs: readonly Tensor[],
    parameters: ParametersOf<P>,
    options: OptionsOf<S>,
    context: ForwardContext,
  ): Forward<Saved>;
  /** Never touches its arguments; returns fresh tensors. */
  backward(delta: Tensor, saved: Saved, parameters: ParametersOf<P>, options: OptionsOf<S>): Backward<P>;
  /** Which linear piece each output lies on (sign of a ReLU, argmax of a pool), one number per output entry. */
  branch?(saved: Saved): Int32Array;
  /** What a change of that number means, in words: `changes its maximum`; `changes sign` when left out. */
  readonly turn?: string;
  /**
   * A probe over *these* tensors: gradcheck changes an entry in place between calls. Left out: gradcheck runs whole
   * forward passes.
   */
  probe?(inputs: readonly Tensor[], parameters: ParametersOf<P>, options: OptionsOf<S>, saved: Saved): Probe;
  /** The products that sum to an entry. Left out where the entry is no short sum (a softmax's output). */
  terms?(target: EntryTarget, index: readonly number[], state: LayerState<OptionsOf<S>, P, Saved>): TermSum | undefined;
  /**
   * The same in PyTorch, a Python expression over `x` (or `x0`, `x1` …), the parameters' and options' names, `training`,
   * `torch`, `nn` and `F`: the independent oracle that scripts/torchFixtures.py evaluates on the samples.
   */
  readonly torch: string;
  readonly samples: readonly Sample[];
  readonly rejects: readonly Reject[];
}

/**
 * The layer as the registry holds it: the one place where option, parameter and saved types are erased. Options have
 * been read by the layer's own `OptionSpecs`, and `saved` is only ever handed back to the layer that made it.
 */
export type Layer = LayerDefinition<OptionSpecs, ParameterDocs, unknown>;

/** Declares a layer; all types are inferred. List `forward` before `backward` so that `saved` is inferred from it. */
export function defineLayer<S extends OptionSpecs, const P extends ParameterDocs, Saved>(
  definition: LayerDefinition<S, P, Saved>,
): Layer {
  return definition as unknown as Layer;
}

/** Options or parameter values that the file gives for a layer, not yet read. */
export type RawOptions = { readonly [name: string]: unknown };
export type InlineParameters = { readonly [name: string]: Nested };
