/** `tensorflow`, `keras` and their modules, under every name that they are imported by. */
import type { Library } from '../../python/interpreter';
import { native } from '../../python/native';
import { hint } from '../../../engine/problem';
import { Opaque, PyBuiltin, PyClass, PyDict, PyInstance, PyModule, type Value } from '../../python/values';
import { shapeValue } from './config';
import { defineLayer, layerClasses, noLayerClass } from './layerClass';
import { defineModels, LOSS } from './models';
import { activationFunctions, defineTensor, mergingFunctions, tensorFunctions } from './operations';
import type { Keras } from './records';

const lossNames = [
  'MeanSquaredError',
  'MeanAbsoluteError',
  'Huber',
  'BinaryCrossentropy',
  'CategoricalCrossentropy',
  'SparseCategoricalCrossentropy',
  'KLDivergence',
  'Poisson',
  'LogCosh',
  'Hinge',
  'CosineSimilarity',
];

const functionsOfLosses = [
  'mean_squared_error',
  'mean_absolute_error',
  'binary_crossentropy',
  'categorical_crossentropy',
  'sparse_categorical_crossentropy',
];

/** Classes and functions are made anew for every evaluation: a file may change them. */
export function kerasLibrary(keras: Keras): Library {
  defineLayer(keras);
  defineModels(keras);
  defineTensor(keras);
  const classes = layerClasses(keras);
  const activations = activationFunctions(keras);
  const functions = tensorFunctions(keras);
  const input = inputFunction(keras);
  const pass = new PyBuiltin('decorator', (_vm, { positional: [first] }) =>
    first === undefined || typeof first === 'string'
      ? new PyBuiltin('decorator', (_inner, { positional: [second] }) => second ?? null)
      : first,
  );

  const layers = layersModule(keras, [...classes, ...mergingFunctions(keras), ['Input', input]]);
  layers.attributes.set('experimental', module('keras.layers.experimental', [['preprocessing', layers]]));
  layers.attributes.set('preprocessing', layers);
  const models = module('keras.models', [
    ['Sequential', keras.sequentialClass],
    ['Model', keras.modelClass],
  ]);
  const activationModule = module('keras.activations', activations);
  const losses = module('keras.losses', [
    ...lossNames.map((name) => [name, lossClass(name)] as const),
    ...functionsOfLosses.map((name) => [name, new PyBuiltin(name, () => new Opaque('a loss'))] as const),
  ]);
  const operations = [...activations, ...functions];
  const backend = module('keras.backend', operations);
  const ops = module('keras.ops', operations);
  const saving = module('keras.saving', [
    ['register_keras_serializable', pass],
    ['get_custom_objects', native('get_custom_objects', '', () => new PyDict())],
  ]);
  const utils = module('keras.utils', [
    ...saving.attributes,
    ['set_random_seed', native('set_random_seed', 'seed', () => null)],
    ['plot_model', native('plot_model', '*rest, **others', () => null)],
  ]);
  const entries: (readonly [string, Value])[] = [
    ['layers', layers],
    ['models', models],
    ['activations', activationModule],
    ['losses', losses],
    ['backend', backend],
    ['ops', ops],
    ['saving', saving],
    ['utils', utils],
    ['Sequential', keras.sequentialClass],
    ['Model', keras.modelClass],
    ['Input', input],
    ['Layer', keras.layerClass],
    ['__version__', '3.0.0'],
  ];
  const api = module('keras', entries);
  const nn = module('tensorflow.nn', [...activations, ...functions, ['swish', activations.get('silu')!]]);
  const image = module('tensorflow.image', functions);
  const tensorflow = module('tensorflow', [
    ...functions,
    ['keras', api],
    ['nn', nn],
    ['math', module('tensorflow.math', functions)],
    ['image', image],
    ['function', pass],
    ['sigmoid', activations.get('sigmoid')!],
    ['tanh', activations.get('tanh')!],
    ['Module', new PyClass('Module')],
    ['__version__', '2.16.0'],
  ]);

  const library = new Map<string, () => PyModule>([
    ['tensorflow', () => tensorflow],
    ['tensorflow.compat.v2', () => tensorflow],
    ['tensorflow.nn', () => nn],
  ]);
  const parts: { readonly [name: string]: PyModule } = {
    '': api,
    layers,
    models,
    activations: activationModule,
    losses,
    backend,
    ops,
    saving,
    utils,
    engine: models,
    'engine.topology': layers,
    'engine.training': models,
    'utils.generic_utils': utils,
    'layers.experimental': layers,
    'layers.experimental.preprocessing': layers,
    ...Object.fromEntries(
      'core convolutional pooling normalization merge merging advanced_activations noise preprocessing regularization reshaping'
        .split(' ')
        .map((name) => [`layers.${name}`, layers] as const),
    ),
  };
  for (const root of ['keras', 'tensorflow.keras', 'tf_keras', 'tensorflow.python.keras', 'keras.src', 'keras.api']) {
    for (const [name, part] of Object.entries(parts)) library.set(name === '' ? root : `${root}.${name}`, () => part);
    for (const name of unknownParts) library.set(`${root}.${name}`, () => module(`keras.${name}`, []));
  }
  return library;
}

const unknownParts = [
  'applications',
  'callbacks',
  'constraints',
  'datasets',
  'initializers',
  'metrics',
  'optimizers',
  'preprocessing',
  'preprocessing.image',
  'regularizers',
  'wrappers',
  'datasets.mnist',
  'datasets.cifar10',
  'utils.np_utils',
];

/** Of `keras.layers`: what is written like a layer stands for one. */
function layersModule(keras: Keras, entries: Iterable<readonly [string, Value]>): PyModule {
  const name = 'keras.layers';
  const made: PyModule = new PyModule(name, (inner) => {
    if (!/^[A-Z]/.test(inner)) return new Opaque(`"${name}.${inner}", which GradLens does not know`, false, inner);
    const message = `GradLens does not know a layer "layers.${inner}".${hint(inner, made.attributes.keys())}`;
    return noLayerClass(keras, inner, message);
  });
  for (const [key, value] of entries) made.attributes.set(key, value);
  return made;
}

/** Names that are not there are not known, which matters only where they are used. */
function module(name: string, entries: Iterable<readonly [string, Value]>): PyModule {
  const made: PyModule = new PyModule(name, (inner) => {
    const path = `${name}.${inner}`;
    return new Opaque(`"${path}", which GradLens does not know`, false, path);
  });
  for (const [key, value] of entries) made.attributes.set(key, value);
  return made;
}

function inputFunction(keras: Keras): PyBuiltin {
  return native('Input', 'shape?, batch_size?, name?, *rest, **options', (vm, given) => {
    const options = given.options as PyDict;
    const whole = shapeValue(options.get('batch_shape') ?? options.get('batch_input_shape'));
    const sample = shapeValue(given.shape ?? options.get('input_shape'));
    const batch = typeof given.batch_size === 'number' ? given.batch_size : null;
    const stated = whole ?? (sample && [batch, ...sample]);
    if (!stated && given.shape instanceof Opaque && !given.shape.told)
      keras.complain(vm, `The shape of this input depends on ${given.shape.reason}.`, 'warning');
    const config = stated ? { batch_shape: stated } : {};
    const name = typeof given.name === 'string' ? given.name : undefined;
    const state = { type: 'InputLayer', config, name, order: keras.next(), places: vm.places(), after: undefined };
    return keras.input(vm, state, stated);
  });
}

function lossClass(name: string): PyClass {
  const cls = new PyClass(name);
  cls.attributes.set(
    '__init__',
    native(name, 'self, from_logits?, *rest, **options', (vm, { self, from_logits, options }) => {
      const { attributes } = self as PyInstance;
      attributes.set(LOSS, true);
      if (from_logits !== undefined) attributes.set('from_logits', from_logits);
      for (const [key, value] of (options as PyDict).entries.values()) attributes.set(vm.str(key), value);
      return null;
    }),
  );
  return cls;
}
