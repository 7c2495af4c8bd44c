/**
 * A backward pass laid out in its pieces, so that somebody's mistake can be made on it: another δ, another kernel,
 * another way to add up. What is left alone stays right, and mistakes can be made one upon the other.
 */
import type { EntryTarget, ForwardContext, Layer } from '../layer';
import type { Tensor } from '../tensor';

type Tensors = { readonly [name: string]: Tensor };

export interface Bench {
  /** `Conv2d`; a loss stands here as a layer with one output, C, and δ = 1. */
  readonly type: string;
  readonly layer: Layer;
  readonly options: { readonly [name: string]: unknown };
  readonly inputs: readonly Tensor[];
  readonly parameters: Tensors;
  readonly output: Tensor;
  /** Of the layer's own forward pass; undefined where the inputs are no longer those of it. */
  readonly saved: unknown;
  readonly delta: Tensor;
  /** What a loss compares with. */
  readonly labels?: Tensor;
  /** What the nearest layers before and after read that read a tensor of the same shape. */
  readonly elsewhere?: { readonly before: Tensor | undefined; readonly after: Tensor | undefined };
  /** Which gradient is in question. */
  readonly target: EntryTarget;
  context(): ForwardContext;
  /** How the gradient follows from the pieces of `bench`, which may have been changed further. */
  compute(bench: Bench): Tensor;
}

/** The gradient with all mistakes that have been made on this bench. */
export const gradientOf = (bench: Bench): Tensor => bench.compute(bench);

/** By the layer's own backward pass, on the pieces as they are now. */
export function byTheLayer({ layer, options, inputs, parameters, saved, delta, target, context }: Bench): Tensor {
  if (target.kind === 'output') return layer.forward(inputs, parameters, options, context()).output;
  const kept = saved ?? layer.forward(inputs, parameters, options, context()).saved;
  const back = layer.backward(delta, kept, parameters, options);
  if (target.kind === 'gradient') return back.parameters[target.parameter as keyof typeof back.parameters] as Tensor;
  return back.inputs[target.kind === 'inputDelta' ? target.input : 0]!;
}

// ---------------------------------------------------------------- edits

export const withDelta = (bench: Bench, delta: Tensor): Bench => ({ ...bench, delta });

/** `saved` of the right forward pass no longer holds. */
export const withInputs = (bench: Bench, inputs: readonly Tensor[]): Bench => ({ ...bench, inputs, saved: undefined });

export const withParameter = (bench: Bench, name: string, value: Tensor): Bench => ({
  ...bench,
  parameters: { ...bench.parameters, [name]: value },
});

/** Other numbers in the options; those left out stay. */
export const withOptions = (bench: Bench, options: Bench['options']): Bench => ({
  ...bench,
  options: { ...bench.options, ...options },
  saved: undefined,
});

/** In training mode, or out of it. */
export const inMode = (bench: Bench, training: boolean): Bench => ({
  ...bench,
  context: () => ({ ...bench.context(), training }),
  saved: undefined,
});

/** The finished gradient is changed once more. */
export const withResult = (bench: Bench, change: (gradient: Tensor, bench: Bench) => Tensor): Bench => ({
  ...bench,
  compute: (pieces) => change(bench.compute(pieces), pieces),
});

export const withCompute = (bench: Bench, compute: (bench: Bench) => Tensor): Bench => ({ ...bench, compute });

// ---------------------------------------------------------------- questions that mistakes ask

/** The forward pass itself is in question: what a difference quotient cannot see. */
export const isOutput = ({ target }: Bench): boolean => target.kind === 'output';
export const isInput = ({ target }: Bench): boolean => target.kind === 'inputDelta';
export const isGradientOf = ({ target }: Bench, parameter: string): boolean =>
  target.kind === 'gradient' && target.parameter === parameter;

export const map = ({ shape, data }: Tensor, change: (value: number, flat: number) => number): Tensor => ({
  shape,
  data: Float64Array.from(data, change),
});
