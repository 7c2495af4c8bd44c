/**
 * Which tensor of a weights file is which weight. Keras has written their names in three ways:
 * - TensorFlow.js and Keras 2: `conv1/kernel`, `conv1/conv1/kernel:0`, within the name of a model that holds the layer;
 * - Keras 3: `layers/conv1/vars/0`, or `layers/conv2d_1/vars/0` by the layer's class and a count; the weights are numbered
 *   in the order in which the layer makes them.
 */
import type { Tensor } from '../../engine/tensor';
import type { WeightSource } from './builder';

/** The tensors of one layer, in the order of the file. */
interface Group {
  readonly path: string;
  /** From `kernel` or `0` to the name in the file. */
  readonly members: Map<string, string>;
}

export interface Match {
  readonly found: ReadonlyMap<WeightSource, string>;
  /** What had to be assumed. */
  readonly note: string | undefined;
}

/** @param fits has the tensor the shape of this weight? */
export function matchWeights(
  sources: readonly WeightSource[],
  weights: ReadonlyMap<string, Tensor>,
  fits: (source: WeightSource, tensor: Tensor) => boolean,
): Match {
  const groups = groupsOf(weights.keys());
  const layers = layersOf(sources);
  const found = new Map<WeightSource, string>();
  const nameless: string[] = [];
  for (const [name, own] of layers) {
    const group = groupOf(name, groups);
    if (!group) nameless.push(name);
    else for (const [source, member] of membersOf(own, group)) found.set(source, member);
  }
  if (nameless.length < layers.size) return { found, note: undefined };
  // No name agrees: Keras numbers layers anew in every session, so that the order is all that stays.
  const ordered = [...groups.values()].sort((a, b) => byNumber(a.path, b.path));
  for (const candidates of [[...groups.values()], ordered]) {
    const inOrder = taken(layers, candidates, weights, fits);
    if (inOrder) {
      return {
        found: inOrder,
        note: 'The weights carry other names than the layers, so they are taken in their order.',
      };
    }
  }
  return { found, note: undefined };
}

const byNumber = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

function layersOf(sources: readonly WeightSource[]): Map<string, WeightSource[]> {
  const layers = new Map<string, WeightSource[]>();
  for (const source of sources) {
    if (source.from === undefined) continue;
    const own = layers.get(source.layer) ?? [];
    own.push(source);
    layers.set(source.layer, own);
  }
  return layers;
}

function groupsOf(names: Iterable<string>): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const name of names) {
    const parts = name
      .replace(/:\d+$/, '')
      .split('/')
      .filter((part) => part !== '');
    if (parts[0] === 'optimizer' || parts[0] === 'optimizer_weights') continue;
    if (parts[0] === 'model_weights' || parts[0] === '_layer_checkpoint_dependencies') parts.shift();
    const member = parts.pop() ?? '';
    if (parts.at(-1) === 'vars') parts.pop();
    // `conv1/conv1/kernel` is one layer's, `a/b/a/b/kernel` too.
    const half = parts.length / 2;
    const twice = parts.length > 1 && parts.slice(0, half).join('/') === parts.slice(half).join('/');
    const path = (twice ? parts.slice(half) : parts).filter((part) => part !== 'layers').join('/');
    const group = groups.get(path) ?? { path, members: new Map() };
    group.members.set(member, name);
    groups.set(path, group);
  }
  return groups;
}

/** By its whole name, else by the end of it, where that is one layer's alone. */
function groupOf(name: string, groups: ReadonlyMap<string, Group>): Group | undefined {
  const exact = groups.get(name);
  if (exact) return exact;
  const own = name.slice(name.lastIndexOf('/') + 1);
  for (const end of new Set([name, own])) {
    const ending = [...groups.values()].filter(({ path }) => path === end || path.endsWith(`/${end}`));
    if (ending.length === 1) return ending[0];
  }
  return undefined;
}

/** By name, else by number. */
function membersOf(sources: readonly WeightSource[], { members }: Group): [WeightSource, string][] {
  return sources.flatMap((source, at): [WeightSource, string][] => {
    const { from } = source;
    const other =
      from === 'depthwise_kernel' && sources.every((one) => one.from !== 'pointwise_kernel') ? 'kernel' : '';
    const name = members.get(from!) ?? members.get(other) ?? members.get(String(at));
    return name === undefined ? [] : [[source, name]];
  });
}

/** Layer by layer in the order of the file, where every one has as many weights, of the shapes that it needs. */
function taken(
  layers: ReadonlyMap<string, readonly WeightSource[]>,
  groups: readonly Group[],
  weights: ReadonlyMap<string, Tensor>,
  fits: (source: WeightSource, tensor: Tensor) => boolean,
): Map<WeightSource, string> | undefined {
  const left = [...groups];
  const found = new Map<WeightSource, string>();
  for (const own of layers.values()) {
    const at = left.findIndex((group) => {
      const pairs = membersOf(own, group);
      return (
        pairs.length === own.length &&
        group.members.size === own.length &&
        pairs.every(([source, name]) => fits(source, weights.get(name)!))
      );
    });
    if (at < 0) return undefined;
    for (const [source, name] of membersOf(own, left[at]!)) found.set(source, name);
    left.splice(at, 1);
  }
  return found;
}
