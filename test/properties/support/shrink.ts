/**
 * Makes a network that breaks a property smaller for as long as it breaks it: cuts off what comes after a layer, and what
 * comes before it, goes round layers, leaves options out. Works on the definition itself, so that what remains is a file.
 */
import type { Model } from '../../../src/engine/model';
import { outputOf, passOver } from '../../../src/engine/trace';
import { zeros, type Tensor } from '../../../src/engine/tensor';
import { modelOf, type DefinedLayer, type Definition, type Layers } from './definition';
import { nested } from './drawNumbers';
import { pass } from './pass';

/** Does the smaller network break the property still? */
type Breaks = (definition: Definition) => boolean;

export function shrunk(definition: Definition, layers: Layers, breaks: Breaks): Definition {
  let least = definition;
  for (;;) {
    const smaller = firstThat(smallerOnes(least, layers), (candidate) => fits(candidate, layers) && breaks(candidate));
    if (!smaller) return least;
    least = smaller;
  }
}

function firstThat<T>(candidates: Iterable<T>, accepts: (candidate: T) => boolean): T | undefined {
  for (const candidate of candidates) if (accepts(candidate)) return candidate;
  return undefined;
}

/** Is it a network still, and does it lead to numbers? A logarithm below 0 is nobody's mistake. */
function fits(definition: Definition, layers: Layers): boolean {
  let model: Model;
  try {
    model = modelOf(definition, layers);
  } catch {
    return false;
  }
  try {
    const { loss, outputs } = pass(model);
    return Number.isFinite(loss) && outputs.every(({ data }) => data.every(Number.isFinite));
  } catch {
    return true;
  }
}

/** The boldest first. */
function* smallerOnes(definition: Definition, layers: Layers): Generator<Definition> {
  const names = definition.layers.map(({ name }) => name);
  const outputs = outputsOf(definition, layers);
  const last = names.at(-1)!;
  for (const name of names.slice(0, -1)) yield* defined(upTo(definition, name, outputs.get(name)));
  if (definition.loss.type !== 'MSELoss') yield* defined(upTo(definition, last, outputs.get(last)));
  for (const name of [...names.slice(0, -1)].reverse()) yield* defined(after(definition, name, outputs.get(name)));
  for (const layer of definition.layers)
    for (const input of new Set(layer.inputs)) yield round(definition, layer, input);
  for (const layer of definition.layers) {
    for (const key of Object.keys(layer))
      if (!['name', 'type', 'inputs'].includes(key)) yield without(definition, layer, key);
  }
}

function* defined(candidate: Definition | undefined): Generator<Definition> {
  if (candidate) yield candidate;
}

/** Outputs by layer's name, as far as the network runs. */
function outputsOf(definition: Definition, layers: Layers): Map<string, Tensor> {
  const model: Model = modelOf(definition, layers);
  try {
    const trace = passOver(model);
    return new Map(model.network.layers.map(({ name, index }) => [name, outputOf(trace, index)]));
  } catch {
    return new Map();
  }
}

/** The layer's output becomes the network's; C is its mean square. */
function upTo(definition: Definition, name: string, output: Tensor | undefined): Definition | undefined {
  if (!output) return undefined;
  return {
    ...definition,
    loss: { type: 'MSELoss' },
    target: nested(zeros(output.shape)),
    layers: needed(definition.layers, name),
  };
}

/** The layer's output becomes the network's input, where nothing after it reads anything before it. */
function after(definition: Definition, name: string, output: Tensor | undefined): Definition | undefined {
  if (!output) return undefined;
  const rewired = definition.layers.map((layer) => ({
    ...layer,
    inputs: layer.inputs.map((input) => (input === name ? 'input' : input === 'input' ? 'the old input' : input)),
  }));
  const layers = needed(rewired, rewired.at(-1)!.name);
  if (layers.some(({ inputs }) => inputs.includes('the old input'))) return undefined;
  return { ...definition, input: { shape: output.shape, data: nested(output) }, layers };
}

/** Whoever reads the layer reads what it reads. */
function round({ layers, ...rest }: Definition, removed: DefinedLayer, input: string): Definition {
  const rewired = layers
    .filter((layer) => layer !== removed)
    .map((layer) => ({ ...layer, inputs: layer.inputs.map((name) => (name === removed.name ? input : name)) }));
  const last = layers.at(-1) === removed ? input : layers.at(-1)!.name;
  return { ...rest, layers: needed(rewired, last) };
}

function without(definition: Definition, from: DefinedLayer, key: string): Definition {
  const { [key]: _left, ...kept } = from;
  const layers = definition.layers.map((layer) => (layer === from ? (kept as DefinedLayer) : layer));
  return { ...definition, layers };
}

/** The layer and all that it reads, near and far. */
function needed(layers: readonly DefinedLayer[], last: string): DefinedLayer[] {
  const wanted = new Set([last]);
  for (const layer of [...layers].reverse()) {
    if (wanted.has(layer.name)) for (const input of layer.inputs) wanted.add(input);
  }
  return layers.filter(({ name }) => wanted.has(name));
}
