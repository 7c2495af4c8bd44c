/** PyTorch as one evaluation sees it: its classes, the mode, and the graph that calls are added to. */
import { findLayer } from '../../engine/registry';
import type { Shape } from '../../engine/tensor';
import { dependsOn, Unknowable } from '../python/errors';
import {
  Opaque,
  PyClass,
  PyFloat,
  PyList,
  PyTuple,
  plain,
  types,
  type Located,
  type PyInstance,
  type Value,
} from '../python/values';
import { PyRange } from '../python/values';
import type { Vm } from '../python/vm';
import { Graph, MOST_LAYERS, outputShape, PyTensor, type Origin, type Settings } from './graph';
import { leafNumbers } from './leaves';

/** What `nn.Module` keeps of an instance. */
export interface ModuleState {
  readonly children: Map<string, PyInstance | null>;
  readonly parameters: Map<string, PyTensor | null>;
  readonly buffers: Map<string, PyTensor | null>;
  training: boolean;
  /** Of a layer of PyTorch's own: what it was constructed with. */
  layer: { readonly type: string; readonly settings: Settings; readonly inPlace: boolean } | undefined;
  /** Where it was constructed, the innermost place first. */
  readonly places: readonly Located[];
}

/** Work that the call of a layer is, compared with a line of Python. */
const CALL_STEPS = 100;

export interface Call {
  /** What a node is called where it is no module: `relu`, `view`. */
  readonly name: string;
  readonly module?: PyInstance;
  readonly keys?: { readonly [parameter: string]: string };
}

export class Torch {
  readonly tensorClass = new PyClass('Tensor', [types.object]);
  readonly parameterClass = new PyClass('Parameter', [this.tensorClass]);
  readonly moduleClass = new PyClass('Module', [types.object]);
  readonly states = new WeakMap<PyInstance, ModuleState>();
  /** Where the model's modules and parameters stand in it, once it is known which is the model. */
  paths = new Map<Value, string>();
  graph = new Graph();
  /** Modules that are called, without being part of the model. */
  readonly strays = new Set<PyInstance>();

  stateOf(vm: Vm, module: PyInstance): ModuleState {
    const state = this.states.get(module);
    return (
      state ?? vm.raise('AttributeError', `${module.cls.name} uses its modules before super().__init__() is called.`)
    );
  }

  isModule(value: Value): value is PyInstance {
    return value !== null && typeof value === 'object' && value.cls.is(this.moduleClass);
  }

  tensor(origin: PyTensor['origin'], shape: Shape | undefined): PyTensor {
    return new PyTensor(origin.kind === 'parameter' ? this.parameterClass : this.tensorClass, origin, shape);
  }

  constant(shape: Shape | undefined, values?: readonly number[]): PyTensor {
    return this.tensor({ kind: 'constant', values }, shape);
  }

  /** Adds a layer to the graph; its output is a new tensor. */
  emit(vm: Vm, type: string, inputs: readonly PyTensor[], settings: Settings, call: Call): PyTensor {
    vm.tick(CALL_STEPS);
    if (this.graph.nodes.length >= MOST_LAYERS) throw new Unknowable(`This calls more than ${MOST_LAYERS} layers.`);
    const names = inputs.map((tensor) => this.nameOf(vm, tensor));
    const shape = outputShape(
      type,
      settings,
      inputs.map((tensor) => tensor.shape),
    );
    const { module } = call;
    const path = module && this.paths.get(module);
    const name = this.graph.freeName(path ?? call.name, path !== undefined);
    const places = vm.places();
    const state = module && this.states.get(module);
    const node = this.graph.add({
      name,
      type,
      settings,
      inputs: names,
      shape,
      places: state ? state.places : places,
      calls: state ? places : [],
      keys: call.keys ?? (path !== undefined && name !== path ? keysOf(type, path) : undefined),
    });
    return this.tensor({ kind: 'layer', node }, shape);
  }

  /** A layer whose parameters are given: `F.linear(x, self.weight)`. */
  withParameters(
    vm: Vm,
    type: string,
    input: Value | undefined,
    parameters: { readonly [name: string]: Value | undefined },
    settings: Settings,
    name: string,
  ): PyTensor {
    const keys: { [parameter: string]: string } = {};
    for (const [parameter, value] of Object.entries(parameters)) {
      if (value === undefined || value === null) continue;
      const tensor = tensorOf(vm, value, `"${parameter}" of ${name}()`);
      const path = this.paths.get(tensor);
      if (path === undefined)
        throw new Unknowable(
          `"${parameter}" of ${name}() is not a parameter of the model itself, which cannot be followed yet.`,
        );
      keys[parameter] = path;
    }
    return this.emit(vm, type, [tensorOf(vm, input, `The input of ${name}()`)], settings, { name, keys });
  }

  /** The layer that a tensor comes from. */
  private nameOf(vm: Vm, tensor: PyTensor): string {
    const { origin } = tensor;
    if (origin.kind === 'input') return 'input';
    if (origin.kind === 'layer') return origin.node.name;
    const known = this.graph.leaves.get(tensor);
    if (known !== undefined) return known;
    const name = this.leaf(vm, tensor, origin);
    this.graph.leaves.set(tensor, name);
    return name;
  }

  /** A layer that reads nothing: a parameter, a buffer, or numbers that the file makes. */
  private leaf(vm: Vm, tensor: PyTensor, { kind, values }: Exclude<Origin, { kind: 'input' | 'layer' }>): string {
    const { shape } = tensor;
    if (!shape) throw new Unknowable('The shape of a tensor that is made here is not known.');
    const path = this.paths.get(tensor);
    const name = this.graph.freeName(path ?? (kind === 'parameter' ? 'parameter' : 'tensor'), path !== undefined);
    const type = kind === 'parameter' ? 'Parameter' : 'Buffer';
    const numbers = leafNumbers(shape, values);
    if (!numbers)
      throw new Unknowable('The numbers of a tensor that is made here are only known when the network runs.');
    const keys = path === undefined ? undefined : { weight: path };
    const places = vm.places();
    const settings = { shape, ...numbers };
    this.graph.add({ name, type, settings, inputs: [], shape, places, calls: [], keys });
    return name;
  }
}

/** Of a module that is called again: its parameters stay those of its path. */
function keysOf(type: string, path: string): { readonly [parameter: string]: string } {
  const names = Object.keys(findLayer(type)?.parameters ?? {});
  return Object.fromEntries(names.map((name) => [name, `${path}.${name}`]));
}

// ---------------------------------------------------------------- from Python's values to settings

/** A value as an option takes it; null for None. */
export function settingOf(vm: Vm, value: Value, what: string): unknown {
  const own = plain(value);
  if (own === null || typeof own !== 'object') return own;
  if (own instanceof Opaque) throw dependsOn(what, own);
  if (own instanceof PyFloat) return own.value;
  if (own instanceof PyList || own instanceof PyTuple) return own.items.map((item) => settingOf(vm, item, what));
  if (own instanceof PyRange) return Array.from({ length: own.length }, (_, k) => own.at(k));
  if (own instanceof PyTensor && own.origin.kind === 'constant' && own.origin.values?.length === 1)
    return own.origin.values[0];
  return vm.raise('TypeError', `${what} must be a number, but is ${vm.repr(own)}.`);
}

/** A tensor, or what stands in the way. */
export function tensorOf(vm: Vm, value: Value | undefined, what: string): PyTensor {
  if (value instanceof PyTensor) return value;
  if (value instanceof Opaque) throw dependsOn(what, value);
  return vm.raise('TypeError', `${what} must be a tensor, but is ${vm.repr(value ?? null)}.`);
}

/** A shape that shape arithmetic may use. */
export function knownShape(tensor: PyTensor): Shape {
  if (tensor.shape) return tensor.shape;
  const { origin } = tensor;
  const whose = origin.kind === 'layer' ? `of the output of ${origin.node.name}` : 'of this tensor';
  // Why it is not known stands at the layer that does not fit.
  throw new Unknowable(`The shape ${whose} is not known, because a layer before does not fit.`, true);
}
