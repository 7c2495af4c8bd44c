/** What a loss is: the last node of a network, from the last output and a target to one number C. */
import type { OptionSpecs, OptionsOf } from './options';
import type { Sample, TermSum } from './layer';
import type { Shape, Tensor } from './tensor';

export interface LossForward<S> {
  readonly loss: number;
  readonly saved: S;
}

/** C(z + Δ) − C(z) for one entry of z; `steepest` bounds the slope as for a layer. */
export interface LossChange {
  by(flat: number, by: number): number;
  steepest(flat: number): number;
  /** Does the entry come to another piece? Only for losses with `branch`. */
  turns?(flat: number, by: number): boolean;
}

export interface LossDefinition<S extends OptionSpecs, Saved> {
  /** PyTorch's class name. */
  readonly type: string;
  readonly doc: string;
  readonly formula: { readonly forward: string; readonly backward: string };
  readonly options: S;
  /**
   * Does this target fit this output? Messages name the entry (`target[1] is 10, but there are 10 classes: 0 … 9.`);
   * `index` is the position in the target. Never throws.
   */
  check(
    output: Shape,
    target: Tensor,
    options: OptionsOf<S>,
  ): readonly { readonly message: string; readonly index?: readonly number[] }[];
  /** A target for this output when the file gives none, so that gradients can be looked at all the same. */
  defaultTarget(output: Shape): Tensor;
  forward(output: Tensor, target: Tensor, options: OptionsOf<S>): LossForward<Saved>;
  /** ∂C/∂output, fresh. */
  backward(saved: Saved, options: OptionsOf<S>): Tensor;
  /** Which linear piece, as for a layer. */
  branch?(saved: Saved): Int32Array;
  /** Changes of C by single entries of the output, which gradcheck then disturbs; see `CarriedChange`. */
  carried?(output: Tensor, target: Tensor, options: OptionsOf<S>): LossChange;
  /** The products behind one entry of ∂C/∂output. */
  terms?(index: readonly number[], output: Tensor, target: Tensor, options: OptionsOf<S>): TermSum | undefined;
  /** The same in PyTorch: a Python expression over `x`, `target` and the options' names. See `LayerDefinition.torch`. */
  readonly torch: string;
  /** `inputs` are [output shape]; `range` is where outputs are drawn. */
  readonly samples: readonly (Sample & { readonly target: Tensor })[];
  readonly rejects: readonly {
    readonly name: string;
    readonly output: Shape;
    readonly target: Tensor;
    readonly options: { readonly [name: string]: unknown };
    readonly message: string;
  }[];
}

/** The loss as the registry holds it; see `Layer`. */
export type Loss = LossDefinition<OptionSpecs, unknown>;

export function defineLoss<S extends OptionSpecs, Saved>(definition: LossDefinition<S, Saved>): Loss {
  return definition as unknown as Loss;
}
