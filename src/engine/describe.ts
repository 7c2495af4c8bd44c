/** A planned network as plain data: for the layer list, lenses, hovers and `gradlens shapes`. */
import type { EntryTarget, Window } from './layer';
import { parameterKey } from './instantiate';
import type { Option, OptionSpecs } from './options';
import { fittingLayers, type Network, type PlannedLayer } from './network';
import { receptiveFields } from './receptiveField';
import { formatShape, sizeOf } from './tensor';
import type { LayerSummary, NetworkSummary, ParameterSummary, SourceRange } from './summary';

export interface NetworkLabels {
  /** What the input is: a file's name, `random normal, seed 0`. */
  readonly input: string;
  /** Is the input a picture? */
  readonly image: boolean;
  readonly inputDetails?: Pick<NetworkSummary['input'], 'files' | 'normalised'> | undefined;
  readonly target: string;
  layerRange(index: number): SourceRange | undefined;
  readonly lossRange: SourceRange | undefined;
}

export function summarize(network: Network, labels: NetworkLabels): NetworkSummary {
  const fields = receptiveFields(network);
  const fitting = fittingLayers(network);
  const layers = network.layers.map((layer) => {
    const state = layer.index < fitting ? 'fits' : layer.index === fitting ? 'misfit' : 'notComputed';
    return summarizeLayer(layer, fields[layer.index], state, labels.layerRange(layer.index));
  });
  const { name, inputShape, loss, mode, seed } = network;
  const parameterCount = layers.reduce((sum, layer) => sum + layer.parameterCount, 0);
  return {
    name,
    input: { shape: inputShape, label: labels.input, image: labels.image, ...labels.inputDetails },
    target: labels.target,
    layers,
    loss: {
      type: loss?.definition.type ?? 'none',
      description: loss ? optionText(loss.definition.options, loss.options) : '',
      range: labels.lossRange,
    },
    mode,
    seed,
    parameterCount,
    checkCount: parameterCount || layers.reduce((sum, layer) => sum + headlineCount(layer), 0),
  };
}

/** The entries a layer's verdict counts: its parameters, or its inputs where it has none. */
export function headlineCount(layer: Pick<LayerSummary, 'parameterCount' | 'inputShapes'>): number {
  return layer.parameterCount || layer.inputShapes.reduce((sum, shape) => sum + sizeOf(shape), 0);
}

function summarizeLayer(
  layer: PlannedLayer,
  receptiveField: readonly number[] | undefined,
  state: LayerSummary['state'],
  range: SourceRange | undefined,
): LayerSummary {
  const { fit, misfit, options, definition } = layer;
  const parameters: ParameterSummary[] = Object.entries(fit?.parameters ?? {}).flatMap(([name, spec]) =>
    spec && !definition?.parameters[name]?.buffer ? [{ name, key: parameterKey(layer, name), shape: spec.shape }] : [],
  );
  const explains: EntryTarget['kind'][] = definition?.terms ? ['output', 'inputDelta'] : [];
  if (definition?.terms && parameters.length > 0) explains.push('gradient');
  const operation = options.operation;
  const groups = options.groups;
  return {
    index: layer.index,
    name: layer.name,
    type: layer.type,
    description: describe(layer),
    signature: signature(layer),
    inputs: layer.inputs,
    inputShapes: layer.inputShapes,
    output: fit?.output,
    outputHint: fit ? formatShape(fit.output.slice(1)) : hintOf(layer),
    state,
    arithmetic: fit?.arithmetic ?? [],
    backwardArithmetic: fit?.backwardArithmetic,
    parameters,
    parameterCount: parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    multiplyAdds: fit?.multiplyAdds ?? 0,
    receptiveField,
    window: fit?.window,
    ...(operation === 'convolution' || operation === 'cross-correlation' ? { operation } : {}),
    ...(typeof groups === 'number' ? { groups } : {}),
    ...(misfit?.misfit ? { misfit: { ...misfit.misfit, message: misfit.message } } : {}),
    explains,
    range,
    ...(definition?.source ? { source: definition.source } : {}),
  };
}

/** Only a layer whose options could all be read can tell. */
function hintOf({ definition, options }: PlannedLayer): string {
  const complete = Object.keys(definition?.options ?? {}).every((name) => name in options);
  return (complete && definition?.hint?.(options)) || '?';
}

/** `6→16, 5×5, stride 1, padding 0`; of a layer that does not fit, as far as its options tell. */
function describe(layer: PlannedLayer): string {
  const { fit, inputShapes, options, definition } = layer;
  const input = inputShapes[0];
  if (!input || !definition) return '';
  const window = fit?.window ?? fit?.spread ?? windowOf(options);
  const output = fit?.output.at(window ? 1 : -1) ?? options.out_channels ?? options.out_features;
  const learns = Object.keys(fit?.parameters ?? definition.parameters).length > 0;
  const parts: string[] = [];
  if (learns && output !== undefined) parts.push(`${input.at(window ? 1 : -1)}→${output}`);
  if (window) parts.push(...describeWindow(window, options));
  return parts.join(', ') || optionText(definition.options, options);
}

type Sizes = Pick<Window, 'kernel' | 'stride' | 'dilation' | 'padding'>;

/** The window as the options state it, where the layer has one. */
function windowOf({ kernel_size, stride, dilation, padding }: PlannedLayer['options']): Sizes | undefined {
  if (!isSizes(kernel_size)) return undefined;
  const ones = kernel_size.map(() => 1);
  return {
    kernel: kernel_size,
    stride: isSizes(stride) ? stride : kernel_size,
    dilation: isSizes(dilation) ? dilation : ones,
    padding: isSizes(padding) ? padding : ones.map(() => 0),
  };
}

const isSizes = (value: unknown): value is number[] => Array.isArray(value) && value.every(Number.isInteger);

function describeWindow(window: Sizes, options: PlannedLayer['options']): string[] {
  const parts = [window.kernel.join('×'), `stride ${collapse(window.stride)}`];
  const { padding, padding_mode: mode, output_padding: added } = options;
  const filled = typeof mode === 'string' && mode !== 'zeros' ? ` ${mode}` : '';
  if (padding !== undefined) {
    parts.push(`padding ${typeof padding === 'string' ? padding : collapse(window.padding)}${filled}`);
  }
  if (isSizes(added) && added.some((cells) => cells > 0)) parts.push(`output padding ${collapse(added)}`);
  if (window.dilation.some((step) => step !== 1)) parts.push(`dilation ${collapse(window.dilation)}`);
  if (typeof options.groups === 'number' && options.groups !== 1) parts.push(`groups ${options.groups}`);
  if (options.operation === 'convolution') parts.push('convolution');
  return parts;
}

const collapse = (values: readonly number[]): string =>
  values.every((value) => value === values[0]) ? String(values[0]) : values.join('×');

/** `Conv2d(6, 16, kernel_size=5)`: sizes first, then what differs from the default. */
function signature(layer: PlannedLayer): string {
  const { fit, type, inputShapes, definition, options } = layer;
  const input = inputShapes[0];
  if (!definition) return type;
  const sizes: string[] = [];
  if (fit && input && Object.keys(fit.parameters).length > 0) {
    const axis = (fit.window ?? fit.spread) ? 1 : -1;
    sizes.push(String(input.at(axis)), String(fit.output.at(axis)));
  }
  const rest = optionText(definition.options, options);
  return `${type}(${[...sizes, ...(rest ? [rest] : [])].join(', ')})`;
}

/** Options that differ from their default: `kernel_size=5, stride=2`. Sizes (`in_…`, `out_…`) are told elsewhere. */
function optionText(specs: OptionSpecs, options: { readonly [name: string]: unknown }): string {
  const shown = Object.entries(options).filter(([name, value]) => {
    if (/^(in|out)_(channels|features)$/.test(name) || value === undefined) return false;
    return JSON.stringify(specs[name]?.fallback?.value) !== JSON.stringify(value);
  });
  return shown.map(([name, value]) => `${name}=${formatOption(shortest(value, specs[name]))}`).join(', ');
}

/** One number in place of a list, where the option reads it as that list: `kernel_size=3`. */
function shortest(value: unknown, spec: Option<unknown> | undefined): unknown {
  if (!Array.isArray(value) || value.length === 0) return value;
  const one: unknown = value[0];
  const reading = spec?.read(one);
  return reading && 'value' in reading && JSON.stringify(reading.value) === JSON.stringify(value) ? one : value;
}

function formatOption(value: unknown): string {
  if (Array.isArray(value)) return `(${value.join(', ')})`;
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
}
