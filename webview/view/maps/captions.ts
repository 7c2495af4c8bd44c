/** One line under each map: what happens there, with the numbers of this layer put in. */
import type { LayerSummary, NetworkSummary } from '../../../src/protocol';
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
  if (weight?.length === 4) return { ...shared, ...convolution(layer, weight) };
  if (weight?.length === 2) return { ...shared, ...matrix(layer, weight) };
  return { ...shared, ...plain(network, layer, input) };
}

function convolution(layer: LayerSummary, weight: readonly number[]): Omit<Captions, 'output' | 'delta'> {
  const [filters, channels] = weight as readonly [number, number];
  const kernel = weight.slice(2).join('×');
  const [samples = 1, , rows = 1, columns = 1] = layer.output ?? [];
  const terms = samples * rows * columns;
  const padded = layer.window?.padding.some((zeros) => zeros > 0) ?? false;
  const most = padded ? `up to ${count(terms)}` : count(terms);
  const perGroup = filters / (layer.groups ?? 1);
  const back = layer.backwardArithmetic === undefined ? '' : `; ${layer.backwardArithmetic}`;
  return {
    input: `a window of ${kernel} for each output cell`,
    kernel: `one of ${plural(filters * channels, 'kernel')}`,
    inputDelta: `sum over ${plural(perGroup, 'filter')}${back}`,
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
  const { window, output, inputShapes, arithmetic } = layer;
  const input = inputShapes[0];
  if (window !== undefined && output !== undefined && input !== undefined) {
    const plainWindow = window.stride.every((s) => s === 1) && window.dilation.every((d) => d === 1);
    const last = window.kernel.length - 1;
    const square = same(window.kernel) && same(window.padding) && same(input.slice(2)) && same(output.slice(2));
    if (plainWindow && square) {
      const zeros = window.padding[last]! > 0 ? ` + 2·${window.padding[last]}` : '';
      const after = output.at(-1)!;
      // Padding "same" of an even kernel is not twice the zeros before; then the layer's own text stands.
      if (input.at(-1)! + 2 * window.padding[last]! - window.kernel[last]! + 1 === after) {
        return `${input.at(-1)}${zeros} − ${window.kernel[last]} + 1 = ${after}`;
      }
    }
  }
  if (arithmetic.length > 0) return arithmetic.join(', ');
  const shape = output ?? [];
  return shape.length === 2 ? wrapped(shape[1]!) : '';
}

const same = (values: readonly number[]): boolean => values.every((value) => value === values[0]);
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
