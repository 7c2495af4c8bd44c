/** The layers of a Keras model in the order of the file, each with what it reads; models within models laid flat. */
import { problem, type Path, type Problem } from '../../engine/problem';
import { isObject, type JsonObject } from '../netJson/values';
import { isModel } from './modelJson';

export interface KerasLayer {
  /** `Conv2D` */
  readonly type: string;
  readonly name: string;
  readonly config: JsonObject;
  /** Names of layers; the one before where undefined. */
  readonly inputs: readonly string[] | undefined;
  readonly at: Path;
}

export function layersOf(model: JsonObject, at: Path, problems: Problem[]): KerasLayer[] {
  const { config } = model;
  const own = isObject(config) ? config.layers : config;
  const place: Path = isObject(config) ? [...at, 'config', 'layers'] : [...at, 'config'];
  if (!Array.isArray(own)) {
    problems.push(problem(at, 'This model lists no layers.'));
    return [];
  }
  const outputs = isObject(config) ? config.output_layers : undefined;
  const found = own.flatMap((layer: unknown, index) => readLayer(layer, [...place, index], problems));
  checkOutputs(outputs, [...at, 'config', 'output_layers'], problems);
  return found;
}

function readLayer(layer: unknown, at: Path, problems: Problem[]): KerasLayer[] {
  if (!isObject(layer) || typeof layer.class_name !== 'string' || !isObject(layer.config)) {
    problems.push(problem(at, 'A layer of Keras has a "class_name" and a "config".'));
    return [];
  }
  const name = String(layer.config.name ?? layer.name ?? layer.class_name.toLowerCase());
  const nodes = Array.isArray(layer.inbound_nodes) ? layer.inbound_nodes : [];
  if (nodes.length > 1) {
    problems.push(problem(at, `${name} is called ${nodes.length} times; a layer with shared weights is not read yet.`));
  }
  const inputs = nodes.length > 0 ? sourcesOf(nodes[0]) : undefined;
  if (!isModel(layer)) return [{ type: layer.class_name, name, config: layer.config, inputs, at }];
  // A model within a model: its input is what it is called with, its output carries its name.
  const inner = layersOf(layer, at, problems);
  const [entry, last] = [inner[0], inner.at(-1)];
  if (!entry || !last) return [];
  const isInput = ({ type }: KerasLayer): boolean => type === 'InputLayer';
  const rename = (inside: string): string => (inside === last.name ? name : `${name}/${inside}`);
  return inner.flatMap((part, index) => {
    if (isInput(part)) return [];
    const readsEntry = (part.inputs ?? [inner[index - 1]?.name ?? '']).map((source) =>
      inner.some((other) => other.name === source && isInput(other)) ? undefined : rename(source),
    );
    const outer = inputs ?? undefined;
    const first = readsEntry.every((source) => source === undefined) && outer === undefined;
    const sources = first ? undefined : readsEntry.map((source) => source ?? outer?.[0] ?? '');
    return [{ ...part, name: rename(part.name), inputs: sources }];
  });
}

/** Keras 2: `[["conv", 0, 0, {}], …]`; Keras 3: `{ "args": [tensor | [tensor, …]] }` with `keras_history`. */
function sourcesOf(node: unknown): string[] {
  if (Array.isArray(node)) {
    if (typeof node[0] === 'string') return [node[0]];
    return node.flatMap((one: unknown) => (Array.isArray(one) && typeof one[0] === 'string' ? [one[0]] : []));
  }
  if (!isObject(node)) return [];
  const histories: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isObject(value)) {
      const history = isObject(value.config) ? value.config.keras_history : undefined;
      if (Array.isArray(history)) histories.push(String(history[0]));
    }
  };
  visit(node.args);
  return histories;
}

/** The engine's networks end in one tensor. */
function checkOutputs(outputs: unknown, at: Path, problems: Problem[]): void {
  if (!Array.isArray(outputs) || typeof outputs[0] === 'string' || outputs.length <= 1) return;
  problems.push(problem(at, `This model has ${outputs.length} outputs; one of them is read yet.`));
}
