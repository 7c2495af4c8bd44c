/**
 * The samples of all layers and losses as JSON, for scripts/torchFixtures.py to compute with PyTorch. Options are
 * complete, defaults put in. `npm run generate` writes them, so that samples are listed once, in the layers.
 */
import type { Layer, Sample } from '../src/engine/layer';
import type { Loss } from '../src/engine/loss';
import type { Shape } from '../src/engine/tensor';
import { readOptions } from '../src/engine/network';
import type { OptionSpecs } from '../src/engine/options';
import type { Problem } from '../src/engine/problem';
import { allLayers, allLosses } from '../src/engine/registry';

/** A line for each sample. */
export function samplesText(): string {
  const layers = allLayers().flatMap((layer) => layer.samples.map((sample) => layerLine(layer, sample)));
  const losses = allLosses().flatMap((loss) => loss.samples.map((sample) => lossLine(loss, sample)));
  const lines = (all: readonly unknown[]): string => all.map((one) => `    ${JSON.stringify(one)}`).join(',\n');
  return `{\n  "layers": [\n${lines(layers)}\n  ],\n  "losses": [\n${lines(losses)}\n  ]\n}\n`;
}

/** What a Python expression needs to know of a layer: its options, and the shapes of its parameters. */
export function torchNames(layer: Layer, options: Options, shapes: readonly Shape[]) {
  const fit = layer.shape(shapes, options);
  if (!fit.ok) throw new Error(`${layer.type}: ${fit.problems[0]?.message}`);
  const parameters: { [name: string]: Shape } = {};
  for (const [name, spec] of Object.entries(fit.parameters)) if (spec) parameters[name] = spec.shape;
  const absent = Object.keys(layer.parameters).filter((key) => !(key in parameters));
  const having = (trait: 'buffer' | 'positive') =>
    Object.keys(layer.parameters).filter((key) => layer.parameters[key]![trait]);
  return { options: withNulls(options), parameters, absent, buffers: having('buffer'), positive: having('positive') };
}

export function layerLine(layer: Layer, sample: Sample) {
  const { type, torch } = layer;
  const { name, inputs, integers = false, training = true, range } = sample;
  const names = torchNames(layer, complete(type, layer.options, sample.options), inputs);
  return { type, name, torch, inputs, ...names, integers, training, range };
}

export function lossLine(loss: Loss, sample: Loss['samples'][number]) {
  const { name, inputs, options, target, range = [-2, 2], integers = false } = sample;
  return {
    type: loss.type,
    name,
    torch: loss.torch,
    output: inputs[0],
    options: complete(loss.type, loss.options, options),
    target: { shape: target.shape, data: Array.from(target.data) },
    range,
    integers,
  };
}

type Options = { readonly [name: string]: unknown };

function complete(type: string, specs: OptionSpecs, raw: Options): Options {
  const problems: Problem[] = [];
  const { options } = readOptions(type, specs, raw, [], [], problems);
  if (problems.length > 0) throw new Error(problems[0]!.message);
  return options;
}

/** What is left out is null, or a Python expression would read a builtin of the same name (`min`). */
export const withNulls = (options: Options): Options =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [name, value ?? null]));
