/** `keras.layers.Conv2D` and all the others: constructed from Keras's arguments, called on tensors. */
import { missing } from '../../python/attributes';
import { PyError, Unknowable } from '../../python/errors';
import { define, native, bindNative, signatureOf, type Bound } from '../../python/native';
import {
  noArguments,
  Opaque,
  plain,
  PyBound,
  PyBuiltin,
  PyClass,
  PyDict,
  PyFunction,
  PyInstance,
  PyList,
  PyTuple,
  type Arguments,
  type Value,
} from '../../python/values';
import type { Vm } from '../../python/vm';
import { hint } from '../../../engine/problem';
import { activationNames } from '../layers/activations';
import { configValue, shapeValue } from './config';
import { KerasTensor, type Config, type Keras, type LayerState } from './records';
import { commonArguments, layerArguments, looseLayers, withoutEffect } from './signatures';

export function layerClasses(keras: Keras): Map<string, PyClass> {
  const made = new Map<string, PyClass>();
  for (const [type, signature] of Object.entries(layerArguments)) made.set(type, layerClass(keras, type, signature));
  for (const type of looseLayers) made.set(type, layerClass(keras, type, '*rest, **options'));
  made.set('InputLayer', layerClass(keras, 'InputLayer', 'shape?, batch_size?'));
  made.set('Lambda', lambdaClass(keras));
  made.set('Layer', keras.layerClass);
  return made;
}

function layerClass(keras: Keras, type: string, parameters: string): PyClass {
  const cls = new PyClass(type, [keras.layerClass]);
  const signature = signatureOf(parameters === '' ? '**options' : `${parameters}, **options`);
  cls.attributes.set(
    '__init__',
    new PyBuiltin('__init__', (vm, { positional: [self, ...positional], named }) => {
      const places = vm.places();
      try {
        const given = bindNative(vm, type, signature, { positional, named });
        keepState(keras, vm, self as PyInstance, type, given);
      } catch (caught) {
        // The layer is there, but nothing that it gives is known; what follows is read all the same.
        if (!(caught instanceof PyError || caught instanceof Unknowable)) throw caught;
        caught.places = places;
        keras.complainOf(vm, caught);
        const broken = { type: '', config: {}, name: undefined, order: keras.next(), places, after: undefined };
        keras.states.set(self as PyInstance, broken);
        keras.constructed.push(self as PyInstance);
      }
      return null;
    }),
  );
  return cls;
}

/** For a name that is no layer: what stands in its place has no shape, and what is wrong is told where it is made. */
export function noLayerClass(keras: Keras, name: string, message: string): PyClass {
  const cls = new PyClass(name, [keras.layerClass]);
  cls.attributes.set(
    '__init__',
    new PyBuiltin('__init__', (vm, { positional: [self] }) => {
      keras.complain(vm, message);
      const state = {
        type: '',
        config: {},
        name: undefined,
        order: keras.next(),
        places: vm.places(),
        after: undefined,
      };
      keras.states.set(self as PyInstance, state);
      keras.constructed.push(self as PyInstance);
      return null;
    }),
  );
  return cls;
}

function keepState(keras: Keras, vm: Vm, self: PyInstance, type: string, { options, rest, ...given }: Bound): void {
  const named = options instanceof PyDict ? [...options.entries.values()] : [];
  const loose = rest !== undefined;
  const config: { [name: string]: unknown } = {};
  let after: Value | undefined;
  for (const [name, value] of [...Object.entries(given), ...named.map(([key, one]) => [vm.str(key), one] as const)]) {
    if (value === undefined || name === 'name' || withoutEffect(name)) continue;
    if (!(name in given) && !loose && !commonArguments.includes(name)) {
      const known = [...Object.keys(given), ...(layerArguments[type] ?? '').split(/[?,\s]+/), ...commonArguments];
      vm.raise('TypeError', `${type}() has no argument "${name}".${hint(name, known)}`);
    }
    if (loose && !commonArguments.includes(name)) continue;
    self.attributes.set(name, value);
    if (/shape$/.test(name) && name !== 'target_shape') config[name] = shapeValue(value);
    else if (name === 'activation') {
      const own = activationOf(keras, vm, value);
      if (own.after === undefined) config.activation = own.name;
      else after = own.after;
    } else config[name] = configValue(vm, value, `"${name}" of ${type}`);
  }
  const name = options instanceof PyDict ? options.get('name') : undefined;
  setState(keras, vm, self, type, config, typeof name === 'string' ? name : undefined, after);
}

export function setState(
  keras: Keras,
  vm: Vm,
  self: PyInstance,
  type: string,
  config: Config,
  name: string | undefined,
  after?: Value,
): void {
  const state = { type, config, name, order: keras.next(), places: vm.places(), after };
  keras.states.set(self, state);
  keras.constructed.push(self);
}

/** A name, a function of Keras's or TensorFlow's that has one, or anything that can be called. */
function activationOf(keras: Keras, vm: Vm, value: Value): { readonly name?: unknown; readonly after?: Value } {
  const own = plain(value);
  if (own === null || typeof own === 'string') return { name: own };
  if (own instanceof PyBuiltin && activationNames.includes(own.name)) return { name: own.name };
  if (own instanceof PyClass && own.is(keras.layerClass)) return { after: vm.call(own, noArguments) };
  if (keras.isLayer(own) || own instanceof PyFunction || own instanceof PyBound || own instanceof PyBuiltin)
    return { after: own };
  return { name: configValue(vm, value, '"activation"') };
}

function lambdaClass(keras: Keras): PyClass {
  const cls = new PyClass('Lambda', [keras.layerClass]);
  cls.attributes.set(
    '__init__',
    native('Lambda', 'self, function, output_shape?, mask?, arguments?, **options', (vm, given) => {
      const self = given.self as PyInstance;
      self.attributes.set('function', given.function!);
      self.attributes.set('arguments', given.arguments ?? new PyDict());
      const name = given.options instanceof PyDict ? given.options.get('name') : undefined;
      setState(keras, vm, self, 'Lambda', {}, typeof name === 'string' ? name : undefined);
      return null;
    }),
  );
  cls.attributes.set(
    'call',
    native('call', 'self, inputs, **others', (vm, { self, inputs }) => {
      const { attributes } = self as PyInstance;
      const more = attributes.get('arguments');
      const named = new Map(
        more instanceof PyDict ? [...more.entries.values()].map(([key, one]) => [vm.str(key), one] as const) : [],
      );
      return vm.call(attributes.get('function')!, { positional: [inputs!], named });
    }),
  );
  return cls;
}

/** `keras.layers.Layer`: what all layers have. */
export function defineLayer(keras: Keras): void {
  const nothing: readonly [string, (vm: Vm, given: Bound) => Value] = ['*rest, **others', () => null];
  define(keras.layerClass, {
    __init__: [
      '*rest, **options',
      (vm, { self, options }) => {
        const instance = self as PyInstance;
        const name = options instanceof PyDict ? options.get('name') : undefined;
        setState(keras, vm, instance, instance.cls.name, {}, typeof name === 'string' ? name : undefined);
        return null;
      },
    ],
    __call__: [
      'inputs?, *more, **others',
      (vm, { self, inputs, more, others }) =>
        callLayer(keras, vm, self as PyInstance, inputs ?? null, {
          positional: (more as PyTuple).items,
          named: namesOf(vm, others),
        }),
    ],
    __getattr__: [
      'name',
      (_vm, { self, name }) => {
        const instance = self as PyInstance;
        const state = keras.states.get(instance);
        if (name === 'output' && state?.output) return state.output;
        if (name === 'name') return state?.name ?? automaticName(instance.cls.name);
        if (!keptByKeras.has(String(name))) return missing;
        return new Opaque(`"${String(name)}" of ${instance.cls.name}, which is only known when the file runs`);
      },
    ],
    build: nothing,
    compute_output_shape: nothing,
    get_config: ['', () => new PyDict()],
    get_weights: nothing,
    set_weights: nothing,
    adapt: nothing,
    add_loss: nothing,
    add_weight: [
      '*rest, **others',
      () => new Opaque('a weight that a layer of the file makes itself, which cannot be followed yet'),
    ],
  });
}

const keptByKeras = new Set(
  'trainable weights trainable_weights non_trainable_weights variables trainable_variables losses metrics dtype built input output input_shape output_shape kernel bias gamma beta moving_mean moving_variance optimizer history stop_training compute_dtype metrics_names input_spec'.split(
    ' ',
  ),
);

const namesOf = (vm: Vm, others: Value | undefined): Map<string, Value> =>
  new Map(
    others instanceof PyDict ? [...others.entries.values()].map(([key, one]) => [vm.str(key), one] as const) : [],
  );

/** `Conv2D` → `conv2d`, as Keras names layers that have no name. */
export const automaticName = (type: string): string =>
  type
    .replace(/\W/g, '')
    .replace(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();

export function callLayer(keras: Keras, vm: Vm, layer: PyInstance, inputs: Value, more: Arguments): Value {
  const state = keras.state(vm, layer);
  const call = layer.cls.find('call');
  if (call !== undefined) return callOwn(keras, vm, layer, state, call, inputs, more);
  if (state.type === layer.cls.name && !(state.type in layerArguments) && !looseLayers.includes(state.type))
    return vm.raise('NotImplementedError', `${layer.cls.name} has no call().`);
  const tensors = tensorsOf(keras, vm, inputs, `The input of ${state.name ?? (state.type || 'this layer')}`);
  if (state.type === '') return keras.unknown(tensors);
  const output = keras.call(vm, state, tensors);
  state.output = output;
  return state.after === undefined ? output : vm.call(state.after, { positional: [output], named: new Map() });
}

/** A layer, block or model whose `call` the file writes. */
function callOwn(
  keras: Keras,
  vm: Vm,
  layer: PyInstance,
  state: LayerState,
  call: Value,
  inputs: Value,
  { positional, named }: Arguments,
  isBlock = true,
): Value {
  const parameters = call instanceof PyFunction ? call.code.parameters.map(({ name }) => name) : [];
  const known = new Map(call instanceof PyFunction ? [...named].filter(([name]) => parameters.includes(name)) : named);
  if (parameters.includes('training') && positional.length === 0 && !isStated(known.get('training')))
    known.set('training', keras.training);
  if (isBlock) keras.within.push(state);
  try {
    const output = vm.call(call, { positional: [layer, inputs, ...positional], named: known });
    if (output instanceof KerasTensor) state.output = output;
    return output;
  } finally {
    if (isBlock) keras.within.pop();
  }
}

/** The model itself: its layers do not carry its name. */
export function callRoot(keras: Keras, vm: Vm, model: PyInstance, input: KerasTensor): Value {
  const call = model.cls.find('call')!;
  return callOwn(keras, vm, model, keras.state(vm, model), call, input, noArguments, false);
}

const isStated = (value: Value | undefined): boolean => value !== undefined && value !== null;

/** The tensors of a call, one or a list; what is not known is told once and goes on without a shape. */
export function tensorsOf(keras: Keras, vm: Vm, value: Value, what: string): KerasTensor[] {
  const own = plain(value);
  if (own instanceof KerasTensor) return [own];
  if (own instanceof PyList || own instanceof PyTuple)
    return own.items.flatMap((item) => tensorsOf(keras, vm, item, what));
  if (own instanceof Opaque) {
    if (!own.told) keras.complain(vm, `${what} depends on ${own.reason}.`);
    return [keras.unknown()];
  }
  return vm.raise('TypeError', `${what} must be a tensor, but is ${own === null ? 'missing' : vm.repr(own)}.`);
}
