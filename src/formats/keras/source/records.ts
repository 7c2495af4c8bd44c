/** Calls of Keras's layers while its source is followed: the same records as in a file that `to_json()` writes. */
import type { Shape } from '../../../engine/tensor';
import { PyClass, PyObject, types, type Located, type PyInstance, type Value } from '../../python/values';
import { PyError, Unknowable } from '../../python/errors';
import type { Vm } from '../../python/vm';
import { Builder, type Ref } from '../builder';
import { convertCall, kerasOf, oursOf } from '../convert';
import { closed } from '../inputShape';
import type { KerasLoss } from '../losses';

export type Config = { readonly [name: string]: unknown };

/** What is known of a layer, or of a model. */
export interface LayerState {
  /** `Conv2D`, `Sequential`, or the name of a class of the file. */
  readonly type: string;
  readonly config: Config;
  /** The name that it was given. */
  readonly name: string | undefined;
  /** In the order in which layers are constructed. */
  readonly order: number;
  /** Where it was constructed, the innermost place first. */
  readonly places: readonly Located[];
  /** A function or layer that comes after it: `activation=` where that is no name. */
  readonly after: Value | undefined;
  /** Its call's output, for `layer.output`. */
  output?: KerasTensor;
}

export interface CallRecord {
  readonly state: LayerState;
  /** Names of the models and blocks that it is called within. */
  readonly within: readonly LayerState[];
  readonly inputs: readonly KerasTensor[];
  readonly order: number;
  /** Where it was called, the innermost place first. */
  readonly places: readonly Located[];
}

export class KerasTensor extends PyObject {
  constructor(
    readonly cls: PyClass,
    /** Undefined where what it comes from is not known. */
    readonly record: CallRecord | undefined,
    readonly ref: Ref | undefined,
    /** Stated extents of an input, null where open; for other tensors undefined. */
    readonly stated?: readonly (number | null)[],
    /** What it would have been made of, had nothing been wrong. */
    readonly behind: readonly KerasTensor[] = [],
  ) {
    super();
  }
}

export interface ModelGraph {
  readonly inputs: readonly KerasTensor[];
  readonly outputs: readonly KerasTensor[];
}

/** What `compile()` was told. */
export interface Compiled {
  readonly loss: KerasLoss;
  readonly places: readonly Located[];
}

/** Something that is wrong in the file, found while it is followed. */
export interface Complaint {
  readonly message: string;
  readonly severity: 'error' | 'warning';
  readonly places: readonly Located[];
}

/** Calls at most: a loop that never ends must not fill the memory. */
const MOST_CALLS = 5000;

export class Keras {
  readonly tensorClass = new PyClass('KerasTensor', [types.object]);
  readonly layerClass = new PyClass('Layer', [types.object]);
  readonly modelClass = new PyClass('Model', [this.layerClass]);
  readonly sequentialClass = new PyClass('Sequential', [this.modelClass]);
  readonly states = new WeakMap<PyInstance, LayerState>();
  /** Of functional models. */
  readonly graphs = new WeakMap<PyInstance, ModelGraph>();
  /** Of sequential models: layers, an input's tensor first, undefined for what is not known. */
  readonly stacks = new WeakMap<PyInstance, (PyInstance | KerasTensor | undefined)[]>();
  readonly compiled = new WeakMap<PyInstance, Compiled>();
  /** Input shapes that `build()` states. */
  readonly built = new WeakMap<PyInstance, readonly (number | null)[]>();
  readonly complaints: Complaint[] = [];
  /** Every call since the beginning; of a model that comes to no end it is what there is of it. */
  readonly calls: CallRecord[] = [];
  /** Layers in the order in which they are constructed. */
  readonly constructed: PyInstance[] = [];
  /** Models and blocks whose `call` is being followed. */
  readonly within: LayerState[] = [];
  training = true;
  private readonly shapes = new Builder([]);
  private readonly shapesFirst = new Builder([], false);
  private count = 0;

  constructor(
    /** Samples of a batch that nobody states. */
    readonly batch: number,
  ) {}

  next(): number {
    return this.count++;
  }

  isLayer(value: Value | undefined): value is PyInstance {
    return value !== null && typeof value === 'object' && value.cls.is(this.layerClass);
  }

  isModel(value: Value | undefined): value is PyInstance {
    return value !== null && typeof value === 'object' && value.cls.is(this.modelClass);
  }

  state(vm: Vm, layer: PyInstance): LayerState {
    return (
      this.states.get(layer) ??
      vm.raise('RuntimeError', `${layer.cls.name} uses its layers before super().__init__() is called.`)
    );
  }

  complain(vm: Vm, message: string, severity: Complaint['severity'] = 'error'): void {
    this.complaints.push({ message, severity, places: vm.places() });
  }

  /** The problem of something that failed, unless it has been told. */
  complainOf(vm: Vm, caught: unknown): void {
    if (!(caught instanceof PyError || caught instanceof Unknowable)) throw caught;
    if (caught instanceof Unknowable && caught.told) return;
    const kind = caught instanceof PyError && caught.type.name !== 'Exception' ? `${caught.type.name}: ` : '';
    const places = caught.places.length > 0 ? caught.places : vm.places();
    this.complaints.push({ message: `${kind}${caught.message}`, severity: 'error', places });
  }

  /** A tensor that what went wrong has left without a shape. */
  unknown(behind: readonly KerasTensor[] = []): KerasTensor {
    return new KerasTensor(this.tensorClass, undefined, undefined, undefined, behind);
  }

  input(vm: Vm, state: LayerState, stated: readonly (number | null)[] | undefined): KerasTensor {
    const record = this.record(vm, state, []);
    const shape = stated && closed(stated, this.batch);
    const ref: Ref = { name: 'input', shape: shape && oursOf(shape, true) };
    return new KerasTensor(this.tensorClass, record, ref, stated);
  }

  /** A layer of Keras's own. */
  call(vm: Vm, state: LayerState, inputs: readonly KerasTensor[]): KerasTensor {
    if (this.calls.length >= MOST_CALLS) throw new Unknowable(`This calls more than ${MOST_CALLS} layers.`);
    const record = this.record(vm, state, inputs);
    return new KerasTensor(this.tensorClass, record, this.shapeOf(record));
  }

  private record(vm: Vm, state: LayerState, inputs: readonly KerasTensor[]): CallRecord {
    const record = { state, within: [...this.within], inputs, order: this.next(), places: vm.places() };
    this.calls.push(record);
    return record;
  }

  /** By the same conversion that makes the network later; what is wrong is told then. */
  private shapeOf({ state, inputs, order }: CallRecord): Ref | undefined {
    const refs = inputs.map(({ ref }) => ref);
    if (refs.some((ref) => ref?.shape === undefined)) return undefined;
    const builder = state.config.data_format === 'channels_first' ? this.shapesFirst : this.shapes;
    const layer = { type: state.type, name: `#${order}`, node: `#${order}`, config: state.config, inputs: [], at: [] };
    builder.problems.length = 0;
    return convertCall(builder, layer, refs as Ref[]);
  }

  /** In Keras's order. */
  shape(tensor: KerasTensor): Shape | undefined {
    return tensor.ref?.shape && kerasOf(tensor.ref.shape, true);
  }
}
