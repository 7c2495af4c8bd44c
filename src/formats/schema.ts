/**
 * JSON Schema of `*.net.json`, from the registry: what VS Code completes, explains on hover and underlines. Draft 7
 * with the additions of VS Code's JSON language service (`markdownDescription`, `defaultSnippets`). What is missing or
 * misspelt is left to GradLens' own diagnostics, which say what was meant: two underlines for one mistake would be one
 * too many.
 */
import type { Layer } from '../engine/layer';
import type { Loss } from '../engine/loss';
import type { JsonSchema, OptionSpecs } from '../engine/options';
import { allLayers, allLosses, lossLayers } from '../engine/registry';
import { weightDecaySchema } from '../engine/weightDecay';
import { distributions, fileKeys, inputKeys, layerKeyDocs, modes, randomKeys, topLevelKeys } from './netJson/topLevel';

export function networkSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'GradLens network',
    type: 'object',
    // Comments and trailing commas are allowed; these two are read by VS Code.
    allowComments: true,
    allowTrailingCommas: true,
    properties: topLevel(),
    defaultSnippets: [{ label: 'A network', description: 'Input, target, loss and layers.', body: newNetwork }],
  };
}

const newNetwork = {
  input: { shape: [1, 1, 28, 28] },
  target: [0],
  loss: 'CrossEntropyLoss',
  layers: [
    { name: 'conv1', type: 'Conv2d', out_channels: 4, kernel_size: 3 },
    { type: 'ReLU' },
    { type: 'Flatten' },
    { name: 'fc', type: 'Linear', out_features: 10 },
  ],
};

const doc = (text: string): JsonSchema => ({ markdownDescription: text });

/** A number, or arrays of them however deep. */
const nestedArray: JsonSchema = { type: 'array', items: { type: ['array', 'number'] } };
const seed: JsonSchema = { type: 'integer', minimum: 0, maximum: 2 ** 32 - 1, default: 0 };

function topLevel(): JsonSchema {
  return {
    $schema: { type: 'string', ...doc(topLevelKeys.$schema) },
    name: { type: 'string', minLength: 1, ...doc(topLevelKeys.name) },
    input: inputSchema(),
    target: { anyOf: [nestedArray, { type: 'number' }, { type: 'string' }], ...doc(topLevelKeys.target) },
    loss: lossSchema(allLosses()),
    weights: { type: 'string', minLength: 1, ...doc(topLevelKeys.weights) },
    seed: { ...seed, ...doc(topLevelKeys.seed) },
    mode: { enum: modes, default: 'train', ...doc(topLevelKeys.mode) },
    model: { type: 'string', pattern: '\\.py(:.+)?$', ...doc(topLevelKeys.model) },
    layers: {
      type: 'array',
      minItems: 1,
      items: layerSchema([...allLayers(), ...lossLayers()]),
      ...doc(topLevelKeys.layers),
    },
  };
}

function inputSchema(): JsonSchema {
  const random = {
    type: 'object',
    properties: {
      random: { enum: distributions, ...doc(randomKeys.random) },
      seed: { ...seed, ...doc(randomKeys.seed) },
    },
    required: ['random'],
    defaultSnippets: [{ label: 'Random numbers', body: { random: 'normal', seed: 0 } }],
  };
  return {
    type: 'object',
    properties: {
      shape: { type: 'array', items: { type: 'integer', minimum: 1 }, minItems: 1, ...doc(inputKeys.shape) },
      data: { anyOf: [nestedArray, { type: 'string' }, texts, random, filesSchema()], ...doc(inputKeys.data) },
    },
    anyOf: [{ required: ['shape'] }, { required: ['data'] }],
    ...doc(topLevelKeys.input),
    defaultSnippets: [{ label: 'Random input', body: { shape: ['^${1:1}', '^${2:3}', '^${3:32}', '^${4:32}'] } }],
  };
}

const texts: JsonSchema = { type: 'array', items: { type: 'string' }, minItems: 1 };

function filesSchema(): JsonSchema {
  const perChannel = { anyOf: [{ type: 'number' }, { type: 'array', items: { type: 'number' }, minItems: 1 }] };
  const pair = { type: 'array', items: { type: 'integer', minimum: 1 }, minItems: 2, maxItems: 2 };
  return {
    type: 'object',
    properties: {
      file: { anyOf: [{ type: 'string' }, texts], ...doc(fileKeys.file) },
      samples: { type: 'array', items: { type: 'integer', minimum: 0 }, minItems: 1, ...doc(fileKeys.samples) },
      resize: { ...pair, ...doc(fileKeys.resize) },
      scale: { type: 'number', default: 1, ...doc(fileKeys.scale) },
      mean: { ...perChannel, ...doc(fileKeys.mean) },
      std: { ...perChannel, ...doc(fileKeys.std) },
    },
    required: ['file'],
    defaultSnippets: [{ label: 'Files', body: { file: '${1:image.png}', resize: ['^${2:224}', '^${3:224}'] } }],
  };
}

// ---------------------------------------------------------------- layers and losses

/** A file with a layer of the user's own. */
const ownType: JsonSchema = { type: 'string', pattern: '\\.[cm]?[jt]s$', ...doc(layerKeyDocs.type) };

function layerSchema(layers: readonly Layer[]): JsonSchema {
  const keys = {
    name: { type: 'string', minLength: 1, ...doc(layerKeyDocs.name) },
    inputs: { type: 'array', items: { type: 'string' }, minItems: 1, ...doc(layerKeyDocs.inputs) },
  };
  const named = oneOfTypes(layers, keys, layerKeyDocs.type, layerProperties);
  const like = { enum: layers.map(({ type }) => type), ...doc(layerKeyDocs.like) };
  return {
    ...named,
    properties: { ...named.properties, type: { anyOf: [named.properties.type, ownType] }, like },
    defaultSnippets: layers.map(({ type, doc: text, options }) => ({
      label: type,
      description: firstSentence(text),
      body: { type, ...placeholders(options) },
    })),
  };
}

/** Options, and the parameters that may be given as numbers: `bias` is both. */
function layerProperties({ options, parameters }: Layer): { [name: string]: JsonSchema } {
  const properties = optionProperties(options);
  for (const [name, { doc: text }] of Object.entries(parameters)) {
    const own = properties[name];
    if (own) {
      const { markdownDescription, ...choice } = own;
      properties[name] = { markdownDescription, anyOf: [choice, nestedArray] };
    } else properties[name] = { ...nestedArray, ...doc(`${text} Given as numbers; else from the weights or drawn.`) };
  }
  return properties;
}

function lossSchema(losses: readonly Loss[]): JsonSchema {
  const named = {
    enum: losses.map(({ type }) => type),
    markdownEnumDescriptions: losses.map(describeType),
  };
  const typeDoc = "Type of the loss, by PyTorch's name.";
  const withOptions = oneOfTypes(losses, { weight_decay: weightDecaySchema }, typeDoc, ({ options }) =>
    optionProperties(options),
  );
  return { anyOf: [named, withOptions], ...doc(topLevelKeys.loss) };
}

interface Typed {
  readonly type: string;
  readonly doc: string;
  readonly formula: { readonly forward: string; readonly backward: string };
  readonly options: OptionSpecs;
}

/** An object whose "type" decides what else may stand in it. */
function oneOfTypes<T extends Typed>(
  kinds: readonly T[],
  keys: { readonly [name: string]: JsonSchema },
  typeDoc: string,
  propertiesOf: (kind: T) => { [name: string]: JsonSchema },
) {
  const type: JsonSchema = {
    enum: kinds.map((kind) => kind.type),
    markdownEnumDescriptions: kinds.map(describeType),
    ...doc(typeDoc),
  };
  const cases = kinds.map((kind) => ({
    if: isOf(kind),
    then: {
      properties: { ...keys, type: doc(describeType(kind)), ...propertiesOf(kind) },
    },
  }));
  return { type: 'object', properties: { type, ...keys }, required: ['type'], allOf: cases };
}

/** Of this type, or like it. */
const isOf = ({ type }: Typed): JsonSchema => ({
  anyOf: [
    { properties: { type: { const: type } }, required: ['type'] },
    { properties: { like: { const: type } }, required: ['like'] },
  ],
});

function optionProperties(options: OptionSpecs): { [name: string]: JsonSchema } {
  return Object.fromEntries(
    Object.entries(options).map(([name, { schema, doc: text, expects }]) => [
      name,
      { ...schema, ...doc(`${text}\n\n*${expects}*`) },
    ]),
  );
}

const requiredOptions = (options: OptionSpecs): string[] =>
  Object.entries(options).flatMap(([name, { fallback }]) => (fallback ? [] : [name]));

/** `^` makes VS Code insert the text without quotes. */
const placeholders = (options: OptionSpecs): { [name: string]: string } =>
  Object.fromEntries(requiredOptions(options).map((name, at) => [name, `^$${at + 1}`]));

const describeType = ({ doc: text, formula }: Typed): string =>
  `${text}\n\nForward: \`${formula.forward}\`\n\nBackward: \`${formula.backward}\``;

const firstSentence = (text: string): string => /^.*?[.](?=\s|$)/s.exec(text)?.[0] ?? text;
