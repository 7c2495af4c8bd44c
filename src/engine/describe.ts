/** A planned network as plain data: for the layer list, lenses, hovers and `gradlens shapes`. */
import type { EntryTarget, Fits } from './layer';
import { parameterKey } from './instantiate';
import { fittingLayers, NETWORK_INPUT, type Network, type PlannedLayer } from './network';
import { formatShape, sizeOf, type Shape } from './tensor';
import type { LayerSummary, NetworkSummary, ParameterSummary, SourceRange } from './summary';

export interface NetworkLabels {
  /** What the input is: a file's name, `random normal, seed 0`. */
  readonly input: string;
  /** Is the input a picture? */
  readonly image: boolean;
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
    input: { shape: inputShape, label: labels.input, image: labels.image },
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
  };
}

/** Only a layer whose options could all be read can tell. */
function hintOf({ definition, options }: PlannedLayer): string {
  const complete = Object.keys(definition?.options ?? {}).every((name) => name in options);
  return (complete && definition?.hint?.(options)) || '?';
}

/** `6→16, 5×5, stride 1, padding 0` */
function describe(layer: PlannedLayer): string {
  const { fit, inputShapes, options } = layer;
  const input = inputShapes[0];
  if (!fit || !input) return '';
  const learns = Object.keys(fit.parameters).length > 0;
  const parts: string[] = [];
  const channel = fit.window ? 1 : -1;
  if (learns) parts.push(`${input.at(channel)}→${fit.output.at(channel)}`);
  if (fit.window) parts.push(...describeWindow(fit.window, options));
  return parts.join(', ') || optionText(layer.definition!.options, options);
}

function describeWindow(window: NonNullable<Fits['window']>, options: PlannedLayer['options']): string[] {
  const parts = [window.kernel.join('×'), `stride ${collapse(window.stride)}`];
  const padding = options.padding;
  if (padding !== undefined) parts.push(`padding ${typeof padding === 'string' ? padding : collapse(window.padding)}`);
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
    const axis = fit.window ? 1 : -1;
    sizes.push(String(input.at(axis)), String(fit.output.at(axis)));
  }
  const rest = optionText(definition.options, options);
  return `${type}(${[...sizes, ...(rest ? [rest] : [])].join(', ')})`;
}

/** Options that differ from their default: `kernel_size=5, stride=2`. Sizes (`in_…`, `out_…`) are told elsewhere. */
function optionText(
  specs: { readonly [name: string]: { readonly fallback?: { readonly value: unknown } } },
  options: { readonly [name: string]: unknown },
): string {
  const shown = Object.entries(options).filter(([name, value]) => {
    if (/^(in|out)_(channels|features)$/.test(name) || value === undefined) return false;
    return JSON.stringify(specs[name]?.fallback?.value) !== JSON.stringify(value);
  });
  return shown.map(([name, value]) => `${name}=${formatOption(value)}`).join(', ');
}

function formatOption(value: unknown): string {
  if (!Array.isArray(value)) return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
  return value.length === 2 && value[0] === value[1] ? String(value[0]) : `(${value.join(', ')})`;
}

/**
 * Receptive field of one output cell in cells of the network's input: r ← r + (k − 1)·d·j, j ← j·s along the path, the
 * larger where branches join. A layer that learns without a window (Linear) sees all of it.
 */
function receptiveFields(network: Network): (number[] | undefined)[] {
  const spatial = network.inputShape.slice(2);
  const fields: ({ size: number[]; jump: number[] } | undefined)[] = [];
  const start = { size: spatial.map(() => 1), jump: spatial.map(() => 1) };
  for (const { fit, inputs } of network.layers) {
    const sources = inputs.map((input) => (input === NETWORK_INPUT ? start : fields[input]));
    const largest = sources.reduce(
      (a, b) => (a && b && b.size.some((size, axis) => size > a.size[axis]!) ? b : a),
      sources[0],
    );
    fields.push(fit && largest ? widen(largest, fit, spatial) : undefined);
  }
  return fields.map((field) => (spatial.length > 0 ? field?.size : undefined));
}

function widen(
  field: { size: number[]; jump: number[] },
  fit: Fits,
  spatial: Shape,
): { size: number[]; jump: number[] } {
  const { window } = fit;
  if (!window) {
    const mixes = Object.keys(fit.parameters).length > 0 && fit.output.length === 2;
    return mixes ? { size: [...spatial], jump: field.jump } : field;
  }
  return {
    size: field.size.map(
      (size, axis) => size + (window.kernel[axis]! - 1) * window.dilation[axis]! * field.jump[axis]!,
    ),
    jump: field.jump.map((jump, axis) => jump * window.stride[axis]!),
  };
}
