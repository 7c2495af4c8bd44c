/** A network's pass against PyTorch's: C, every output, every δ, every gradient. */
import { parameterKey } from '../../src/engine/instantiate';
import type { Model } from '../../src/engine/model';
import { passOver } from '../../src/engine/trace';
import { tensor, zeros, type Tensor } from '../../src/engine/tensor';
import { farthest, tensorOf, type PlainTensor, type PlainTensors } from './fixtures';

export interface NetworkAnswer {
  readonly name: string;
  readonly input: PlainTensor;
  readonly parameters: PlainTensors;
  readonly loss: PlainTensor;
  readonly outputs: PlainTensors;
  readonly deltas: PlainTensors;
  readonly gradients: PlainTensors;
  readonly inputGradient: PlainTensor;
}

/** The model with the input and the parameters that PyTorch had. */
export function withNumbersOf(model: Model, { input, parameters }: NetworkAnswer): Model {
  const own = model.network.layers.map((layer) =>
    Object.fromEntries(
      Object.keys(layer.fit!.parameters).map((name) => [name, tensorOf(parameters[parameterKey(layer, name)]!)]),
    ),
  );
  return { ...model, input: tensorOf(input), parameters: own };
}

/** Errors relative to the largest entry of each tensor, by what is compared. */
export function errorsOf(model: Model, answer: NetworkAnswer): Map<string, number> {
  const trace = passOver(model);
  const errors = new Map<string, number>();
  const compare = (what: string, made: Tensor | undefined, expected: PlainTensor | undefined): void => {
    errors.set(what, expected ? farthest(made, expected) : Infinity);
  };
  compare('C', tensor([], [trace.loss!.value]), answer.loss);
  for (const layer of trace.model.network.layers) {
    const { name, index } = layer;
    const { output, delta, back } = trace.layers[index]!;
    compare(`output of ${name}`, output, answer.outputs[name]);
    compare(`δ of ${name}`, delta, answer.deltas[name]);
    for (const [parameter, gradient] of Object.entries(back!.parameters)) {
      const key = parameterKey(layer, parameter);
      if (gradient) compare(`∂C/∂${key}`, gradient, answer.gradients[key]);
    }
  }
  compare('∂C/∂input', trace.inputDelta ?? zeros(model.input.shape), answer.inputGradient);
  return errors;
}

export const worstOf = (errors: Map<string, number>): [what: string, error: number] =>
  [...errors].reduce((worst, one) => (one[1] > worst[1] ? one : worst));
