/** `Sequential`, `Model(inputs, outputs)` and classes derived from `Model`. */
import { define, itemsOf, type Bound } from '../../python/native';
import { Opaque, plain, PyDict, PyInstance, PyList, PyProperty, PyTuple, types, type Value } from '../../python/values';
import { native } from '../../python/native';
import type { Vm } from '../../python/vm';
import { isKnownLoss, lossName, type KerasLoss } from '../losses';
import { shapeValue } from './config';
import { callLayer, setState, tensorsOf } from './layerClass';
import { KerasTensor, type CallRecord, type Keras, type LayerState, type ModelGraph } from './records';

export function defineModels(keras: Keras): void {
  const own = ({ self }: Bound): PyInstance => self as PyInstance;
  const nothing: readonly [string, (vm: Vm, given: Bound) => Value] = [
    '*rest, **others',
    () => new Opaque('what training gives, which is only known when the file runs'),
  ];
  define(keras.modelClass, {
    __init__: [
      'inputs?, outputs?, *rest, **options',
      (vm, given) => {
        const name = nameIn(given.options, given.rest);
        setState(keras, vm, own(given), own(given).cls.name, {}, name);
        const { inputs, outputs } = given.options instanceof PyDict ? named(given) : given;
        if (inputs !== undefined && outputs !== undefined && inputs !== null && outputs !== null) {
          keras.graphs.set(own(given), {
            inputs: tensorsOf(keras, vm, withoutNames(inputs), '"inputs" of Model'),
            outputs: tensorsOf(keras, vm, withoutNames(outputs), '"outputs" of Model'),
          });
        }
        return null;
      },
    ],
    __call__: [
      'inputs?, *more, **others',
      (vm, given) => {
        const { inputs = null, more, others } = given;
        return callModel(keras, vm, own(given), inputs, {
          positional: (more as PyTuple).items,
          named: new Map([...(others as PyDict).entries.values()].map(([key, one]) => [vm.str(key), one] as const)),
        });
      },
    ],
    compile: [
      'optimizer?, loss?, metrics?, *rest, **others',
      (vm, given) => {
        const loss = given.loss === undefined ? undefined : lossOf(given.loss);
        if (loss && !isKnownLoss(loss.name)) {
          keras.complain(
            vm,
            `The loss ${loss.name} is not read yet; one that suits the last layer is taken.`,
            'warning',
          );
        }
        if (loss) keras.compiled.set(own(given), { loss, places: vm.places() });
        return null;
      },
    ],
    build: [
      'input_shape?',
      (_vm, given) => {
        const shape = shapeValue(given.input_shape);
        if (shape) keras.built.set(own(given), shape);
        return null;
      },
    ],
    get_layer: [
      'name?, index?',
      (vm, { self, name, index }) => {
        const layers = layersOf(keras, self as PyInstance);
        const found =
          typeof index === 'number'
            ? layers.at(index)
            : layers.find((layer) => vm.getAttribute(layer, 'name') === name);
        return found ?? vm.raise('ValueError', `there is no layer ${vm.repr(name ?? index ?? null)}.`);
      },
    ],
    summary: ['*rest, **others', () => null],
    load_weights: ['*rest, **others', () => null],
    save: ['*rest, **others', () => null],
    save_weights: ['*rest, **others', () => null],
    fit: nothing,
    fit_generator: nothing,
    evaluate: nothing,
    predict: nothing,
  });
  property(keras, 'layers', (_vm, self) => new PyList(layersOf(keras, self)));
  property(keras, 'input', (_vm, self) => keras.graphs.get(self)?.inputs[0] ?? null);
  property(keras, 'inputs', (_vm, self) => new PyList([...(keras.graphs.get(self)?.inputs ?? [])]));
  property(keras, 'outputs', (_vm, self) => new PyList([...(keras.graphs.get(self)?.outputs ?? [])]));
  property(keras, 'output', (_vm, self) => {
    const outputs = keras.graphs.get(self)?.outputs ?? [];
    return outputs.length === 1 ? outputs[0]! : outputs.length > 1 ? new PyList([...outputs]) : notBuilt(self);
  });

  const add = (vm: Vm, self: PyInstance, value: Value): void => {
    const stack = keras.stacks.get(self);
    if (!stack) return vm.raise('RuntimeError', 'super().__init__() must be called before layers are added.');
    if (keras.isLayer(value) || value instanceof KerasTensor) stack.push(value);
    else if (value instanceof Opaque) {
      if (!value.told) keras.complain(vm, `A layer of this model depends on ${value.reason}.`);
      stack.push(undefined);
    } else vm.raise('TypeError', `${vm.repr(value)} is no layer.`);
    vm.checkSize(stack.length);
  };
  define(keras.sequentialClass, {
    __init__: [
      'layers?, name?, *rest, **options',
      (vm, given) => {
        setState(
          keras,
          vm,
          own(given),
          own(given).cls.name,
          {},
          typeof given.name === 'string' ? given.name : undefined,
        );
        keras.stacks.set(own(given), []);
        const list = given.layers ?? null;
        if (list instanceof Opaque) add(vm, own(given), list);
        else if (list !== null) for (const layer of vm.iterate(list)) add(vm, own(given), layer);
        return null;
      },
    ],
    add: [
      'layer, *rest',
      (vm, given) => {
        add(vm, own(given), given.layer!);
        return null;
      },
    ],
    pop: [
      '',
      (_vm, given) => {
        keras.stacks.get(own(given))?.pop();
        return null;
      },
    ],
  });
}

function property(keras: Keras, name: string, get: (vm: Vm, self: PyInstance) => Value): void {
  const getter = native(name, 'self', (vm, { self }) => get(vm, self as PyInstance));
  keras.modelClass.attributes.set(name, new PyProperty(getter, null));
}

const notBuilt = ({ cls }: PyInstance): Value =>
  new Opaque(`the output of ${cls.name}, which is only known when the file runs`);

const nameIn = (options: Value | undefined, rest: Value | undefined): string | undefined => {
  const [third] = rest instanceof PyTuple ? rest.items : [];
  const name = options instanceof PyDict ? (options.get('name') ?? third) : third;
  return typeof name === 'string' ? name : undefined;
};

/** Keras 1 called them `input` and `output`. */
function named({ inputs, outputs, options }: Bound): Bound {
  const others = options as PyDict;
  return { inputs: inputs ?? others.get('input'), outputs: outputs ?? others.get('output') };
}

const withoutNames = (value: Value): Value => {
  const own = plain(value);
  return own instanceof PyDict ? new PyList(own.values()) : own;
};

/** A name, a class or an instance of `keras.losses`. */
function lossOf(value: Value): KerasLoss | undefined {
  const own = plain(value);
  if (typeof own === 'string') return { name: lossName(own), fromLogits: false };
  const [first] = itemsOf(own) ?? [];
  if (first !== undefined) return lossOf(first);
  if (own instanceof PyDict) return own.values()[0] === undefined ? undefined : lossOf(own.values()[0]!);
  if (own instanceof PyInstance && own.attributes.has(LOSS)) {
    const smoothing = own.attributes.get('label_smoothing');
    return {
      name: lossName(own.cls.name),
      fromLogits: own.attributes.get('from_logits') === true,
      ...(smoothing !== undefined && typeof smoothing === 'object' && smoothing !== null && 'value' in smoothing
        ? { smoothing: Number(smoothing.value) }
        : {}),
    };
  }
  if (
    own !== null &&
    typeof own === 'object' &&
    'name' in own &&
    typeof own.name === 'string' &&
    own.cls !== types.unknown
  )
    return { name: lossName(own.name), fromLogits: false };
  return undefined;
}

/** Marks instances of the classes in `keras.losses`. */
export const LOSS = '\u0000loss';

function layersOf(keras: Keras, model: PyInstance): PyInstance[] {
  const stack = keras.stacks.get(model);
  if (stack) return stack.filter((one): one is PyInstance => one instanceof PyInstance);
  const graph = keras.graphs.get(model);
  if (!graph) return [...model.attributes.values()].filter((one) => keras.isLayer(one));
  const states = new Set(recordsBehind(graph.outputs).map(({ state }) => state));
  return keras.constructed.filter((layer) => states.has(keras.states.get(layer)!));
}

/** Calls that tensors depend on, in their order. */
export function recordsBehind(outputs: readonly KerasTensor[]): CallRecord[] {
  const found = new Set<CallRecord>();
  const seen = new Set<KerasTensor>();
  const waiting = [...outputs];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...next.behind, ...(next.record?.inputs ?? []));
    if (next.record) found.add(next.record);
  }
  return [...found].sort((a, b) => a.order - b.order);
}

function callModel(
  keras: Keras,
  vm: Vm,
  model: PyInstance,
  inputs: Value,
  more: { readonly positional: readonly Value[]; readonly named: ReadonlyMap<string, Value> },
): Value {
  const state = keras.state(vm, model);
  const graph = keras.graphs.get(model);
  const isOwn = model.cls.find('call') !== undefined;
  if (isOwn || (!graph && !keras.stacks.has(model))) return callLayer(keras, vm, model, inputs, more);
  const given = tensorsOf(keras, vm, inputs, `The input of ${state.name ?? model.cls.name}`);
  keras.within.push(state);
  try {
    if (!graph) return throughStack(keras, vm, model, given[0]!);
    const outputs = again(keras, vm, graph, given);
    const [only] = outputs;
    if (outputs.length === 1 && only) state.output = only;
    return outputs.length === 1 ? only! : new PyList(outputs);
  } finally {
    keras.within.pop();
  }
}

/** A sequential model's layers, one after the other. */
export function throughStack(keras: Keras, vm: Vm, model: PyInstance, input: KerasTensor): KerasTensor {
  let value: Value = input;
  for (const layer of keras.stacks.get(model) ?? []) {
    if (layer instanceof KerasTensor || (layer && keras.states.get(layer)?.type === 'InputLayer')) continue;
    value = layer
      ? vm.call(layer, { positional: [value], named: new Map() })
      : keras.unknown(value instanceof KerasTensor ? [value] : []);
  }
  return tensorsOf(keras, vm, value, 'The output of this model')[0] ?? keras.unknown();
}

/** The calls of a functional model once more, on other inputs. */
function again(keras: Keras, vm: Vm, graph: ModelGraph, given: readonly KerasTensor[]): KerasTensor[] {
  const made = new Map<CallRecord, KerasTensor>();
  for (const [at, { record }] of graph.inputs.entries()) if (record) made.set(record, given[at] ?? keras.unknown());
  const depth = keras.within.length;
  for (const record of recordsBehind(graph.outputs)) {
    if (made.has(record)) continue;
    vm.tick();
    keras.within.push(...record.within);
    const inputs = record.inputs.map((tensor) => (tensor.record && made.get(tensor.record)) ?? keras.unknown());
    made.set(record, keras.call(vm, record.state, inputs));
    keras.within.length = depth;
  }
  return graph.outputs.map(({ record }) => (record && made.get(record)) ?? keras.unknown());
}

/** A layer without arguments of its own, made and called at once: `layers.add([x, y])`. */
export function callNew(
  keras: Keras,
  vm: Vm,
  type: string,
  config: LayerState['config'],
  inputs: readonly KerasTensor[],
  name?: string,
): KerasTensor {
  const state: LayerState = { type, config, name, order: keras.next(), places: vm.places(), after: undefined };
  return keras.call(vm, state, inputs);
}
