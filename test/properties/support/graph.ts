/** A network that grows: every layer is tried out as it is added, so that what stands is always legal. */
import { mersenneTwister, type Rng } from '../../../src/engine/rng';
import type { Fits } from '../../../src/engine/layer';
import { fitLayer, readOptions, type PlannedLayer } from '../../../src/engine/network';
import type { Problem } from '../../../src/engine/problem';
import { sameShape, sizeOf, type Shape, type Tensor } from '../../../src/engine/tensor';
import type { DefinedLayer, Layers } from './definition';
import { drawParameter, drawTensor, nested } from './drawNumbers';
import type { Settings } from './drawOptions';

export interface Node {
  readonly name: string;
  readonly output: Tensor;
}

/** Larger tensors only cost time, and larger numbers only digits. */
const MOST_ENTRIES = 320;
const LARGEST = 60;

export interface Graph {
  readonly layers: Layers;
  readonly rng: Rng;
  readonly training: boolean;
  /** Every tensor keeps the samples apart, along its first axis: what does not is refused. */
  readonly samplewise: boolean;
  readonly nodes: Node[];
  readonly defined: DefinedLayer[];
}

export function newGraph(
  layers: Layers,
  shape: Shape,
  how: { training: boolean; samplewise: boolean; seed: number },
): Graph {
  const rng = mersenneTwister(how.seed);
  const { training, samplewise } = how;
  const nodes = [{ name: 'input', output: drawTensor(shape, rng) }];
  return { layers, rng, training, samplewise, nodes, defined: [] };
}

/** Adds a layer, or returns undefined where it does not fit, or leads to numbers that are not worth checking. */
export function add(
  graph: Graph,
  type: string,
  inputs: readonly Node[],
  settings: Settings = {},
  mostEntries = MOST_ENTRIES,
): Node | undefined {
  const layer = graph.layers.find((candidate) => candidate.type === type)!;
  const problems: Problem[] = [];
  const { options, complete } = readOptions(type, layer.options, settings, [], [], problems);
  if (!complete || problems.length > 0) return undefined;
  const arity = layer.arity ?? 1;
  if (arity !== 'many' && arity !== inputs.length) return undefined;
  const shapes = inputs.map(({ output }) => output.shape);
  const fit = fitLayer(layer, shapes, options, graph.training);
  if (!fit.ok || sizeOf(fit.output) > mostEntries) return undefined;
  if (graph.samplewise && !keepsSamplesApart({ definition: layer, inputShapes: shapes, options, fit }, graph.training))
    return undefined;
  const parameters: { [name: string]: Tensor } = {};
  for (const [name, spec] of Object.entries(fit.parameters)) {
    if (spec) parameters[name] = drawParameter(layer, name, spec, graph.rng);
  }
  const copies = inputs.map(({ output: { shape, data } }) => ({ shape, data: data.slice() }));
  const context = { training: graph.training, rng: mersenneTwister(1) };
  const { data } = layer.forward(copies, parameters, options, context).output;
  if (!data.every((value) => Math.abs(value) <= LARGEST)) return undefined;

  const name = `${type.toLowerCase()}${graph.defined.length}`;
  // A layer that gives another shape than it promises is for the properties to find: here the promise counts.
  const output = {
    shape: fit.output,
    data: Float64Array.from({ length: sizeOf(fit.output) }, (_, at) => data[at] ?? 0),
  };
  const node = { name, output };
  const inline = Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, nested(value)]));
  graph.defined.push({ name, type, inputs: inputs.map((input) => input.name), ...settings, ...inline });
  graph.nodes.push(node);
  return node;
}

/** As many samples out as in, however many, and of the same shape; and the layer does not say that it mixes them. */
export function keepsSamplesApart(
  {
    definition,
    inputShapes,
    options,
    fit,
  }: Pick<PlannedLayer, 'definition' | 'inputShapes' | 'options'> & { readonly fit: Pick<Fits, 'output'> | undefined },
  training: boolean,
): boolean {
  const { mixesSamples } = definition!;
  if (mixesSamples === true || mixesSamples?.(options, inputShapes, training)) return false;
  const { output } = fit!;
  if (output.length === 0 || output[0] !== inputShapes[0]?.[0]) return false;
  return [1, PRIME].every((samples) => {
    const other = definition!.shape(inputShapes.map(ofSamples(samples)), options);
    return other.ok && sameShape(other.output, ofSamples(samples)(output));
  });
}

/** No other extent is as large: where samples lie along another axis of one input, as in broadcasting, shapes clash. */
const PRIME = 7919;

const ofSamples =
  (samples: number) =>
  (shape: Shape): Shape => [samples, ...shape.slice(1)];

/** Tensors that nothing reads yet. */
export function unread({ nodes, defined }: Graph): Node[] {
  const read = new Set(defined.flatMap(({ inputs }) => inputs));
  return nodes.slice(1).filter(({ name }) => !read.has(name));
}

/** What `attempt` adds stays only where it succeeds. */
export function attempted<T>(graph: Graph, attempt: () => T | undefined): T | undefined {
  const before = graph.defined.length;
  const result = attempt();
  if (result === undefined) {
    graph.defined.length = before;
    graph.nodes.length = before + 1;
  }
  return result;
}
