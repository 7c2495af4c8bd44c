/** The layers that a forward pass calls, in order, with the tensors between them. */
import { readOptions } from '../../engine/network';
import type { Problem } from '../../engine/problem';
import { findLayer } from '../../engine/registry';
import type { Shape } from '../../engine/tensor';
import { PyObject, type Located, type PyClass } from '../python/values';

export type Settings = { readonly [name: string]: unknown };

export interface GraphNode {
  readonly name: string;
  readonly type: string;
  readonly settings: Settings;
  /** Names of layers, or `input`. */
  readonly inputs: readonly string[];
  /** Undefined where it does not fit, or what it reads does not. */
  readonly shape: Shape | undefined;
  /** Where it is constructed or, of a function, called; the innermost place first. */
  readonly places: readonly Located[];
  /** Where a module is called; empty for a function. */
  readonly calls: readonly Located[];
  /** `state_dict` keys of its parameters, where they are not its name's own. */
  readonly keys: { readonly [parameter: string]: string } | undefined;
}

/** Layers at most: a loop that never ends must not fill the memory. */
export const MOST_LAYERS = 3000;

export class Graph {
  readonly nodes: GraphNode[] = [];
  /** Nodes of parameters and of tensors that are made in the file, each there once. */
  readonly leaves = new Map<PyTensor, string>();
  private readonly taken = new Set<string>(['input']);
  /** The number that is tried next for a name. */
  private readonly counts = new Map<string, number>();

  /** @param reserved names of modules, which functions must not take */
  constructor(private readonly reserved: ReadonlySet<string> = new Set()) {}

  /** `relu`, `relu_1`, as torch.fx names nodes; a module is called by its path the first time. */
  freeName(base: string, isModule: boolean): string {
    const free = (name: string): boolean =>
      !this.taken.has(name) && ((isModule && name === base) || !this.reserved.has(name));
    let name = base;
    let n = this.counts.get(base) ?? 1;
    for (; !free(name); n++) name = `${base}_${n}`;
    this.counts.set(base, n);
    this.taken.add(name);
    return name;
  }

  add(node: GraphNode): GraphNode {
    this.nodes.push(node);
    return node;
  }
}

/** The output's shape, or undefined where the layer does not fit or is not known: the plan then says why. */
export function outputShape(
  type: string,
  settings: Settings,
  inputs: readonly (Shape | undefined)[],
): Shape | undefined {
  const definition = findLayer(type);
  if (!definition) return undefined;
  const known = inputs.filter((shape) => shape !== undefined);
  if (known.length < inputs.length) return undefined;
  const problems: Problem[] = [];
  const { options, complete } = readOptions(type, definition.options, settings, [], [], problems);
  const arity = definition.arity ?? 1;
  if (!complete || (arity !== 'many' && arity !== inputs.length)) return undefined;
  const fit = definition.shape(known, options);
  return fit.ok ? fit.output : undefined;
}

/** Where a tensor's numbers come from. */
export type Origin =
  | { readonly kind: 'input' }
  | { readonly kind: 'layer'; readonly node: GraphNode }
  /** Numbers that it starts with, as of a constant. */
  | { readonly kind: 'parameter'; readonly values?: readonly number[] | undefined }
  /** Numbers in row-major order as far as they are known; one where all entries are the same. */
  | { readonly kind: 'constant'; readonly values: readonly number[] | undefined };

export class PyTensor extends PyObject {
  constructor(
    readonly cls: PyClass,
    /** An operation in place gives the same tensor another origin. */
    public origin: Origin,
    public shape: Shape | undefined,
  ) {
    super();
  }

  get isParameter(): boolean {
    return this.origin.kind === 'parameter';
  }
}
