/** From the layers a file names to a planned network: order, options, shapes and parameters, with every problem. */
import type { Fits, Layer, ShapeProblem } from './layer';
import type { Loss } from './loss';
import { didYouMean, hint, problem, type Path, type Problem } from './problem';
import type { OptionSpecs } from './options';
import { findLayer, findLoss, lossTypes, typeHint } from './registry';
import type { Nested, Shape } from './tensor';
import { readWeightDecay, type WeightDecay } from './weightDecay';
import { NETWORK_INPUT, wire } from './wiring';

/** A layer as a file states it. */
export interface LayerSpec {
  readonly name?: string;
  readonly type: string;
  /** The layer itself, where it is not one of the registry; null where what is wrong with it has been told already. */
  readonly definition?: Layer | null;
  /** Names of layers, or `input`; the layer before when left out. */
  readonly inputs?: readonly string[];
  /** `state_dict` keys of parameters that are not called after the layer: layers with the same key share it. */
  readonly keys?: { readonly [parameter: string]: string };
  /** Options and inline parameters, by PyTorch's names, not yet read. */
  readonly settings: { readonly [name: string]: unknown };
}

export interface NetworkSpec {
  readonly name: string;
  /** Undefined where it cannot be read; the layers' own problems are found all the same. */
  readonly inputShape: Shape | undefined;
  readonly layers: readonly LayerSpec[];
  readonly loss: { readonly type: string; readonly settings: { readonly [name: string]: unknown } } | undefined;
  readonly mode: 'train' | 'eval';
  readonly seed: number;
}

export interface PlannedLayer {
  /** Position in `Network.layers`, which is the order of execution. */
  readonly index: number;
  readonly name: string;
  readonly type: string;
  /** Undefined for a type that is not known. */
  readonly definition: Layer | undefined;
  readonly options: { readonly [name: string]: unknown };
  readonly inputs: readonly number[];
  readonly inputShapes: readonly Shape[];
  /** Undefined where the layer does not fit, or its input is unknown. */
  readonly fit: Fits | undefined;
  readonly misfit: ShapeProblem | undefined;
  readonly inline: { readonly [parameter: string]: Nested };
  readonly keys: LayerSpec['keys'];
  readonly path: Path;
}

export interface Network {
  readonly name: string;
  readonly inputShape: Shape;
  readonly layers: readonly PlannedLayer[];
  readonly loss:
    | {
        readonly definition: Loss;
        readonly options: { readonly [name: string]: unknown };
        /** An option that every loss has. */
        readonly weightDecay?: WeightDecay;
      }
    | undefined;
  readonly mode: 'train' | 'eval';
  readonly seed: number;
}

export { NETWORK_INPUT };

/** Plans a network; never throws. Layers after a problem stay in the plan without a shape. */
export function planNetwork(spec: NetworkSpec): { network: Network; problems: Problem[] } {
  const problems: Problem[] = [];
  const names = nameLayers(spec.layers, problems);
  const { reads, order } = wire(spec.layers, names, problems);
  const layers: PlannedLayer[] = [];
  for (const at of order) {
    const inputs = reads[at]!.map((source) => (source === NETWORK_INPUT ? NETWORK_INPUT : order.indexOf(source)));
    layers.push(planLayer(spec, at, names[at]!, inputs, layers, problems));
  }
  const loss = planLoss(spec, problems);
  const { name, inputShape = [], mode, seed } = spec;
  return { network: { name, inputShape, layers, loss, mode, seed }, problems };
}

/** Gives unnamed layers the name torch.fx gives a node: `tanh`, `tanh_1`; reports names given twice. */
function nameLayers(layers: readonly LayerSpec[], problems: Problem[]): string[] {
  const taken = new Map<string, number>([['input', -1]]);
  for (const [index, { name }] of layers.entries()) {
    if (name === undefined) continue;
    const first = taken.get(name);
    if (first !== undefined) {
      const other = first < 0 ? `"input" is the network's input` : `layer ${first + 1} is called "${name}" already`;
      problems.push(problem(['layers', index, 'name'], `A name stands for one layer: ${other}.`));
    } else taken.set(name, index);
  }
  return layers.map(({ name, type }, index) => {
    if (name !== undefined) return name;
    const base = functionName(type);
    let candidate = base;
    for (let n = 1; taken.has(candidate); n++) candidate = `${base}_${n}`;
    taken.set(candidate, index);
    return candidate;
  });
}

/** `AvgPool2d` → `avgpool`, `./my-conv.ts` → `my_conv`. */
function functionName(type: string): string {
  const base = type.replace(/^.*\//, '').replace(/\.[jt]s$/, '');
  return (
    base
      .replace(/[123]d$/, '')
      .replace(/\W+/g, '_')
      .toLowerCase() || 'layer'
  );
}

/** The layer's shapes, or what is wrong with them, or with running it in this mode. */
export function fitLayer(
  definition: Layer,
  inputs: readonly Shape[],
  options: { readonly [name: string]: unknown },
  training: boolean,
): ReturnType<Layer['shape']> {
  const fit = definition.shape(inputs, options);
  const problem = fit.ok ? definition.modeProblem?.(inputs, options, training) : undefined;
  return problem ? { ok: false, problems: [problem] } : fit;
}

/** `at` is the place in the file; the layer's index is its place in the order of execution. */
function planLayer(
  { layers, inputShape, mode }: NetworkSpec,
  at: number,
  name: string,
  inputs: readonly number[],
  before: readonly PlannedLayer[],
  problems: Problem[],
): PlannedLayer {
  const spec = layers[at]!;
  const path: Path = ['layers', at];
  const definition = spec.definition ?? findLayer(spec.type);
  if (!definition && spec.definition !== null) {
    const message = `There is no layer type "${spec.type}".${typeHint(spec.type)}`;
    problems.push(problem([...path, 'type'], message));
  }
  const shapes = inputs.map((input) => (input === NETWORK_INPUT ? inputShape : before[input]?.fit?.output));
  const known = shapes.filter((shape) => shape !== undefined);
  const read = definition
    ? readSettings(spec, definition, path, problems)
    : { options: {}, inline: {}, complete: false };
  const arity = definition?.arity ?? 1;
  const missing = (spec.inputs?.length ?? (arity === 0 ? 0 : 1)) - inputs.length;
  if (arity !== 'many' && missing === 0 && inputs.length !== arity) {
    problems.push(
      problem([...path, 'inputs'], `${spec.type} takes ${arity} input${arity === 1 ? '' : 's'}, not ${inputs.length}.`),
    );
    read.complete = false;
  }
  const { type, keys } = spec;
  const planned = { index: before.length, name, type, definition, options: read.options, inputs, keys, path };
  if (!definition || !read.complete || missing > 0 || known.length < inputs.length) {
    return { ...planned, inputShapes: known, inline: read.inline, fit: undefined, misfit: undefined };
  }
  const result = fitLayer(definition, known, read.options, mode === 'train');
  if (!result.ok) {
    for (const { option, message } of result.problems) {
      problems.push(problem(option === undefined ? path : [...path, option], `${planned.name}: ${message}`));
    }
  }
  const fit = result.ok ? result : undefined;
  const misfit = result.ok ? undefined : result.problems[0];
  return { ...planned, inputShapes: known, inline: read.inline, fit, misfit };
}

interface Settings {
  readonly options: { [name: string]: unknown };
  readonly inline: { [name: string]: Nested };
  complete: boolean;
}

/** Reads options and inline parameters; every unknown, missing or bad one is a problem at its place. */
function readSettings(spec: LayerSpec, definition: Layer, path: Path, problems: Problem[]): Settings {
  const inline: { [name: string]: Nested } = {};
  const rest: { [name: string]: unknown } = {};
  for (const [name, value] of Object.entries(spec.settings)) {
    if (name in definition.parameters && (typeof value === 'number' || Array.isArray(value)))
      inline[name] = value as Nested;
    else rest[name] = value;
  }
  const known = [...Object.keys(definition.options), ...Object.keys(definition.parameters)];
  const { options, complete } = readOptions(spec.type, definition.options, rest, path, known, problems);
  return { options, inline, complete };
}

/** Shared by layers and losses. `known` are the names that a misspelt one is compared with. */
export function readOptions(
  type: string,
  specs: OptionSpecs,
  raw: { readonly [name: string]: unknown },
  path: Path,
  known: readonly string[],
  problems: Problem[],
): { options: { [name: string]: unknown }; complete: boolean } {
  const options: { [name: string]: unknown } = {};
  let complete = true;
  // An option that is required and misspelt is one mistake, not two.
  const meant = new Set<string | undefined>();
  for (const name of Object.keys(raw)) {
    if (name in specs) continue;
    meant.add(didYouMean(name, known));
    problems.push(problem([...path, name], `${type} has no option "${name}".${hint(name, known)}`, { onKey: true }));
  }
  for (const [name, spec] of Object.entries(specs)) {
    if (!(name in raw)) {
      if (spec.fallback) options[name] = spec.fallback.value;
      else {
        if (!meant.has(name)) {
          problems.push(problem(path, `${type} needs "${name}" (${spec.expects}): ${spec.doc}`));
        }
        complete = false;
      }
      continue;
    }
    const reading = spec.read(raw[name]);
    if ('value' in reading) options[name] = reading.value;
    else {
      problems.push(problem([...path, name], `"${name}" ${reading.message}`));
      complete = false;
    }
  }
  return { options, complete };
}

function planLoss(spec: NetworkSpec, problems: Problem[]): Network['loss'] {
  if (!spec.loss) return undefined;
  const definition = findLoss(spec.loss.type);
  if (!definition) {
    const { type } = spec.loss;
    const message = findLayer(type)
      ? `${type} reads several layers, so it is a layer itself: name them in its "inputs", and set "loss": "Sum".`
      : `There is no loss "${type}".${hint(type, lossTypes())}`;
    problems.push(problem(['loss'], message));
    return undefined;
  }
  const known = [...Object.keys(definition.options), 'weight_decay'];
  const { weight_decay: given, ...settings } = spec.loss.settings;
  const read = readOptions(definition.type, definition.options, settings, ['loss'], known, problems);
  const decay = given === undefined ? undefined : readWeightDecay(given);
  if (decay && 'message' in decay) problems.push(problem(['loss', 'weight_decay'], `"weight_decay" ${decay.message}`));
  if (!read.complete) return undefined;
  return { definition, options: read.options, ...(decay && 'value' in decay && { weightDecay: decay.value }) };
}

/** Number of leading layers that fit and whose code is there, all of them where the network is sound. */
export function runnableLayers(network: Network): number {
  const absent = network.layers.findIndex(({ definition }) => definition?.absent);
  return absent < 0 ? fittingLayers(network) : Math.min(absent, fittingLayers(network));
}

/** Number of leading layers that fit. */
export function fittingLayers(network: Network): number {
  const misfit = network.layers.findIndex((layer) => layer.fit === undefined);
  return misfit < 0 ? network.layers.length : misfit;
}
