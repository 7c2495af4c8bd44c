/* eslint-disable @typescript-eslint/no-explicit-any -- options and what forward keeps are of your own kinds */
/**
 * Types of layers of your own, for GradLens. Keep this file beside them and write
 *
 *   import { defineLayer, type Tensor } from './gradlens';
 *
 * There is nothing to install: GradLens itself stands for the module when it runs the layer.
 */

/** Dense float64 numbers, row-major: entry [n, c, i, j] of N×C×H×W is data[((n·C + c)·H + i)·W + j]. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export type Shape = readonly number[];

/** A gradient: a tensor, or its entries alone, for its shape is known. */
export type Gradient = Tensor | Float64Array;

/** What backward is handed about the forward pass: the inputs, the output, and what forward put into `saved`. */
export type Saved<Kept extends object = { readonly [name: string]: any }> = {
  /** The input; the first of several. */
  readonly x: Tensor;
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
} & Readonly<Kept>;

export interface Context {
  /** Is the network in training? `"mode"` in its definition. */
  readonly training: boolean;
  /** Uniform in [0, 1), seeded: the same draws in every call of a run. Use it in place of Math.random. */
  random(): number;
}

/** ∂C/∂input as `dx` (`dx0`, `dx1` … of several inputs), ∂C/∂parameter by the parameter's name. */
export interface Gradients {
  readonly [name: string]: Gradient;
}

/** Options as they reach your functions: with a layer that is like Conv2d, those of Conv2d, completed. */
export type Options = { readonly [name: string]: any };

export type Parameters = { readonly [name: string]: Tensor };

/** The output, or the output with what backward will need. */
export type Output = Tensor | { readonly output: Tensor; readonly saved?: object };

/** A shape, or a shape with the numbers the parameter starts with. */
export type ParameterShape =
  | Shape
  | {
      readonly shape: Shape;
      /** A number for every entry, or uniform within ±bound. Left out: ±1/√(fan in), as PyTorch starts Linear. */
      readonly init?: number | { readonly uniform: number };
    };

interface Common {
  /** A sentence for the hover. */
  readonly doc?: string;
  /**
   * The built-in layer that yours is to be the same as, such as 'Conv2d'. Options, parameters, their start and the
   * shape are then that layer's, and your forward pass is compared with its. `forward` may be left out.
   */
  readonly like?: string;
  /** Without `like`: names with their defaults; Number, Boolean, String or Array for one that must be given. */
  readonly options?: { readonly [name: string]: unknown };
  /** Outputs of a sample depend on the other samples by design, as batch statistics do. */
  readonly mixesSamples?: boolean;
  /** `delta` is ∂C/∂output. */
  backward(delta: Tensor, saved: Saved, parameters: Parameters, options: Options): Gradients | Gradient;
}

/** A layer with one input. */
export interface Layer extends Common {
  readonly arity?: 1;
  /** Without `like`: the parameters; a function that gives undefined leaves one out. */
  readonly parameters?: {
    readonly [name: string]: ParameterShape | ((input: Shape, options: Options) => ParameterShape | undefined);
  };
  /** Without `like`: the output's shape, or a sentence on why the input does not fit. The input's when left out. */
  shape?(input: Shape, options: Options): Shape | string;
  forward?(x: Tensor, parameters: Parameters, options: Options, context: Context): Output;
}

/** A layer with several inputs: its functions are called with one argument for each; with 'many', with an array. */
export interface LayerOfSeveral extends Common {
  readonly arity: number | 'many';
  readonly parameters?: {
    readonly [name: string]: ParameterShape | ((...inputsAndOptions: any[]) => ParameterShape | undefined);
  };
  shape?(...inputsAndOptions: any[]): Shape | string;
  forward?(...inputsParametersOptionsContext: any[]): Output;
}

/** Only says to TypeScript, and so to the editor, what the fields are. */
export function defineLayer<const L extends Layer | LayerOfSeveral>(layer: L): L;

export function tensor(shape: Shape, data: ArrayLike<number>): Tensor;
export function zeros(shape: Shape): Tensor;
/** Number of entries: the product of the extents. */
export function sizeOf(shape: Shape): number;
