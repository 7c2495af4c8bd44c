/**
 * Calls of a layer's passes. A layer that is not one of the registry's own is not trusted to leave its arguments alone:
 * it works on copies, so that what it overwrites taints no other layer and no comparison.
 */
import type { Backward, Forward, ForwardContext, Layer, ParameterDocs } from './layer';
import { findLayer } from './registry';
import type { Tensor } from './tensor';

type Options = { readonly [name: string]: unknown };
type Parameters = { readonly [name: string]: Tensor };

export const isBuiltIn = (definition: Layer): boolean => findLayer(definition.type) === definition;

/** The layer that this one claims to be: the one named by `like`, or the registry's of the same type; else undefined. */
export function referenceOf(definition: Layer): Layer | undefined {
  const reference = definition.like ?? findLayer(definition.type);
  return reference === definition ? undefined : reference;
}

export function forwardOf(
  definition: Layer,
  inputs: readonly Tensor[],
  parameters: Parameters,
  options: Options,
  context: ForwardContext,
): Forward<unknown> {
  if (isBuiltIn(definition)) return definition.forward(inputs, parameters, options, context);
  return definition.forward(inputs.map(copyOf), copyOfAll(parameters), options, context);
}

export function backwardOf(
  definition: Layer,
  delta: Tensor,
  saved: unknown,
  parameters: Parameters,
  options: Options,
): Backward<ParameterDocs> {
  if (isBuiltIn(definition)) return definition.backward(delta, saved, parameters, options);
  return definition.backward(copyOf(delta), saved, copyOfAll(parameters), options);
}

export const copyOf = ({ shape, data }: Tensor): Tensor => ({ shape, data: data.slice() });

export function copyOfAll(tensors: Parameters): Parameters {
  return Object.fromEntries(Object.entries(tensors).map(([name, value]) => [name, copyOf(value)]));
}
