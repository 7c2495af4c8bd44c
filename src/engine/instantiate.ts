/** Gives a planned network its parameters: from a weights file, from numbers in the definition, else as PyTorch starts them. */
import { drawParameter } from './init';
import { fittingLayers, type Network, type PlannedLayer } from './network';
import { readNested } from './nested';
import { didYouMean, problem, type Problem } from './problem';
import { mersenneTwister } from './rng';
import { formatShape, sameShape, type Tensor } from './tensor';

export type LayerParameters = { readonly [name: string]: Tensor | undefined };

/** `conv1.weight`: the `state_dict` key. */
export const parameterKey = ({ name, keys }: Pick<PlannedLayer, 'name' | 'keys'>, parameter: string): string =>
  keys?.[parameter] ?? `${name}.${parameter}`;

/**
 * Parameters of the leading layers that fit, by layer. Random draws happen in the order of the layers for every
 * parameter, given or not, so that giving one leaves the others as they were.
 */
export function instantiate(
  network: Network,
  weights?: ReadonlyMap<string, Tensor>,
): { parameters: LayerParameters[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const rng = mersenneTwister(network.seed);
  const shared = new Map<string, Tensor>();
  const fitting = network.layers.slice(0, fittingLayers(network));
  const parameters = fitting.map((layer) => {
    const values: { [name: string]: Tensor | undefined } = {};
    for (const [name, spec] of Object.entries(layer.fit?.parameters ?? {})) {
      if (!spec) continue;
      const key = parameterKey(layer, name);
      const known = shared.get(key);
      if (known && sameShape(known.shape, spec.shape)) {
        values[name] = known;
        continue;
      }
      const drawn = drawParameter(spec, rng);
      const inline = () => inlineValue(layer, name, drawn, problems);
      const stored = () => fileValue(layer, name, drawn, weights, problems);
      // Numbers that source code gives to a tensor with a state_dict key are what it starts from, before a file is loaded.
      const value = (layer.keys?.[name] === undefined ? (inline() ?? stored()) : (stored() ?? inline())) ?? drawn;
      values[name] = value;
      shared.set(key, value);
    }
    return values;
  });
  if (weights && fitting.length === network.layers.length) reportUnused(network, weights, problems);
  return { parameters, problems };
}

function inlineValue(layer: PlannedLayer, name: string, drawn: Tensor, problems: Problem[]): Tensor | undefined {
  const nested = layer.inline[name];
  if (nested === undefined) return undefined;
  const path = [...layer.path, name];
  const reading = readNested(nested);
  if ('message' in reading) {
    problems.push(problem([...path, ...reading.at], `"${name}" ${reading.message}.`));
    return undefined;
  }
  if (!sameShape(reading.tensor.shape, drawn.shape)) {
    const has = formatShape(reading.tensor.shape);
    problems.push(problem(path, `${name} of ${layer.name} must be ${formatShape(drawn.shape)}, but is ${has}.`));
    return undefined;
  }
  return reading.tensor;
}

function fileValue(
  layer: PlannedLayer,
  name: string,
  drawn: Tensor,
  weights: ReadonlyMap<string, Tensor> | undefined,
  problems: Problem[],
): Tensor | undefined {
  if (!weights) return undefined;
  const key = parameterKey(layer, name);
  const value = weights.get(key);
  // Counted since PyTorch 0.4.1; older files, and Keras, have none, and it is used by momentum=None alone.
  if (!value && name === 'num_batches_tracked') return undefined;
  if (!value) {
    const meant = didYouMean(key, weights.keys());
    const near = meant === undefined ? '' : ` It holds "${meant}".`;
    problems.push(problem(['weights'], `The weights file holds no "${key}".${near}`));
    return undefined;
  }
  if (!sameShape(value.shape, drawn.shape)) {
    const sizes = `${formatShape(value.shape)}, but the network needs ${formatShape(drawn.shape)}`;
    problems.push(problem(['weights'], `"${key}" in the weights file is ${sizes}.`));
    return undefined;
  }
  return value;
}

function reportUnused(network: Network, weights: ReadonlyMap<string, Tensor>, problems: Problem[]): void {
  const keys = new Set(
    network.layers.flatMap((layer) =>
      Object.keys(layer.fit?.parameters ?? {}).map((name) => parameterKey(layer, name)),
    ),
  );
  for (const key of weights.keys()) {
    if (keys.has(key)) continue;
    const message = `The weights file holds "${key}", which no layer has.`;
    problems.push(problem(['weights'], message, { severity: 'warning' }));
  }
}
