/** One line under each map: what happens there, with the numbers of this layer put in. */
import type { LayerSummary, NetworkSummary } from '../../../src/protocol';
import { kernelOf, type KernelAxes } from '../../layerAxes';
import { count } from '../../numbers';

export interface Captions {
  readonly input: string;
  readonly kernel: string;
  readonly output: string;
  readonly inputDelta: string;
  readonly gradient: string;
  readonly delta: string;
}

interface Where {
  readonly network: NetworkSummary;
  readonly layer: LayerSummary;
}

export function captions({ network, layer }: Where, input: number): Captions {
  const weight = layer.parameters.find(({ name }) => name === 'weight')?.shape;
  const shared = { delta: arrival(network, layer), output: sizes(layer) };
  const kernel = kernelOf(layer);
  if (kernel !== undefined) return { ...shared, ...convolution(layer, kernel) };
  if (weight?.length === 2) return { ...shared, ...matrix(layer, weight) };
  return { ...shared, ...plain(network, layer, input) };
}

function convolution(layer: LayerSummary, kernel: KernelAxes): Omit<Captions, 'output' | 'delta'> {
  const { shape, filters, channels, filtersOfGroup, transposed } = kernel;
  const size = shape.slice(2).join('×');
  // Each entry of ∂C/∂W sums over the cells that the kernel is laid at: of the output, or of the input where it spreads.
  const laidAt = (transposed ? layer.inputShapes[0] : layer.output) ?? [];
  const terms = laidAt.reduce((all, extent, axis) => (axis === 1 ? all : all * extent), 1);
  const padded = layer.window?.padding.some((zeros) => zeros > 0) ?? false;
  const most = padded || transposed ? `up to ${count(terms)}` : count(terms);
  const back = layer.backwardArithmetic === undefined ? '' : `; ${layer.backwardArithmetic}`;
  return {
    input: transposed ? `each cell spreads over ${size}` : `a window of ${size} for each output cell`,
    kernel: `one of ${plural(filters * channels, 'kernel')}`,
    inputDelta: `sum over ${plural(filtersOfGroup, 'filter')}${back}`,
    gradient: `a ⋆ δ, ${most} ${terms === 1 ? 'term' : 'terms'} in each cell`,
  };
}

function matrix(layer: LayerSummary, weight: readonly number[]): Omit<Captions, 'output' | 'delta'> {
  const [outputs, inputs] = weight as readonly [number, number];
  const samples = (layer.output ?? [1]).slice(0, -1).reduce((all, extent) => all * extent, 1);
  return {
    input: wrapped(inputs),
    kernel: 'a row for each output',
    inputDelta: `Wᵀδ, sum over ${plural(outputs, 'output')}`,
    gradient: samples === 1 ? 'δaᵀ, one product in each cell' : `Σ δaᵀ over ${count(samples)} samples`,
  };
}

function plain(network: NetworkSummary, layer: LayerSummary, input: number): Omit<Captions, 'output' | 'delta'> {
  const from = layer.inputs[input] ?? -1;
  const name = from < 0 ? 'the input' : (network.layers[from]?.name ?? 'the input');
  const all = layer.inputShapes.length;
  const which = all > 2 ? `, ${input + 1} of ${all} inputs` : '';
  const size = layer.window?.kernel.join('×');
  const window = size === undefined ? `from ${name}` : `a window of ${size} for each output cell`;
  return { input: `${window}${which}`, kernel: '', inputDelta: `leaves for ${name}${which}`, gradient: '' };
}

/** `14 − 5 + 1 = 10` where nothing else plays a part, else the formula as it stands. */
function sizes(layer: LayerSummary): string {
  const { output, arithmetic } = layer;
  const short = plainSizes(layer);
  if (short !== undefined) return short;
  if (arithmetic.length > 0) return arithmetic.join(', ');
  return output?.length === 2 ? wrapped(output[1]!) : '';
}

/** One line per axis (one for both where they agree), for windows that move by one cell and have no gaps. */
function plainSizes({ window, output, inputShapes }: LayerSummary): string | undefined {
  const input = inputShapes[0];
  if (window === undefined || output === undefined || input === undefined) return undefined;
  if (!window.stride.every((step) => step === 1) || !window.dilation.every((gap) => gap === 1)) return undefined;
  const axes = window.kernel.map((kernel, axis) => {
    const before = input[axis + 2]!;
    const after = output[axis + 2]!;
    const zeros = window.padding[axis]!;
    // Padding "same" of an even kernel is not twice the zeros before; then the layer's own text stands.
    if (before + 2 * zeros - kernel + 1 !== after) return undefined;
    return `${before}${zeros > 0 ? ` + 2·${zeros}` : ''} − ${kernel} + 1 = ${after}`;
  });
  if (axes.some((axis) => axis === undefined)) return undefined;
  return [...new Set(axes)].join(', ');
}

const plural = (many: number, word: string): string => `${count(many)} ${word}${many === 1 ? '' : 's'}`;

function wrapped(length: number): string {
  const columns = Math.ceil(Math.sqrt(length));
  return length > 1 ? `a vector, wrapped at ${columns}` : '';
}

/** Where δ comes from: the layers that read the output. */
function arrival(network: NetworkSummary, layer: LayerSummary): string {
  const readers = network.layers.filter(({ inputs }) => inputs.includes(layer.index)).map(({ name }) => name);
  if (readers.length === 0) return 'arrives from the loss';
  if (readers.length === 1) return `arrives from ${readers[0]}`;
  return `sum of what ${readers.slice(0, -1).join(', ')} and ${readers.at(-1)} send back`;
}
