/** A network's pass against PyTorch's: C, every output, every δ, every gradient. */
import { parameterKey } from '../../src/engine/instantiate';
import type { Model } from '../../src/engine/model';
import { NETWORK_INPUT } from '../../src/engine/network';
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

/**
 * Errors relative to the largest entry of each tensor, by what is compared. A δ is the sum of what its readers hand
 * back: where those cancel (as of x/x), what is left of it is rounding, and its error is relative to what was added.
 */
export function errorsOf(model: Model, answer: NetworkAnswer): Map<string, number> {
  const trace = passOver(model);
  const errors = new Map<string, number>();
  const compare = (what: string, made: Tensor | undefined, expected: PlainTensor | undefined, added = 0): void => {
    errors.set(what, expected ? farthest(made, expected, added) : Infinity);
  };
  const sharesTo = (source: number): number =>
    trace.model.network.layers.reduce((most, { index, inputs }) => {
      const shares = inputs.flatMap((input, at) => (input === source ? [trace.layers[index]!.back!.inputs[at]!] : []));
      return shares.length === 0 ? most : Math.max(most, ...shares.map(largestOf));
    }, 0);
  compare('C', tensor([], [trace.loss!.value]), answer.loss);
  for (const layer of trace.model.network.layers) {
    const { name, index } = layer;
    const { output, delta, back } = trace.layers[index]!;
    compare(`output of ${name}`, output, answer.outputs[name]);
    compare(`δ of ${name}`, delta, answer.deltas[name], sharesTo(index));
    for (const [parameter, gradient] of Object.entries(back!.parameters)) {
      const key = parameterKey(layer, parameter);
      if (gradient) compare(`∂C/∂${key}`, gradient, answer.gradients[key]);
    }
  }
  const inputDelta = trace.inputDelta ?? zeros(model.input.shape);
  compare('∂C/∂input', inputDelta, answer.inputGradient, sharesTo(NETWORK_INPUT));
  return errors;
}

const largestOf = ({ data }: Tensor): number =>
  data.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);

export const worstOf = (errors: Map<string, number>): [what: string, error: number] =>
  [...errors].reduce((worst, one) => (one[1] > worst[1] ? one : worst));
