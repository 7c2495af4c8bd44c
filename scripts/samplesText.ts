/**
 * The samples of all layers and losses as JSON, for scripts/torchFixtures.py to compute with PyTorch. Options are
 * complete, defaults put in. `npm run generate` writes them, so that samples are listed once, in the layers.
 */
import type { Shape, Tensor } from '../src/engine/tensor';
import { readOptions } from '../src/engine/network';
import type { OptionSpecs } from '../src/engine/options';
import type { Problem } from '../src/engine/problem';
import { allLayers, allLosses } from '../src/engine/registry';

/** A line for each sample. */
export function samplesText(): string {
  const layers = allLayers().flatMap((layer) =>
    layer.samples.map((sample) => {
      const options = complete(layer.type, layer.options, sample.options);
      const fit = layer.shape(sample.inputs, options);
      if (!fit.ok) throw new Error(`${layer.type}, ${sample.name}: ${fit.problems[0]?.message}`);
      const parameters: { [name: string]: Shape } = {};
      for (const [name, spec] of Object.entries(fit.parameters)) if (spec) parameters[name] = spec.shape;
      const { name, inputs, integers = false, training = true, range } = sample;
      const { torch } = layer;
      const absent = Object.keys(layer.parameters).filter((key) => !(key in parameters));
      const having = (trait: 'buffer' | 'positive') =>
        Object.keys(layer.parameters).filter((key) => layer.parameters[key]![trait]);
      const [buffers, positive] = [having('buffer'), having('positive')];
      return {
        type: layer.type,
        name,
        torch,
        inputs,
        options: withNulls(options),
        parameters,
        absent,
        buffers,
        positive,
        integers,
        training,
        range,
      };
    }),
  );
  const losses = allLosses().flatMap((loss) =>
    loss.samples.map(({ name, inputs, options, target, range = [-2, 2], integers = false }) => ({
      type: loss.type,
      name,
      torch: loss.torch,
      output: inputs[0],
      options: complete(loss.type, loss.options, options),
      target: { shape: target.shape, data: plain(target) },
      range,
      integers,
    })),
  );
  const lines = (all: readonly unknown[]): string => all.map((one) => `    ${JSON.stringify(one)}`).join(',\n');
  return `{\n  "layers": [\n${lines(layers)}\n  ],\n  "losses": [\n${lines(losses)}\n  ]\n}\n`;
}

const plain = ({ data }: Tensor): number[] => Array.from(data);

function complete(type: string, specs: OptionSpecs, raw: { readonly [name: string]: unknown }) {
  const problems: Problem[] = [];
  const { options } = readOptions(type, specs, raw, [], [], problems);
  if (problems.length > 0) throw new Error(problems[0]!.message);
  return options;
}

/** What is left out is null, or a Python expression would read a builtin of the same name (`min`). */
const withNulls = (options: { readonly [name: string]: unknown }) =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [name, value ?? null]));
