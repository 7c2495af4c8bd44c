/** Follows a chosen model on an input, and lays its calls in a row. */
import type { PyError, Unknowable } from '../../python/errors';
import { failureOf, type Interpreter } from '../../python/interpreter';
import { PyInstance, type Located, type Value } from '../../python/values';
import type { KerasCalls, KerasLayer } from '../calls';
import type { ChosenKeras } from './choose';
import { automaticName, callRoot, tensorsOf } from './layerClass';
import { recordsBehind, throughStack } from './models';
import { KerasTensor, type CallRecord, type Keras, type LayerState } from './records';

export interface Followed extends KerasCalls {
  /** By the place in `layers`. */
  readonly records: readonly CallRecord[];
  /** Why it came to no end. */
  readonly failure: PyError | Unknowable | undefined;
  /** Names that stand for two layers. */
  readonly twice: readonly { readonly name: string; readonly places: readonly Located[] }[];
}

type Stated = readonly (number | null)[];

/** What the model itself says of its input, in Keras's order. */
export function statedBy(keras: Keras, { instance, calls }: ChosenKeras): Stated | undefined {
  if (!instance) return ofLayer(calls.find(({ state }) => state.type === 'InputLayer')?.state);
  return ofModel(keras, instance);
}

function ofModel(keras: Keras, model: PyInstance): Stated | undefined {
  const graph = keras.graphs.get(model);
  if (graph) return graph.inputs[0]?.stated;
  const [first] = keras.stacks.get(model) ?? [];
  if (first instanceof KerasTensor) return first.stated;
  const own =
    first instanceof PyInstance
      ? keras.isModel(first)
        ? ofModel(keras, first)
        : ofLayer(keras.states.get(first))
      : undefined;
  return own ?? keras.built.get(model);
}

function ofLayer(state: LayerState | undefined): Stated | undefined {
  if (!state) return undefined;
  const { batch_shape: whole, batch_input_shape: old, input_shape: sample, shape, input_dim: features } = state.config;
  const stated = whole ?? old;
  if (Array.isArray(stated)) return stated as Stated;
  const own = sample ?? (state.type === 'InputLayer' ? shape : undefined);
  if (Array.isArray(own)) return [null, ...(own as Stated)];
  return typeof features === 'number' ? [null, features] : undefined;
}

/** @param shape in Keras's order; needed where the model is called anew */
export function follow(vm: Interpreter, keras: Keras, chosen: ChosenKeras, shape: Stated | undefined): Followed {
  const { instance } = chosen;
  let { failure } = chosen;
  const before = keras.calls.length;
  let outputs: readonly KerasTensor[] = [];
  const graph = instance && keras.graphs.get(instance);
  if (graph) outputs = graph.outputs;
  else if (instance) {
    vm.begin();
    try {
      outputs = called(vm, keras, instance, shape);
    } catch (caught) {
      failure ??= failureOf(caught);
      if (failure.places.length === 0) failure.places = vm.places();
    }
  }
  const made = instance && !graph ? keras.calls.slice(before) : chosen.calls;
  const end = outputs[0] ?? lastOf(keras, made);
  const behind = end ? recordsBehind([end]) : [];
  // An output of which nothing is known: what was called before is there all the same.
  const last = behind.length > 0 ? undefined : lastOf(keras, keras.calls);
  const records = last ? recordsBehind([last]) : behind;
  return {
    ...inARow(records),
    outputs: outputs.flatMap(({ record }) => (record ? [nodeOf(record)] : [])),
    records,
    failure,
  };
}

function called(vm: Interpreter, keras: Keras, model: PyInstance, shape: Stated | undefined): readonly KerasTensor[] {
  const state = {
    type: 'InputLayer',
    config: shape ? { batch_shape: shape } : {},
    name: undefined,
    order: keras.next(),
    places: [],
    after: undefined,
  };
  const input = keras.input(vm, state, shape);
  if (keras.stacks.has(model) && model.cls.find('call') === undefined) return [throughStack(keras, vm, model, input)];
  const call = vm.findAttribute(model, 'call');
  if (call === undefined) return vm.raise('NotImplementedError', `${model.cls.name} has no call().`);
  // As the layers within it are called, but without its own name in theirs.
  const output: Value = callRoot(keras, vm, model, input);
  return tensorsOf(keras, vm, output, 'What call() returns');
}

/** Of a pass that came to no end. */
function lastOf(keras: Keras, calls: readonly CallRecord[]): KerasTensor | undefined {
  const last = calls.filter(({ state }) => state.type !== 'InputLayer').at(-1);
  return last && new KerasTensor(keras.tensorClass, last, undefined);
}

const nodeOf = ({ order }: CallRecord): string => String(order);

function inARow(records: readonly CallRecord[]): Pick<Followed, 'layers' | 'twice'> {
  const names = namesFor(records);
  const owners = new Map<string, LayerState>();
  const twice: { name: string; places: readonly Located[] }[] = [];
  const layers = records.map((record, at): KerasLayer => {
    const { state, within, inputs } = record;
    const own = [...within, state].map((one) => names.get(one)!).join('/');
    const owner = owners.get(own);
    if (!owner) owners.set(own, state);
    const isOther = owner !== undefined && owner !== state;
    if (isOther) twice.push({ name: own, places: state.places });
    const name = isOther ? `${own}_${state.order}` : own;
    const reads = inputs.map((tensor) => (tensor.record ? nodeOf(tensor.record) : 'unknown'));
    const { type, config } = state;
    return { type, name, node: nodeOf(record), config, inputs: reads, at: ['calls', at] };
  });
  return { layers, twice };
}

/** As Keras names layers in the order in which they are constructed: `conv2d`, `conv2d_1`. */
function namesFor(records: readonly CallRecord[]): Map<LayerState, string> {
  const states = new Set(records.flatMap(({ state, within }) => [...within, state]));
  const counts = new Map<string, number>();
  const names = new Map<LayerState, string>();
  for (const state of [...states].sort((a, b) => a.order - b.order)) {
    if (state.name !== undefined) {
      names.set(state, state.name);
      continue;
    }
    const base = automaticName(state.type.replace(/^tf\./, ''));
    const count = counts.get(base) ?? 0;
    counts.set(base, count + 1);
    names.set(state, count === 0 ? base : `${base}_${count}`);
  }
  return names;
}
