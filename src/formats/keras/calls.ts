/** The calls of layers that a Keras model is made of, each with what it reads; models within models laid flat. */
import { problem, type Path, type Problem } from '../../engine/problem';
import { isObject, type JsonObject } from '../netJson/values';
import { isModel } from './modelJson';

/** One call of a layer: a layer that is called twice stands here twice. */
export interface KerasLayer {
  /** `Conv2D` */
  readonly type: string;
  /** Its weights carry this name. */
  readonly name: string;
  /** Stands for the output of this call: `conv`, and `conv#1` of its second. */
  readonly node: string;
  readonly config: JsonObject;
  /** Calls that it reads; the one before where undefined. */
  readonly inputs: readonly string[] | undefined;
  readonly at: Path;
}

export interface KerasCalls {
  readonly layers: readonly KerasLayer[];
  /** The calls whose outputs are the model's; the last where empty. */
  readonly outputs: readonly string[];
}

const nodeKey = (name: string, index: number): string => (index === 0 ? name : `${name}#${index}`);

export function callsOf(model: JsonObject, at: Path, problems: Problem[]): KerasCalls {
  const { config } = model;
  const own = isObject(config) ? config.layers : config;
  const place: Path = isObject(config) ? [...at, 'config', 'layers'] : [...at, 'config'];
  if (!Array.isArray(own)) {
    problems.push(problem(at, 'This model lists no layers.'));
    return { layers: [], outputs: [] };
  }
  const layers = own.flatMap((layer: unknown, index) => readLayer(layer, [...place, index], problems));
  const outputs = isObject(config) ? historiesIn(config.output_layers) : [];
  return { layers, outputs: outputs.filter((output) => layers.some(({ node }) => node === output)) };
}

function readLayer(layer: unknown, at: Path, problems: Problem[]): KerasLayer[] {
  if (!isObject(layer) || typeof layer.class_name !== 'string' || !isObject(layer.config)) {
    problems.push(problem(at, 'A layer of Keras has a "class_name" and a "config".'));
    return [];
  }
  const { class_name: type, config } = layer;
  const name = String(config.name ?? layer.name ?? type.toLowerCase());
  const nodes = Array.isArray(layer.inbound_nodes) ? layer.inbound_nodes : [];
  const calls = nodes.length > 0 ? nodes.map(sourcesOf) : [undefined];
  if (!isModel(layer)) {
    return calls.map((inputs, index) => ({ type, name, node: nodeKey(name, index), config, inputs, at }));
  }
  const inner = callsOf(layer, at, problems);
  return calls.flatMap((inputs, index) => laidFlat(inner, name, nodeKey(name, index), inputs));
}

/** A model within a model: its input is what it is called with, its output stands for the call. */
function laidFlat(
  { layers, outputs }: KerasCalls,
  name: string,
  node: string,
  given: readonly string[] | undefined,
): KerasLayer[] {
  const last = outputs[0] ?? layers.at(-1)?.node;
  const isInput = (key: string | undefined): boolean =>
    key === undefined || layers.some((layer) => layer.node === key && layer.type === 'InputLayer');
  const renamed = (inside: string): string => (inside === last ? node : `${node}/${inside}`);
  const entries = layers.filter(({ type }) => type === 'InputLayer');
  const outer = (key: string | undefined): string | undefined =>
    given?.[
      Math.max(
        0,
        entries.findIndex((entry) => entry.node === key),
      )
    ] ?? given?.[0];
  return layers.flatMap((part, index) => {
    if (part.type === 'InputLayer') return [];
    const reads = part.inputs ?? [layers[index - 1]?.node];
    const sources = reads.map((key) => (isInput(key) ? outer(key) : renamed(key!)));
    const inputs = sources.some((source) => source === undefined) ? undefined : (sources as string[]);
    return [{ ...part, name: `${name}/${part.name}`, node: renamed(part.node), inputs }];
  });
}

/** Keras 2: `[["conv", 0, 0, {}], …]`; Keras 3: `{ "args": [tensor | [tensor, …]] }` with `keras_history`. */
function sourcesOf(node: unknown): string[] {
  return isObject(node) ? historiesIn(node.args) : historiesIn(node);
}

/** Every `["conv", 0, 0]` in it, in order. */
function historiesIn(value: unknown): string[] {
  if (Array.isArray(value)) {
    const [name, index] = value as unknown[];
    if (typeof name === 'string' && typeof index === 'number') return [nodeKey(name, index)];
    return value.flatMap(historiesIn);
  }
  return isObject(value) && isObject(value.config) ? historiesIn(value.config.keras_history) : [];
}
