/** A random network as a definition file holds it, and the model that it stands for. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { instantiate } from '../../../src/engine/instantiate';
import type { Layer } from '../../../src/engine/layer';
import type { Model } from '../../../src/engine/model';
import { planNetwork, type LayerSpec } from '../../../src/engine/network';
import { readNested } from '../../../src/engine/nested';
import type { Nested, Shape, Tensor } from '../../../src/engine/tensor';

export interface DefinedLayer {
  readonly name: string;
  readonly type: string;
  readonly inputs: readonly string[];
  readonly [setting: string]: unknown;
}

/** The content of a `.net.json`. */
export interface Definition {
  readonly name: string;
  readonly input: { readonly shape: Shape; readonly data: Nested };
  readonly target: Nested;
  readonly loss: { readonly type: string; readonly [option: string]: unknown };
  readonly mode: 'train' | 'eval';
  readonly seed: number;
  readonly layers: readonly DefinedLayer[];
}

/** Layers by type: the registry's, or some of them replaced to plant a fault. */
export type Layers = readonly Layer[];

export function modelOf(definition: Definition, layers: Layers): Model {
  const { name, input, mode, seed } = definition;
  const specs = definition.layers.map(({ name, type, inputs, ...settings }): LayerSpec => ({
    name,
    type,
    inputs,
    settings,
    definition: layers.find((layer) => layer.type === type)!,
  }));
  const { type, ...settings } = definition.loss;
  const planned = planNetwork({ name, inputShape: input.shape, layers: specs, loss: { type, settings }, mode, seed });
  const { parameters, problems } = instantiate(planned.network);
  const [first] = [...planned.problems, ...problems];
  if (first) throw new Error(`${first.path.join('.')}: ${first.message}`);
  return { network: planned.network, parameters, input: read(input.data), target: read(definition.target) };
}

function read(data: Nested): Tensor {
  const reading = readNested(data);
  if ('message' in reading) throw new Error(reading.message);
  return reading.tensor;
}

/** A line for each layer. */
export function textOf({ layers, ...rest }: Definition): string {
  const head = Object.entries(rest).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`);
  const lines = layers.map((layer) => `    ${JSON.stringify(layer)}`).join(',\n');
  return `{\n${head.join('')}  "layers": [\n${lines}\n  ]\n}\n`;
}

export function writeDefinition(definition: Definition, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, textOf(definition));
}
