/** What a layer that joins tensors entry by entry is, and what its operands are at an output. */
import type { Sample } from '../../layer';
import type { Shape, Tensor } from '../../tensor';

export interface BinaryOptions {
  readonly other: number | undefined;
}

export interface Binary {
  readonly type: string;
  readonly doc: string;
  readonly formula: { readonly forward: string; readonly backward: string };
  /** Python's operator; or else the whole expression. */
  readonly operator?: string;
  readonly torch?: string;
  /** More than two inputs are taken one after the other. */
  readonly many?: true;
  readonly affine?: true;
  value(a: number, b: number): number;
  /** ∂/∂a and ∂/∂b. */
  readonly slopes: readonly [(a: number, b: number) => number, (a: number, b: number) => number];
  /** How the slopes are written; '' for 1. */
  readonly slopeSymbols: readonly [string, string];
  /** Which piece the operands lie on, where the function breaks. */
  piece?(b: number, a: number): number;
  readonly samples?: readonly Sample[];
  /** Where inputs of samples are drawn; around 0 when left out. */
  readonly range?: Sample['range'];
}

export interface BinarySaved {
  readonly inputs: readonly Tensor[];
  readonly shape: Shape;
  readonly other: number | undefined;
  /** By input: the flat position that each output reads. */
  readonly from: readonly Int32Array[];
}

export const operand = ({ inputs, from, other }: BinarySaved, input: number, at: number): number =>
  input < inputs.length ? inputs[input]!.data[from[input]![at]!]! : other!;

export function valueAt({ value }: Binary, saved: BinarySaved, at: number): number {
  let result = operand(saved, 0, at);
  for (let input = 1; input < Math.max(2, saved.inputs.length); input++) {
    result = value(result, operand(saved, input, at));
  }
  return result;
}

/** ∂output/∂operand; only sums take more than two operands. */
export const slopeAt = ({ slopes }: Binary, saved: BinarySaved, input: number, at: number): number =>
  slopes[Math.min(input, 1)]!(operand(saved, 0, at), operand(saved, 1, at));
