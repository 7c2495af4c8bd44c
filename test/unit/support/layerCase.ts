/** A layer's own sample, brought to life: options read, inputs, parameters and δ drawn from a seed. */
import { expect } from 'vitest';
import { drawUniform } from '../../../src/engine/init';
import type {
  Backward,
  EntryTarget,
  Fits,
  Forward,
  Layer,
  LayerState,
  ParameterDocs,
  Sample,
  Source,
} from '../../../src/engine/layer';
import { readOptions } from '../../../src/engine/network';
import type { OptionSpecs } from '../../../src/engine/options';
import type { Problem } from '../../../src/engine/problem';
import { mersenneTwister, type Rng } from '../../../src/engine/rng';
import { tensor, type Shape, type Tensor } from '../../../src/engine/tensor';

export type Options = { readonly [name: string]: unknown };
export type Parameters = { readonly [name: string]: Tensor };

export interface LayerCase {
  readonly layer: Layer;
  readonly sample: Sample;
  readonly options: Options;
  readonly fit: Fits;
  readonly inputs: readonly Tensor[];
  readonly parameters: Parameters;
  readonly delta: Tensor;
  forward(): Forward<unknown>;
  backward(delta?: Tensor): Backward<ParameterDocs>;
}

export function readAll(type: string, specs: OptionSpecs, raw: Options): Options {
  const problems: Problem[] = [];
  const { options } = readOptions(type, specs, raw, [], [], problems);
  expect(problems).toEqual([]);
  return options;
}

/** Uniform in ±1.5, or small integers so that ties and zeros occur; or in the range that the sample asks for. */
export function draw(shape: Shape, rng: Rng, integers = false, range?: Sample['range']): Tensor {
  const [from, to] = range ?? (integers ? [-2, 2] : [-1.5, 1.5]);
  if (!integers) return drawUniform(shape, rng, from, to);
  return tensor(shape, drawUniform(shape, rng, from - 0.5, to + 0.5).data.map(Math.round));
}

const aboveZero = ({ shape, data }: Tensor): Tensor =>
  tensor(
    shape,
    data.map((value) => Math.abs(value) + 0.25),
  );

export function layerCase(layer: Layer, sample: Sample): LayerCase {
  const options = readAll(layer.type, layer.options, sample.options);
  const fit = layer.shape(sample.inputs, options);
  if (!fit.ok) throw new Error(`${layer.type}, ${sample.name}: ${fit.problems[0]?.message}`);
  const rng = mersenneTwister(7);
  const inputs = sample.inputs.map((shape) => draw(shape, rng, sample.integers, sample.range));
  const parameters: { [name: string]: Tensor } = {};
  for (const [name, spec] of Object.entries(fit.parameters)) {
    const drawn = draw(spec!.shape, rng);
    parameters[name] = layer.parameters[name]!.positive ? aboveZero(drawn) : drawn;
  }
  const delta = draw(fit.output, rng);
  const context = () => ({ training: sample.training ?? true, rng: mersenneTwister(1) });
  const forward = () => layer.forward(inputs, parameters, options, context());
  const { saved } = forward();
  const backward = (d = delta) => layer.backward(d, saved, parameters, options);
  return { layer, sample, options, fit, inputs, parameters, delta, forward, backward };
}

export interface Differentiated {
  readonly name: string;
  readonly source: Source;
  readonly target: EntryTarget;
  /** What a change disturbs, in place. */
  readonly tensor: Tensor;
  readonly gradient: Tensor;
}

/** Every tensor that the layer has a gradient for, with the gradient from its backward pass. */
export function differentiated(made: LayerCase): Differentiated[] {
  const back = made.backward();
  const ofInputs = made.inputs.map((input, at): Differentiated => ({
    name: `input ${at}`,
    source: { kind: 'input', input: at },
    target: { kind: 'inputDelta', input: at },
    tensor: input,
    gradient: back.inputs[at]!,
  }));
  const learned = Object.entries(made.parameters).filter(([parameter]) => !made.layer.parameters[parameter]!.buffer);
  const ofParameters = learned.map(([parameter, of]): Differentiated => ({
    name: parameter,
    source: { kind: 'parameter', parameter },
    target: { kind: 'gradient', parameter },
    tensor: of,
    gradient: back.parameters[parameter]!,
  }));
  return [...ofInputs, ...ofParameters];
}

export function stateOf(made: LayerCase): LayerState<Options, ParameterDocs, unknown> {
  const { output, saved } = made.forward();
  const { options, inputs, parameters, delta } = made;
  return { options, inputs, parameters, output, saved, delta };
}

/** Runs `act` with entry `flat` changed by `change`, then puts it back exactly. */
export function disturbed<T>({ data }: Tensor, flat: number, change: number, act: () => T): T {
  const before = data[flat]!;
  data[flat] = before + change;
  try {
    return act();
  } finally {
    data[flat] = before;
  }
}

export const largest = ({ data }: Tensor): number => data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);

export const copy = ({ shape, data }: Tensor): Tensor => ({ shape, data: data.slice() });
