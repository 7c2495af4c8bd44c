/** The weights among what a checkpoint holds: a state_dict, one inside a checkpoint, or a whole module. */
import type { Tensor } from '../../../engine/tensor';
import { damaged, Inert, type PickleDict, type PickleValue } from './pickle';
import { PickledTensor } from './storages';

/** Names under which training scripts keep the weights beside the optimizer and the epoch. */
const usual = ['state_dict', 'model_state_dict', 'model', 'net', 'network', 'weights', 'params'];

export function namedTensors(value: PickleValue): Map<string, Tensor> {
  return withoutCommonPrefix(tensorsIn(weightsIn(value)), 'module.');
}

function weightsIn(value: PickleValue): PickleValue {
  if (!(value instanceof Map)) return value;
  const dict = value as PickleDict;
  if ([...dict.values()].some((entry) => entry instanceof PickledTensor)) return value;
  return usual.map((name) => dict.get(name)).find((inner) => inner && tensorsIn(inner).size > 0) ?? value;
}

/** A pickle may hold itself, or nest ever the same list: that is no checkpoint. */
const MOST_VISITS = 1e6;
const DEEPEST = 200;

function tensorsIn(value: PickleValue): Map<string, Tensor> {
  const found = new Map<string, Tensor>();
  let visits = 0;
  const collect = (name: string, inner: PickleValue, depth: number): void => {
    if (++visits > MOST_VISITS || depth > DEEPEST) throw damaged();
    if (inner instanceof PickledTensor) found.set(name, inner.tensor);
    else for (const [key, next] of partsOf(inner)) collect(joined(name, key), next, depth + 1);
  };
  collect('', value, 0);
  return found;
}

/** What is named within a value. A pickled nn.Module names its own tensors and those of its parts. */
function partsOf(value: PickleValue): [string, PickleValue][] {
  if (Array.isArray(value)) return value.map((inner, at) => [String(at), inner]);
  if (value instanceof Inert) {
    const { state } = value;
    if (!(state instanceof Map)) return [];
    return ['_parameters', '_buffers', '_modules'].flatMap((part) => partsOf((state as PickleDict).get(part) ?? null));
  }
  if (!(value instanceof Map)) return [];
  return [...(value as PickleDict)].flatMap(([key, inner]) =>
    typeof key === 'string' || typeof key === 'number' ? [[String(key), inner]] : [],
  );
}

const joined = (outer: string, inner: string): string => (outer === '' ? inner : `${outer}.${inner}`);

/** DataParallel puts `module.` before every name. */
function withoutCommonPrefix(tensors: Map<string, Tensor>, prefix: string): Map<string, Tensor> {
  if (tensors.size === 0 || ![...tensors.keys()].every((key) => key.startsWith(prefix))) return tensors;
  return new Map([...tensors].map(([key, tensor]) => [key.slice(prefix.length), tensor]));
}
