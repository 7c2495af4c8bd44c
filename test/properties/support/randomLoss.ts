/** A random loss at the end of a random network: its options, and a target that it takes. */
import fc from 'fast-check';
import type { Loss } from '../../../src/engine/loss';
import { readOptions } from '../../../src/engine/network';
import type { Problem } from '../../../src/engine/problem';
import { allLosses, findLoss } from '../../../src/engine/registry';
import type { Rng } from '../../../src/engine/rng';
import { sizeOf, type Shape, type Tensor } from '../../../src/engine/tensor';
import { toRange } from './adapt';
import type { Definition } from './definition';
import { drawTensor } from './drawNumbers';
import { changedSettings, type Change, type Settings } from './drawOptions';
import type { Graph, Node } from './graph';

export interface LossGene {
  readonly loss: number;
  readonly sample: number;
  /** Of the output as it is, rather than of a row for each sample. */
  readonly asItIs: boolean;
  readonly changes: readonly Change[];
}

const even = fc.noBias(fc.nat());

export const lossGene: fc.Arbitrary<LossGene> = fc.record({
  loss: even,
  sample: even,
  asItIs: fc.boolean(),
  changes: fc.array(fc.record({ option: even, value: even }), { maxLength: 2 }),
});

export interface Attached {
  readonly loss: Definition['loss'];
  readonly target: Tensor;
}

const LARGEST = 1e3;

/** Joins what is open to one output and takes the loss of it; the one wished for, or else the mean square. */
export function attachLoss(graph: Graph, join: (asItIs: boolean) => Node, gene: LossGene): Attached {
  const losses = allLosses();
  const loss = losses[gene.loss % losses.length]!;
  const sample = loss.samples[gene.sample % loss.samples.length]!;
  const joined = join(gene.asItIs);
  const output = (sample.range ? toRange(graph, joined, sample.range) : undefined) ?? joined;
  for (const changes of [gene.changes, []]) {
    const settings = changedSettings(loss.options, sample.options, changes, [output.output.shape]);
    const target = drawTarget(loss, settings, output.output, sample.target, graph.rng);
    if (target) return { loss: { type: loss.type, ...settings }, target };
  }
  const target = findLoss('MSELoss')!.defaultTarget(output.output.shape);
  return { loss: { type: 'MSELoss' }, target };
}

/** A target of the sample's kind that the loss accepts; its own default where none is found. */
function drawTarget(loss: Loss, settings: Settings, output: Tensor, like: Tensor, rng: Rng): Tensor | undefined {
  const problems: Problem[] = [];
  const { options, complete } = readOptions(loss.type, loss.options, settings, [], [], problems);
  if (!complete || problems.length > 0) return undefined;
  return [targetLike(like, output.shape, rng), loss.defaultTarget(output.shape)].find(
    (target) =>
      loss.check(output.shape, target, options).length === 0 &&
      Math.abs(loss.forward(output, target, options).loss) <= LARGEST,
  );
}

/** Class indices where the sample's target is integers of fewer entries; else numbers in the sample's range, of the output's shape. */
export function targetLike({ data, shape: own }: Tensor, output: Shape, rng: Rng): Tensor {
  const [least, most] = [Math.min(...data), Math.max(...data)];
  const integers = data.every((value) => Number.isInteger(value));
  const classes = integers && output.length > 1 && own.length < output.length;
  const shape = classes ? output.filter((_, axis) => axis !== 1) : output;
  if (!integers) return drawTensor(shape, rng, least, most);
  const count = classes ? output[1]! : most - least + 1;
  const from = classes ? 0 : least;
  return { shape, data: Float64Array.from({ length: sizeOf(shape) }, () => from + Math.floor(rng.uniform() * count)) };
}
