/** A network's pass against PyTorch's: C, every output, every δ, every gradient. */
import { parameterKey } from '../../src/engine/instantiate';
import type { Model } from '../../src/engine/model';
import { gradientOf } from '../../src/engine/sharing';
import { passOver, type Trace } from '../../src/engine/trace';
import { tensor, zeros, type Tensor } from '../../src/engine/tensor';
import { MARGIN, noiseOf, nudgedPasses } from './conditioning';
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
 * Errors relative to the largest entry of each tensor, by what is compared. Where numbers cancel, what is left of them is
 * rounding: an error is then relative to what a change of the last bits alters, so that `tolerance` allows for it.
 */
export function errorsOf(model: Model, answer: NetworkAnswer, tolerance: number): Map<string, number> {
  const trace = passOver(model);
  const others = nudgedPasses(model);
  const errors = new Map<string, number>();
  const compare = (what: string, expected: PlainTensor | undefined, of: (trace: Trace) => Tensor | undefined): void => {
    const made = of(trace);
    const noise = noiseOf(made, others.map(of));
    errors.set(what, expected ? farthest(made, expected, (noise * MARGIN) / tolerance) : Infinity);
  };
  compare('C', answer.loss, ({ loss }) => tensor([], [loss!.value]));
  for (const layer of trace.model.network.layers) {
    const { name, index } = layer;
    compare(`output of ${name}`, answer.outputs[name], ({ layers }) => layers[index]!.output);
    compare(`δ of ${name}`, answer.deltas[name], ({ layers }) => layers[index]!.delta);
    for (const [parameter, gradient] of Object.entries(trace.layers[index]!.back!.parameters)) {
      const key = parameterKey(layer, parameter);
      const of = (one: Trace): Tensor | undefined => gradientOf(one, { layer: index, parameter });
      if (gradient) compare(`∂C/∂${key}`, answer.gradients[key], of);
    }
  }
  compare('∂C/∂input', answer.inputGradient, ({ inputDelta }) => inputDelta ?? zeros(model.input.shape));
  return errors;
}

export const worstOf = (errors: Map<string, number>): [what: string, error: number] =>
  [...errors].reduce((worst, one) => (one[1] > worst[1] ? one : worst));
