/** Joints between layers that do not fit on each other: a tensor brought to a shape, a range, or to a single output. */
import { sameShape, sizeOf, type Shape } from '../../../src/engine/tensor';
import { add, unread, type Graph, type Node } from './graph';

/** As `shape`: of each sample where samples are kept apart or the batches agree, else of the whole tensor. */
export function toShape(graph: Graph, source: Node, shape: Shape): Node | undefined {
  const { output } = source;
  if (sameShape(output.shape, shape)) return source;
  const bySample = graph.samplewise || (output.shape.length > 0 && output.shape[0] === shape[0]);
  const wanted = bySample ? shape.slice(1) : shape;
  const flat = rowsOf(graph, source, bySample);
  const cut = flat && ofWidth(graph, flat, sizeOf(wanted));
  return cut && add(graph, bySample ? 'Reshape' : 'View', [cut], { shape: wanted });
}

/** A row for each sample, or a single row. */
function rowsOf(graph: Graph, source: Node, bySample: boolean): Node | undefined {
  if (!bySample) return add(graph, 'View', [source], { shape: [1, -1] }, Infinity);
  const rank = source.output.shape.length;
  if (rank === 1) return add(graph, 'Unsqueeze', [source], { dim: 1 }, Infinity);
  return rank === 2 ? source : add(graph, 'Flatten', [source], {}, Infinity);
}

/** Rows cut off, or continued by themselves scaled: equal entries would make every maximum a tie. */
function ofWidth(graph: Graph, rows: Node, width: number): Node | undefined {
  const has = rows.output.shape[1]!;
  if (has === width) return rows;
  if (has > width) return add(graph, 'Slice', [rows], { dim: 1, end: width });
  const scaled = add(graph, 'Mul', [rows], { other: 0.7 });
  const longer = scaled && add(graph, 'Cat', [rows, scaled], { dim: 1 });
  return longer && ofWidth(graph, longer, width);
}

/** Into a range, smoothly: for functions that are not defined everywhere. */
export function toRange(graph: Graph, source: Node, [from, to]: readonly [number, number]): Node | undefined {
  const inside = add(graph, 'Sigmoid', [source], {}, Infinity);
  const scaled = inside && add(graph, 'Mul', [inside], { other: to - from }, Infinity);
  return scaled && add(graph, 'Add', [scaled], { other: from }, Infinity);
}

/** One tensor of all that nothing reads: the network's output. A single one stays as it is where `asItIs`. */
export function toOne(graph: Graph, asItIs: boolean): Node {
  const open = unread(graph);
  if (open.length === 0) return added(add(graph, 'Identity', [graph.nodes[0]!]));
  const samples = graph.nodes[0]!.output.shape[0];
  const bySample = open.every(({ output: { shape } }) => shape[0] === samples);
  if (open.length === 1 && asItIs && open[0]!.output.shape.length > 1) return open[0]!;
  const rows = open.map((node) => added(rowsOf(graph, node, bySample)));
  return rows.length === 1 ? rows[0]! : added(add(graph, 'Cat', rows, { dim: 1 }, Infinity));
}

function added(node: Node | undefined): Node {
  if (!node) throw new Error('a joint of the random network does not fit');
  return node;
}
