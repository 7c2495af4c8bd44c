/** Keras's weights as the engine's parameters: other names, and kernels as H,W,I,O. */
import type { Network } from '../../engine/network';
import { didYouMean, problem, type Path, type Problem } from '../../engine/problem';
import { formatShape, ravel, sameShape, sizeOf, unravel, type Shape, type Tensor } from '../../engine/tensor';
import type { WeightSource } from './builder';

/** By `state_dict` key. What is missing or of another shape is a problem at `at`. */
export function asParameters(
  sources: readonly WeightSource[],
  network: Network,
  weights: ReadonlyMap<string, Tensor>,
  at: Path,
  problems: Problem[],
): ReadonlyMap<string, Tensor> {
  const parameters = new Map<string, Tensor>();
  const byName = new Map([...weights].map(([name, tensor]) => [plainName(name), tensor]));
  const shapes = new Map<string, Shape | undefined>(
    network.layers.flatMap(({ name, fit }) =>
      Object.entries(fit?.parameters ?? {}).map(([own, spec]) => [`${name}.${own}`, spec?.shape] as const),
    ),
  );
  for (const { key, from, fill, axes } of sources) {
    const shape = shapes.get(key);
    if (!shape) continue;
    if (from === undefined) {
      parameters.set(key, { shape, data: new Float64Array(sizeOf(shape)).fill(fill ?? 0) });
      continue;
    }
    const given = byName.get(from) ?? suffix(byName, from);
    if (!given) {
      const near = didYouMean(from, byName.keys());
      problems.push(problem(at, `The weights hold no "${from}".${near === undefined ? '' : ` They hold "${near}".`}`));
      continue;
    }
    const turned = axes ? permuted(given, axes) : given;
    const isSame = turned && (sameShape(turned.shape, shape) || sizeOf(turned.shape) === sizeOf(shape));
    if (isSame) parameters.set(key, { shape, data: turned.data });
    else
      problems.push(
        problem(at, `"${from}" is ${formatShape(given.shape)}, which does not make ${key} ${formatShape(shape)}.`),
      );
  }
  return parameters;
}

/** `conv1/conv1/kernel:0` and `conv1/kernel` are one. */
const plainName = (name: string): string => name.replace(/:\d+$/, '').replace(/^([^/]+)\/\1\//, '$1/');

/** A model within a model may put its own name in front. */
function suffix(weights: ReadonlyMap<string, Tensor>, from: string): Tensor | undefined {
  const found = [...weights].filter(([name]) => name.endsWith(`/${from}`));
  return found.length === 1 ? found[0]![1] : undefined;
}

function permuted({ shape, data }: Tensor, axes: readonly number[]): Tensor | undefined {
  if (shape.length !== axes.length) return undefined;
  const turned = axes.map((axis) => shape[axis]!);
  const result = new Float64Array(data.length);
  const source = axes.map(() => 0);
  for (let flat = 0; flat < result.length; flat++) {
    const index = unravel(flat, turned);
    for (const [at, axis] of axes.entries()) source[axis] = index[at]!;
    result[flat] = data[ravel(source, shape)]!;
  }
  return { shape: turned, data: result };
}
