/** One forward and backward pass with everything kept that can be looked at afterwards. */
import type { Backward, Forward, ForwardContext, ParameterDocs } from './layer';
import type { Model } from './model';
import { NETWORK_INPUT } from './network';
import { backwardOf, forwardOf } from './passes';
import { mersenneTwister } from './rng';
import { zeros, type Tensor } from './tensor';
import { penaltyOf } from './weightDecay';

export interface LayerTrace {
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly saved: unknown;
  /** New values of buffers, as running statistics in training. */
  readonly buffers?: Forward<unknown>['buffers'];
  /** δ = ∂C/∂output */
  delta: Tensor | undefined;
  /** ∂C/∂inputs and ∂C/∂parameters */
  back: Backward<ParameterDocs> | undefined;
}

export interface Trace {
  readonly model: Model;
  /** As far as the forward pass has come. */
  readonly layers: LayerTrace[];
  loss: { readonly value: number; readonly saved: unknown; readonly delta: Tensor } | undefined;
  /** ∂C/∂input of the whole network. */
  inputDelta: Tensor | undefined;
}

export const newTrace = (model: Model): Trace => ({ model, layers: [], loss: undefined, inputDelta: undefined });

/** The same draws for a layer on every call: a dropout mask stays fixed in a run. */
export function contextFor({ network }: Model, index: number): ForwardContext {
  return { training: network.mode === 'train', rng: mersenneTwister(layerSeed(network.seed, index)) };
}

/** What layer `index` draws from, as `torch.manual_seed(…)` before its forward pass. */
export const layerSeed = (seed: number, index: number): number => (seed * 1000003 + index * 7919 + 1) >>> 0;

/** Runs layer `index` on the outputs so far; `outputOf(−1)` is the network's input. */
export function forwardLayer(model: Model, index: number, outputOf: (layer: number) => Tensor): LayerTrace {
  const { definition, options, inputs } = model.network.layers[index]!;
  const tensors = inputs.map(outputOf);
  const forward = forwardOf(definition!, tensors, parametersOf(model, index), options, contextFor(model, index));
  const { output, saved, buffers } = forward;
  return { inputs: tensors, output, saved, ...(buffers && { buffers }), delta: undefined, back: undefined };
}

/** The parameters of a layer; what a layer requires is present because its shape was planned with it. */
export function parametersOf(model: Model, index: number): { readonly [name: string]: Tensor } {
  return model.parameters[index] as { readonly [name: string]: Tensor };
}

export const outputOf = (trace: Trace, layer: number): Tensor =>
  layer === NETWORK_INPUT ? trace.model.input : trace.layers[layer]!.output;

/** C and δ of the last layer. */
export function forwardLoss(trace: Trace): void {
  const { network, target } = trace.model;
  if (!network.loss || !target) return;
  const { definition, options } = network.loss;
  const { loss, saved } = definition.forward(trace.layers.at(-1)!.output, target, options);
  const value = loss + penaltyOf(trace.model);
  trace.loss = { value, saved, delta: definition.backward(saved, options) };
}

/** Backward through layer `index`, whose δ is complete; hands its share to the layers it read. */
export function backwardLayer(trace: Trace, index: number): void {
  const { network } = trace.model;
  const layer = trace.layers[index]!;
  const { definition, options, inputs } = network.layers[index]!;
  const isLast = index === network.layers.length - 1;
  layer.delta ??= isLast ? trace.loss!.delta : zeros(layer.output.shape);
  layer.back = backwardOf(definition!, layer.delta, layer.saved, parametersOf(trace.model, index), options);
  for (const [position, source] of inputs.entries()) {
    const share = layer.back.inputs[position]!;
    if (source === NETWORK_INPUT) trace.inputDelta = accumulate(trace.inputDelta, share);
    else trace.layers[source]!.delta = accumulate(trace.layers[source]!.delta, share);
  }
}

/** δ of a tensor that is read several times is the sum of what comes back from each reader. */
function accumulate(sum: Tensor | undefined, share: Tensor): Tensor {
  if (!sum) return share;
  return { shape: sum.shape, data: sum.data.map((value, at) => value + share.data[at]!) };
}

/** A whole pass at once. */
export function passOver(model: Model): Trace {
  const trace = newTrace(model);
  for (const { index } of model.network.layers) {
    trace.layers.push(forwardLayer(model, index, (layer) => outputOf(trace, layer)));
  }
  forwardLoss(trace);
  if (trace.loss) for (let index = trace.layers.length - 1; index >= 0; index--) backwardLayer(trace, index);
  return trace;
}
