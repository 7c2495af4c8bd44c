/** Follows a forward pass with tensors that have a shape and no numbers. */
import type { LayerSpec } from '../../engine/network';
import type { Shape } from '../../engine/tensor';
import { Unknowable, type PyError } from '../python/errors';
import { failureOf, type Interpreter } from '../python/interpreter';
import { Opaque, PyDict, PyFunction, PyInstance, PyList, PyTuple, type Value } from '../python/values';
import type { Torch } from './context';
import { Graph, PyTensor, type GraphNode } from './graph';
import { namedModules, namedTensors } from './moduleClass';

export interface Traced {
  /** In the order of their calls; of a pass that came to its end, only those that the output depends on. */
  readonly nodes: readonly GraphNode[];
  readonly output: PyTensor | undefined;
  /** Why the pass came to no end. */
  readonly failure: PyError | Unknowable | undefined;
  /** Tensors that forward() returns, where they are several. */
  readonly outputs: number;
}

export function trace(vm: Interpreter, torch: Torch, root: PyInstance, input: Shape, training: boolean): Traced {
  const paths = new Map<Value, string>();
  for (const [path, module] of namedModules(torch, root)) {
    module.attributes.set('training', training);
    if (path !== '') paths.set(module, path);
  }
  for (const kind of ['parameters', 'buffers'] as const) {
    for (const [path, tensor] of namedTensors(torch, root, kind)) paths.set(tensor, path);
  }
  torch.paths = paths;
  torch.graph = new Graph(new Set(paths.values()));
  const given = torch.tensor({ kind: 'input' }, input);
  let result: Value = null;
  let failure: Traced['failure'];
  vm.begin();
  try {
    result = vm.call(root, { positional: [given], named: new Map() });
  } catch (caught) {
    failure = failureOf(caught);
    if (failure.places.length === 0) failure.places = vm.places();
  }
  const tensors = tensorsIn(result);
  const output = tensors[0];
  if (!output) failure ??= noTensor(vm, root, result);
  const { nodes } = torch.graph;
  return { nodes: failure || !output ? nodes : needed(nodes, output), output, failure, outputs: tensors.length };
}

function noTensor(vm: Interpreter, { cls }: PyInstance, result: Value): Unknowable {
  const opaque = result instanceof Opaque ? result : undefined;
  const made = new Unknowable(
    opaque
      ? `What forward() returns depends on ${opaque.reason}.`
      : `forward() returns ${result === null ? 'None' : vm.repr(result)}; it must return a tensor.`,
    opaque?.told,
  );
  const forward = cls.find('forward');
  const source = forward instanceof PyFunction ? [forward.source] : [];
  made.places = opaque && opaque.places.length > 0 ? opaque.places : source;
  return made;
}

function tensorsIn(value: Value): PyTensor[] {
  if (value instanceof PyTensor) return [value];
  if (value instanceof PyTuple || value instanceof PyList) return value.items.flatMap(tensorsIn);
  if (value instanceof PyDict) return value.values().flatMap(tensorsIn);
  return [];
}

/** What an output depends on; the rest is computed for nothing. */
function needed(nodes: readonly GraphNode[], { origin }: PyTensor): GraphNode[] {
  const wanted = new Set(origin.kind === 'layer' ? [origin.node.name] : []);
  for (const node of [...nodes].reverse()) {
    if (wanted.has(node.name)) for (const name of node.inputs) wanted.add(name);
  }
  return nodes.filter(({ name }) => wanted.has(name));
}

export function specsOf(nodes: readonly GraphNode[]): LayerSpec[] {
  return nodes.map(({ name, type, inputs, settings, keys }) => ({
    name,
    type,
    inputs,
    settings,
    ...(keys && { keys }),
  }));
}
