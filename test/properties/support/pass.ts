/** One pass over a model, each layer called on the tensors themselves, not on copies: what it overwrites is seen. */
import type { Backward, Forward, ParameterDocs } from '../../../src/engine/layer';
import type { Model } from '../../../src/engine/model';
import { NETWORK_INPUT, type PlannedLayer } from '../../../src/engine/network';
import { contextFor, parametersOf } from '../../../src/engine/trace';
import { zeros, type Shape, type Tensor } from '../../../src/engine/tensor';

export interface Pass {
  readonly loss: number;
  readonly outputs: readonly Tensor[];
  readonly deltas: readonly Tensor[];
  readonly backs: readonly Backward<ParameterDocs>[];
  readonly inputDelta: Tensor;
}

export type Call = 'forward' | 'backward';

/** What looks on, around every call of a layer: the tensors that it was handed, and those that it made. */
export interface Watch {
  before?(layer: PlannedLayer, call: Call, handed: readonly Tensor[]): void;
  after(layer: PlannedLayer, call: Call, handed: readonly Tensor[], made: readonly MadeTensor[]): void;
}

/** A tensor, what it is called, and the shape that was planned for it. */
export interface MadeTensor {
  readonly what: string;
  readonly tensor: Tensor;
  readonly planned: Shape;
}

function madeBy({ fit, inputShapes }: PlannedLayer, { inputs, parameters }: Backward<ParameterDocs>): MadeTensor[] {
  const gradients = Object.entries(parameters).flatMap(([key, tensor]) =>
    tensor ? [{ what: `gradient of ${key}`, tensor, planned: fit!.parameters[key]!.shape }] : [],
  );
  return [...inputs.map((tensor, at) => ({ what: `dx${at}`, tensor, planned: inputShapes[at]! })), ...gradients];
}

/** `scale` multiplies C, and so the δ that the loss hands back. */
export function pass(model: Model, { scale = 1, watch }: { scale?: number; watch?: Watch } = {}): Pass {
  const { network, input, target } = model;
  const { layers, loss } = network;
  const forwards: Forward<unknown>[] = [];
  const read = (at: number): Tensor => (at === NETWORK_INPUT ? input : forwards[at]!.output);
  for (const layer of layers) {
    const inputs = layer.inputs.map(read);
    const parameters = parametersOf(model, layer.index);
    const handed = [...inputs, ...Object.values(parameters)];
    watch?.before?.(layer, 'forward', handed);
    const made = layer.definition!.forward(inputs, parameters, layer.options, contextFor(model, layer.index));
    watch?.after(layer, 'forward', handed, [{ what: 'output', tensor: made.output, planned: layer.fit!.output }]);
    forwards.push(made);
  }
  const { loss: value, saved } = loss!.definition.forward(forwards.at(-1)!.output, target!, loss!.options);
  const last = loss!.definition.backward(saved, loss!.options);

  const deltas = forwards.map(({ output }) => zeros(output.shape));
  deltas[deltas.length - 1] = { shape: last.shape, data: last.data.map((entry) => entry * scale) };
  const inputDelta = zeros(input.shape);
  const backs = new Array<Backward<ParameterDocs>>(layers.length);
  for (const layer of [...layers].reverse()) {
    const { index, definition, options } = layer;
    const parameters = parametersOf(model, index);
    const inputs = layer.inputs.map(read);
    const handed = [deltas[index]!, ...inputs, ...Object.values(parameters)];
    watch?.before?.(layer, 'backward', handed);
    const back = definition!.backward(deltas[index]!, forwards[index]!.saved, parameters, options);
    watch?.after(layer, 'backward', handed, madeBy(layer, back));
    backs[index] = back;
    for (const [position, source] of layer.inputs.entries()) {
      const sum = source === NETWORK_INPUT ? inputDelta : deltas[source]!;
      for (let at = 0; at < sum.data.length; at++) sum.data[at]! += back.inputs[position]!.data[at]!;
    }
  }
  return { loss: value, outputs: forwards.map(({ output }) => output), deltas, backs, inputDelta };
}

/** Everything that a pass computes, by name. */
export function tensorsOf(model: Model, made: Pass): [name: string, tensor: Tensor][] {
  const byLayer = model.network.layers.flatMap(({ name, index }): [string, Tensor][] => [
    [`${name}'s output`, made.outputs[index]!],
    [`${name}'s δ`, made.deltas[index]!],
    ...made.backs[index]!.inputs.map((dx, at): [string, Tensor] => [`${name}'s dx${at}`, dx]),
    ...Object.entries(made.backs[index]!.parameters).flatMap(([key, gradient]): [string, Tensor][] =>
      gradient ? [[`${name}.${key}'s gradient`, gradient]] : [],
    ),
  ]);
  return [
    ...byLayer,
    ['the input’s gradient', made.inputDelta],
    ['C', { shape: [], data: Float64Array.of(made.loss) }],
  ];
}
