/**
 * Random networks. What fast-check draws (and shrinks) are genes: a list of wishes, with numbers for every choice. Any
 * genes grow to a legal network, for a wish that cannot be met is met as nearly as the registry allows; so a shorter
 * list or a smaller number is a simpler network, never a broken one.
 */
import fc from 'fast-check';
import type { Layer, Sample } from '../../../src/engine/layer';
import { allLayers } from '../../../src/engine/registry';
import type { Shape } from '../../../src/engine/tensor';
import { toOne, toRange, toShape } from './adapt';
import { choicesFrom } from './choices';
import type { Definition, Layers } from './definition';
import { changedSettings, type Change } from './drawOptions';
import { nested } from './drawNumbers';
import { add, attempted, newGraph, type Graph, type Node } from './graph';
import { attachLoss, lossGene, type LossGene } from './randomLoss';

export interface LayerGene {
  readonly layer: number;
  readonly sample: number;
  /** Which tensors it reads. */
  readonly reads: number;
  /** Read tensors as they come, rather than brought to the shapes of the layer's own sample. */
  readonly asTheyCome: boolean;
  readonly changes: readonly Change[];
}

export interface NetworkGene {
  readonly shape: number;
  readonly layers: readonly LayerGene[];
  readonly loss: LossGene;
  readonly training: boolean;
  readonly samplewise: boolean;
  readonly seed: number;
}

// Evenly: fast-check's own bias to small numbers would favour the first layers of the registry.
const even = fc.noBias(fc.nat());

export const changes: fc.Arbitrary<Change[]> = fc.array(fc.record({ option: even, value: even }), { maxLength: 3 });

const layerGene: fc.Arbitrary<LayerGene> = fc.record({
  layer: even,
  sample: even,
  reads: even,
  asTheyCome: fc.integer({ min: 0, max: 3 }).map((draw) => draw > 0),
  changes,
});

export const networkGene: fc.Arbitrary<NetworkGene> = fc.record({
  shape: even,
  layers: fc.array(layerGene, { minLength: 1, maxLength: 7 }),
  loss: lossGene,
  training: fc.boolean(),
  samplewise: fc.boolean(),
  seed: fc.nat(9999),
});

/** The genes' network. A network that keeps samples apart is out of training: a mask is drawn for the whole batch. */
export function grow(gene: NetworkGene, layers: Layers = allLayers()): Definition {
  const { seed, samplewise } = gene;
  const training = gene.training && !samplewise;
  const graph = newGraph(layers, inputShape(gene.shape), { training, samplewise, seed });
  for (const wish of gene.layers) fulfil(graph, wish);
  const { loss, target } = attachLoss(graph, (asItIs) => toOne(graph, asItIs), gene.loss);
  const { shape } = graph.nodes[0]!.output;
  return {
    name: 'a random network',
    input: { shape, data: nested(graph.nodes[0]!.output) },
    target: nested(target),
    loss,
    mode: training ? 'train' : 'eval',
    seed,
    layers: graph.defined,
  };
}

/** Maps, sequences, volumes and vectors, two or three samples, no two extents alike where it matters. */
function inputShape(gene: number): Shape {
  const { among } = choicesFrom(gene);
  const rank = [4, 4, 3, 5, 2, 4][among(6)]!;
  const samples = 2 + among(2);
  const channels = [2, 3, 4, 1, 6][among(5)]!;
  const spatial = Array.from(
    { length: rank - 2 },
    (_, axis) => (rank === 5 ? 2 : 3) + axis + among(rank === 5 ? 2 : 3),
  );
  return [samples, rank === 2 ? 3 + among(5) : channels, ...spatial];
}

/** Layers that are tried for one wish before it is given up, and samples of each. */
const NEIGHBOURS = 4;
const SAMPLES = 4;

function fulfil(graph: Graph, wish: LayerGene): void {
  for (let step = 0; step < NEIGHBOURS; step++) {
    const layer = graph.layers[(wish.layer + step) % graph.layers.length]!;
    const wired = wish.asTheyCome && addOneOf(graph, layer, wish, (source) => source);
    if (wired || addOneOf(graph, layer, wish, (source, shape) => toShape(graph, source, shape))) return;
  }
}

/**
 * Adds the layer with the settings of one of its samples, changed as far as is legal. `bring` makes an input of a tensor
 * that is there, for the sample's shape.
 */
function addOneOf(
  graph: Graph,
  layer: Layer,
  wish: LayerGene,
  bring: (source: Node, shape: Shape) => Node | undefined,
): boolean {
  for (let at = 0; at < Math.min(SAMPLES, layer.samples.length); at++) {
    const sample = layer.samples[(wish.sample + at) % layer.samples.length]!;
    if (attempted(graph, () => addAs(graph, layer, sample, wish, bring))) return true;
  }
  return false;
}

function addAs(
  graph: Graph,
  layer: Layer,
  sample: Sample,
  wish: LayerGene,
  bring: (source: Node, shape: Shape) => Node | undefined,
): Node | undefined {
  const { among } = choicesFrom(wish.reads);
  const there = [...graph.nodes];
  const inputs: Node[] = [];
  for (const shape of sample.inputs) {
    const brought = bring(there.at(-1 - among(there.length))!, shape);
    const input = brought && sample.range ? toRange(graph, brought, sample.range) : brought;
    if (!input) return undefined;
    inputs.push(input);
  }
  const shapes = inputs.map(({ output }) => output.shape);
  for (const change of [wish.changes, wish.changes.slice(0, 1), []]) {
    const settings = changedSettings(layer.options, sample.options, change, shapes);
    const added = add(graph, layer.type, inputs, settings);
    if (added) return added;
  }
  return undefined;
}
