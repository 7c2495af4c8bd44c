/** Keras's weights as the engine's parameters: other names, and kernels as H,W,I,O. */
import type { Network } from '../../engine/network';
import { parameterKey } from '../../engine/instantiate';
import { didYouMean, problem, type Path, type Problem } from '../../engine/problem';
import { formatShape, sameShape, sizeOf, type Shape, type Tensor } from '../../engine/tensor';
import { permuted } from '../tensors/permuted';
import type { WeightSource } from './builder';
import { matchWeights } from './weightNames';

/** By `state_dict` key. What is missing or of another shape is a problem at `at`. */
export function asParameters(
  sources: readonly WeightSource[],
  network: Network,
  weights: ReadonlyMap<string, Tensor>,
  at: Path,
  problems: Problem[],
): ReadonlyMap<string, Tensor> {
  const parameters = new Map<string, Tensor>();
  const shapes = new Map<string, Shape>(
    network.layers.flatMap((layer) =>
      Object.entries(layer.fit?.parameters ?? {}).flatMap(([own, spec]) =>
        spec ? [[parameterKey(layer, own), spec.shape] as const] : [],
      ),
    ),
  );
  const wanted = sources.filter(({ key }) => shapes.has(key));
  const { found, note } = matchWeights(wanted, weights, (source, tensor) =>
    fits(source, shapes.get(source.key)!, tensor),
  );
  if (note !== undefined) problems.push(problem(at, note, { severity: 'warning' }));
  for (const source of wanted) {
    const { key, layer, from, fill } = source;
    const shape = shapes.get(key)!;
    if (from === undefined) {
      parameters.set(key, { shape, data: new Float64Array(sizeOf(shape)).fill(fill ?? 0) });
      continue;
    }
    const name = `${layer}/${from}`;
    const given = found.get(source);
    if (given === undefined) {
      const near = didYouMean(name, weights.keys()) ?? ofSameShape(source, shape, weights);
      const meant =
        near === undefined ? '' : ` They hold "${near}", which is ${formatShape(weights.get(near)!.shape)}.`;
      problems.push(problem(at, `The weights hold no "${name}", ${formatShape(ofKeras(source, shape))}.${meant}`));
      continue;
    }
    const tensor = weights.get(given)!;
    if (fits(source, shape, tensor)) parameters.set(key, { shape, data: turned(source, tensor).data });
    else {
      const needs = `${formatShape(tensor.shape)}, but ${layer} needs ${formatShape(ofKeras(source, shape))}`;
      problems.push(problem(at, `"${given}" in the weights is ${needs}.`));
    }
  }
  return parameters;
}

const turned = ({ axes }: WeightSource, tensor: Tensor): Tensor =>
  axes && axes.length === tensor.shape.length ? permuted(tensor, axes) : tensor;

const viewed = ({ split }: WeightSource, shape: Shape): Shape => (split ? split(shape) : shape);

/** Slopes of PReLU may carry axes of 1: 1×1×C. */
function fits(source: WeightSource, shape: Shape, tensor: Tensor): boolean {
  const wanted = viewed(source, shape);
  if (source.axes) return tensor.shape.length === source.axes.length && sameShape(turned(source, tensor).shape, wanted);
  return sameShape(withoutOnes(tensor.shape), withoutOnes(wanted));
}

const withoutOnes = (shape: Shape): Shape => shape.filter((extent) => extent !== 1);

/** The shape as Keras has it. */
export function ofKeras(source: WeightSource, shape: Shape): Shape {
  const own = viewed(source, shape);
  const { axes } = source;
  return axes ? axes.map((_, axis) => own[axes.indexOf(axis)]!) : own;
}

const ofSameShape = (source: WeightSource, shape: Shape, weights: ReadonlyMap<string, Tensor>): string | undefined =>
  [...weights].find(([, tensor]) => fits(source, shape, tensor))?.[0];
