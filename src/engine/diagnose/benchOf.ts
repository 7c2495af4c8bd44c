/** Benches from a pass: a layer, or the loss, with what really arrived there. */
import { defineLayer, type EntryTarget, type ForwardContext, type Layer } from '../layer';
import type { Loss } from '../loss';
import { isBuiltIn, referenceOf } from '../passes';
import { findLayer, findLoss } from '../registry';
import { mersenneTwister } from '../rng';
import { sameShape, zeros, type Tensor } from '../tensor';
import { contextFor, parametersOf, type Trace } from '../trace';
import { byTheLayer, type Bench } from './bench';

const noParameters = {};

/**
 * The bench of layer `layer`; of the loss for `layers.length`. Undefined where no built-in layer says what is right: a
 * layer of the user's own that claims to be none.
 */
export function benchOf(trace: Trace, layer: number, target: EntryTarget): Bench | undefined {
  if (layer === trace.layers.length) return lossBench(trace, target);
  const { definition, options } = trace.model.network.layers[layer]!;
  const reference = referenceOf(definition!) ?? (isBuiltIn(definition!) ? definition! : undefined);
  if (!reference) return undefined;
  const { inputs, delta } = trace.layers[layer]!;
  const parameters = parametersOf(trace.model, layer);
  const context = () => contextFor(trace.model, layer);
  const { output, saved } = reference.forward(inputs, parameters, options, context());
  const { type } = reference;
  return {
    ...{ type, layer: reference, options, inputs, parameters, output, saved },
    ...{ delta: delta!, target, context, compute: byTheLayer },
    elsewhere: { before: readElsewhere(trace, layer, -1), after: readElsewhere(trace, layer, 1) },
  };
}

/** Another tensor of the shape of this layer's input, which somebody may have taken for it. */
function readElsewhere({ layers }: Trace, layer: number, step: 1 | -1): Tensor | undefined {
  const { inputs, output } = layers[layer]!;
  const [own] = inputs;
  if (!own || inputs.length > 1) return undefined;
  for (let at = layer + step; at >= 0 && at < layers.length; at += step) {
    const other: Tensor | undefined = layers[at]!.inputs.find(({ shape }) => sameShape(shape, own.shape));
    if (other && other !== own && other !== output) return other;
  }
  return undefined;
}

/** C as the one output of a layer that reads the last output; δ = ∂C/∂C = 1. */
function lossBench({ model, layers, loss }: Trace, target: EntryTarget): Bench | undefined {
  const { network, target: labels } = model;
  if (!network.loss || !labels || !loss) return undefined;
  const { options } = network.loss;
  const layer = lossAsLayer(findLoss(network.loss.definition.type) ?? network.loss.definition, labels);
  const inputs = [layers.at(-1)!.output];
  const context = (): ForwardContext => contextFor(model, layers.length);
  const { output, saved } = layer.forward(inputs, noParameters, options, context());
  return {
    ...{ type: layer.type, layer, options, inputs, parameters: noParameters, output, saved, labels },
    ...{ delta: scalar(1), target, context, compute: byTheLayer },
  };
}

export function lossAsLayer(loss: Loss, labels: Tensor): Layer {
  return defineLayer({
    type: loss.type,
    doc: loss.doc,
    formula: loss.formula,
    options: loss.options,
    parameters: noParameters,
    shape: () => ({ ok: true, output: [], parameters: {}, arithmetic: [], multiplyAdds: 0 }),
    forward(inputs, _parameters, options) {
      const { loss: value, saved } = loss.forward(inputs[0]!, labels, options);
      return { output: scalar(value), saved };
    },
    backward(delta, saved, _parameters, options) {
      const { shape, data } = loss.backward(saved, options);
      return { inputs: [{ shape, data: data.map((value) => value * delta.data[0]!) }], parameters: {} };
    },
    torch: loss.torch,
    samples: [],
    rejects: [],
  });
}

/** δ of a tensor that several layers read, as the sum of what each of them hands back. */
export function sumBench(shares: readonly Tensor[]): Bench {
  const layer = findLayer('Add')!;
  const options = { other: undefined };
  const context = (): ForwardContext => ({ training: true, rng: mersenneTwister(0) });
  const { output, saved } = layer.forward(shares, noParameters, options, context());
  return {
    ...{ type: layer.type, layer, options, inputs: shares, parameters: noParameters, output, saved },
    ...{ delta: zeros(output.shape), target: { kind: 'output' }, context, compute: byTheLayer },
  };
}

const scalar = (value: number): Tensor => ({ shape: [], data: Float64Array.of(value) });
