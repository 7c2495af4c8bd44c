/** What Keras and TensorFlow do to tensors besides layers: `x + y`, `tf.nn.relu(x)`, `x.shape`, `layers.add([x, y])`. */
import { Unknowable } from '../../python/errors';
import { define, integer, isNumber, itemsOf, native, numberOf, type Bound } from '../../python/native';
import {
  Opaque,
  plain,
  PyDict,
  PyEllipsis,
  PyFloat,
  PyProperty,
  PySlice,
  PyTuple,
  type Value,
} from '../../python/values';
import type { Vm } from '../../python/vm';
import { activationNames } from '../layers/activations';
import { configValue } from './config';
import { tensorsOf } from './layerClass';
import { callNew } from './models';
import { KerasTensor, type Config, type Keras } from './records';

export type Functions = ReadonlyMap<string, Value>;

const numbers = new Opaque('the numbers of a tensor, which are only known when the network runs');

/** Two tensors, or one and a number. */
export function joined(keras: Keras, vm: Vm, operator: string, a: Value, b: Value): Value {
  const [left, right] = [plain(a), plain(b)];
  if (isNumber(right)) return withNumber(keras, vm, operator, a, numberOf(right));
  if (isNumber(left)) return numberFirst(keras, vm, operator, numberOf(left), b);
  const what = `An operand of "${operator}"`;
  const both = [...tensorsOf(keras, vm, a, what), ...tensorsOf(keras, vm, b, what)];
  const type = { '+': 'Add', '-': 'Subtract', '*': 'Multiply', '/': 'tf.divide' }[operator]!;
  return callNew(keras, vm, type, {}, both);
}

function withNumber(keras: Keras, vm: Vm, operator: string, tensor: Value, number: number): KerasTensor {
  const config: Config = {
    '+': { offset: number },
    '-': { offset: 0 - number },
    '*': { scale: number },
    '/': { scale: 1 / number },
  }[operator]!;
  return callNew(keras, vm, 'Rescaling', config, tensorsOf(keras, vm, tensor, `An operand of "${operator}"`));
}

function numberFirst(keras: Keras, vm: Vm, operator: string, number: number, tensor: Value): KerasTensor {
  const inputs = tensorsOf(keras, vm, tensor, `An operand of "${operator}"`);
  if (operator === '-') return callNew(keras, vm, 'Rescaling', { scale: -1, offset: number }, inputs);
  if (operator !== '/') return withNumber(keras, vm, operator, inputs[0]!, number);
  const inverse = callNew(keras, vm, 'tf.pow', { exponent: -1 }, inputs);
  return callNew(keras, vm, 'Rescaling', { scale: number }, [inverse]);
}

export function defineTensor(keras: Keras): void {
  const binary = (operator: string, reflected: boolean): readonly [string, (vm: Vm, given: Bound) => Value] => [
    'other',
    (vm, { self, other }) =>
      reflected ? joined(keras, vm, operator, other!, self!) : joined(keras, vm, operator, self!, other!),
  ];
  const compared: readonly [string, (vm: Vm, given: Bound) => Value] = ['other', () => numbers];
  define(keras.tensorClass, {
    __add__: binary('+', false),
    __radd__: binary('+', true),
    __sub__: binary('-', false),
    __rsub__: binary('-', true),
    __mul__: binary('*', false),
    __rmul__: binary('*', true),
    __truediv__: binary('/', false),
    __rtruediv__: binary('/', true),
    __neg__: ['', (vm, { self }) => withNumber(keras, vm, '*', self!, -1)],
    __pow__: ['exponent', (vm, { self, exponent }) => power(keras, vm, self!, exponent!)],
    __gt__: compared,
    __lt__: compared,
    __ge__: compared,
    __le__: compared,
    __bool__: [
      '',
      () => {
        throw new Unknowable(
          'This condition depends on the numbers of a tensor, which are only known when the network runs.',
        );
      },
    ],
    __getitem__: ['by', (vm, { self, by }) => itemsTaken(keras, vm, self as KerasTensor, by!)],
    __repr__: ['', () => '<KerasTensor>'],
    get_shape: ['', (vm, { self }) => shapeOf(keras, vm, self as KerasTensor)],
  });
  const property = (name: string, get: (vm: Vm, tensor: KerasTensor) => Value): void =>
    void keras.tensorClass.attributes.set(
      name,
      new PyProperty(
        native(name, 'self', (vm, { self }) => get(vm, self as KerasTensor)),
        null,
      ),
    );
  property('shape', (vm, tensor) => shapeOf(keras, vm, tensor));
  property('_keras_shape', (vm, tensor) => shapeOf(keras, vm, tensor));
  property('ndim', (vm, tensor) => (itemsOf(shapeOf(keras, vm, tensor)) ?? []).length);
  property('dtype', () => new Opaque('the type of the numbers, which are float64 here'));
  property('name', () => 'tensor');
}

/** With None for the batch. */
function shapeOf(keras: Keras, _vm: Vm, tensor: KerasTensor): Value {
  const shape = keras.shape(tensor);
  if (!shape) {
    // Where channels are stated and the map is open, that is all that most code asks for.
    if (tensor.stated) return new PyTuple([null, ...tensor.stated.slice(1)]);
    return new Opaque('the shape of a tensor that is not known, because a layer before does not fit', true);
  }
  return new PyTuple([null, ...shape.slice(1)]);
}

function power(keras: Keras, vm: Vm, tensor: Value, exponent: Value): Value {
  if (!isNumber(plain(exponent))) throw new Unknowable('An exponent that is a tensor cannot be followed yet.');
  return callNew(
    keras,
    vm,
    'tf.pow',
    { exponent: numberOf(plain(exponent)) },
    tensorsOf(keras, vm, tensor, 'What a power is taken of'),
  );
}

function itemsTaken(keras: Keras, vm: Vm, tensor: KerasTensor, by: Value): Value {
  const given = by instanceof PyTuple ? by.items : [by];
  const rank = keras.shape(tensor)?.length ?? given.length;
  const taken = given.filter((part) => part !== null && !(part instanceof PyEllipsis)).length;
  const parts = given.flatMap((part): unknown[] => {
    if (part === null) return [null];
    if (part instanceof PyEllipsis) return Array.from({ length: rank - taken }, () => ({}));
    if (!(part instanceof PySlice)) return [integer(vm, part, 'An index')];
    const bound = (name: string, value: Value): { [name: string]: number } =>
      value === null ? {} : { [name]: integer(vm, value, 'A bound') };
    return [{ ...bound('start', part.lower), ...bound('end', part.upper), ...bound('step', part.step) }];
  });
  return callNew(keras, vm, 'tf.getitem', { parts }, [tensor]);
}

// ---------------------------------------------------------------- functions

/** Functions that merge a list: `layers.add([x, y])`, and classes by small letters. */
export function mergingFunctions(keras: Keras): Functions {
  const made = new Map<string, Value>();
  for (const type of ['Add', 'Subtract', 'Multiply', 'Average', 'Maximum']) {
    const name = type.toLowerCase();
    made.set(
      name,
      native(name, 'inputs, *rest, **others', (vm, { inputs, others }) =>
        callNew(keras, vm, type, {}, tensorsOf(keras, vm, inputs!, `What ${name}() joins`), nameOf(others)),
      ),
    );
  }
  made.set(
    'concatenate',
    native('concatenate', 'inputs, axis?, **others', (vm, { inputs, axis, others }) =>
      callNew(
        keras,
        vm,
        'Concatenate',
        { axis: axis === undefined ? -1 : integer(vm, axis, '"axis"') },
        tensorsOf(keras, vm, inputs!, 'What concatenate() joins'),
        nameOf(others),
      ),
    ),
  );
  return made;
}

const nameOf = (others: Value | undefined): string | undefined => {
  const name = others instanceof PyDict ? others.get('name') : undefined;
  return typeof name === 'string' ? name : undefined;
};

/** `relu(x)`; they may be handed on as an activation as well. */
export function activationFunctions(keras: Keras): Functions {
  return new Map(
    activationNames.map((name) => [
      name,
      native(name, 'x, *rest, **others', (vm, { x, rest, others }) => {
        const inputs = tensorsOf(keras, vm, x!, `The input of ${name}()`);
        const [first] = rest instanceof PyTuple ? rest.items : [];
        const option = (...names: string[]): unknown => {
          const named = names.map((one) => (others instanceof PyDict ? others.get(one) : undefined));
          const value = named.find((one) => one !== undefined);
          return value === undefined ? undefined : configValue(vm, value, `"${names[0]}" of ${name}()`);
        };
        if (name === 'leaky_relu') {
          const slope = option('alpha', 'negative_slope') ?? (first === undefined ? 0.2 : numberOf(first));
          return callNew(keras, vm, 'LeakyReLU', { negative_slope: slope }, inputs);
        }
        if (name === 'relu' && others instanceof PyDict && others.entries.size > 0) {
          const config = { negative_slope: option('negative_slope', 'alpha'), max_value: option('max_value') };
          return callNew(keras, vm, 'ReLU', config, inputs);
        }
        if (name === 'softmax' && option('axis') !== undefined)
          return callNew(keras, vm, 'Softmax', { axis: option('axis') }, inputs);
        return callNew(keras, vm, 'Activation', { activation: name }, inputs);
      }),
    ]),
  );
}

/** `tf.concat`, `tf.reshape`, `tf.reduce_mean`, …, as `tf`, `keras.ops` and the old backend call them. */
export function tensorFunctions(keras: Keras): Functions {
  const made = new Map<string, Value>();
  const put = (names: string, parameters: string, work: (vm: Vm, given: Bound) => Value): void => {
    for (const name of names.split(' ')) made.set(name, native(name, parameters, work));
  };
  const one = (vm: Vm, type: string, config: Config, value: Value | undefined): KerasTensor =>
    callNew(keras, vm, type, config, tensorsOf(keras, vm, value ?? null, 'The input of this function'));
  const join = (names: string, operator: string): void =>
    put(names, 'x, y, **others', (vm, { x, y }) => joined(keras, vm, operator, x!, y!));
  join('add', '+');
  join('subtract', '-');
  join('multiply', '*');
  join('divide truediv', '/');
  put('add_n', 'inputs, **others', (vm, { inputs }) => one(vm, 'Add', {}, inputs));
  put('concat concatenate', 'values, axis?, **others', (vm, { values, axis }) =>
    one(vm, 'Concatenate', { axis: axis === undefined ? -1 : integer(vm, axis, '"axis"') }, values),
  );
  put('reshape', 'tensor, shape, **others', (vm, { tensor, shape }) => {
    const sizes = itemsOf(shape) ?? [];
    const target = sizes.slice(1).map((size) => configValue(vm, size, 'A size'));
    return one(vm, 'Reshape', { target_shape: target.map((size) => size ?? -1) }, tensor);
  });
  const reduce = (names: string, type: string): void =>
    put(names, 'x, axis?, keepdims?, **others', (vm, { x, axis, keepdims }) => {
      const config = { axis: axis === undefined ? null : configValue(vm, axis, '"axis"'), keepdims: keepdims === true };
      return one(vm, type, config, x);
    });
  reduce('reduce_mean mean', 'tf.reduce_mean');
  reduce('reduce_sum sum', 'tf.reduce_sum');
  reduce('reduce_max max', 'tf.reduce_max');
  for (const name of ['exp', 'log', 'sqrt', 'abs', 'negative', 'square'])
    put(name, 'x, **others', (vm, { x }) => one(vm, `tf.${name}`, {}, x));
  put('pow', 'x, y, **others', (vm, { x, y }) => power(keras, vm, x!, y!));
  put('clip_by_value clip', 'x, min, max, **others', (vm, { x, min, max }) =>
    one(vm, 'tf.clip', { min: configValue(vm, min!, '"min"'), max: configValue(vm, max!, '"max"') }, x),
  );
  put('expand_dims', 'x, axis?, **others', (vm, { x, axis }) =>
    one(vm, 'tf.expand_dims', { axis: integer(vm, axis, '"axis"', -1) }, x),
  );
  put('squeeze', 'x, axis?, **others', (vm, { x, axis }) =>
    one(vm, 'tf.squeeze', { axis: axis === undefined ? null : configValue(vm, axis, '"axis"') }, x),
  );
  put('transpose permute_dimensions', 'x, perm?, **others', (vm, { x, perm, others }) => {
    const order = perm ?? (others instanceof PyDict ? others.get('axes') : undefined);
    return one(vm, 'tf.transpose', { perm: configValue(vm, order ?? null, '"perm"') }, x);
  });
  put('depth_to_space', 'x, block_size, **others', (vm, { x, block_size }) =>
    one(vm, 'tf.depth_to_space', { block_size: integer(vm, block_size, '"block_size"') }, x),
  );
  put('identity stop_gradient cast convert_to_tensor', 'x, *rest, **others', (_vm, { x }) => x!);
  put('flatten batch_flatten', 'x, **others', (vm, { x }) => one(vm, 'Flatten', {}, x));
  put('dropout', 'x, rate?, **others', (vm, { x, rate }) =>
    one(vm, 'Dropout', { rate: configValue(vm, rate ?? new PyFloat(0.5), '"rate"') }, x),
  );
  put('int_shape shape', 'x', (vm, { x }) =>
    x instanceof KerasTensor ? shapeOf(keras, vm, x) : x instanceof Opaque ? x : new PyTuple([]),
  );
  put('ndim rank', 'x', (vm, { x }) => vm.getAttribute(x!, 'ndim'));
  put('image_data_format', '', () => 'channels_last');
  put('clear_session set_random_seed set_image_data_format', '*rest', () => null);
  put('resize', 'images, size, method?, **others', (vm, { images, size, method }) => {
    const [height, width] = (itemsOf(size) ?? []).map((extent) => configValue(vm, extent, '"size"'));
    return one(
      vm,
      'Resizing',
      { height, width, interpolation: typeof method === 'string' ? method : 'bilinear' },
      images,
    );
  });
  return made;
}
