/** Builds the engine's layers out of Keras's. Inside, channels come before rows and columns, as PyTorch has them. */
import { readOptions, type LayerSpec } from '../../engine/network';
import { problem, type Path, type Problem } from '../../engine/problem';
import { findLayer } from '../../engine/registry';
import type { Shape } from '../../engine/tensor';
import type { KerasLayer } from './calls';

/** A tensor between layers; its shape is undefined behind a problem. */
export interface Ref {
  readonly name: string;
  /** N,C,H,W whatever the order in Keras. */
  readonly shape: Shape | undefined;
  /** Its axes stand in Keras's order already: it was turned for a layer that reads them so. */
  readonly turned?: boolean;
}

/** From which weight of Keras a parameter comes. */
export interface WeightSource {
  /** `conv1.weight` */
  readonly key: string;
  /** The layer that the weight belongs to: `conv1`, `encoder/conv1`. */
  readonly layer: string;
  /** `kernel` */
  readonly from: string | undefined;
  /** The value of all entries, where Keras has no such weight. */
  readonly fill?: number;
  /** Axis k of the parameter is axis `axes[k]` of the weight. */
  readonly axes?: readonly number[];
  /** The parameter's shape before axes of it were joined, in the parameter's order: C,M,H,W of depthwise kernels. */
  readonly split?: (parameter: Shape) => Shape;
}

type More = Pick<WeightSource, 'axes' | 'split'>;
export type Settings = { readonly [name: string]: unknown };

export class Builder {
  readonly specs: LayerSpec[] = [];
  /** By place in `specs`: where in the file it comes from. */
  readonly places: Path[] = [];
  /** Names of layers whose output stands in Keras's order of axes. */
  readonly turned = new Set<string>();
  readonly weights: WeightSource[] = [];
  private readonly names = new Set<string>(['input']);
  /** The first call of each layer. */
  private readonly calls = new Map<string, { readonly node: string; readonly name: string }>();
  /** Of a later call of a layer: the first, whose parameters it has. */
  private readonly firsts = new Map<string, string>();

  constructor(
    readonly problems: Problem[],
    /** Channels come last in the model, Keras's default. */
    readonly channelsLast = true,
    /** Of Keras: a few functions changed with version 3. */
    readonly version: 2 | 3 = 3,
  ) {}

  /** `part` sets a helper apart from the layer itself: `conv1.pad`. */
  add(layer: KerasLayer, type: string, settings: Settings, inputs: readonly Ref[], part = ''): Ref {
    const name = this.unused(part === '' ? layer.name : `${layer.name}.${part}`);
    const keys = this.sharedKeys(layer, type, name, part);
    this.specs.push({ name, type, inputs: inputs.map((input) => input.name), settings, ...(keys && { keys }) });
    this.places.push(layer.at);
    const turned = inputs[0]?.turned === true;
    if (turned) this.turned.add(name);
    return { name, shape: this.shapeOf(type, settings, inputs), turned };
  }

  /** The input with its axes in Keras's order. */
  turn(layer: KerasLayer, input: Ref): Ref {
    const rank = input.shape?.length ?? 2;
    if (rank < 3 || !this.channelsLast) return input;
    const turned = this.add(layer, 'Permute', { dims: toKeras(rank) }, [input], 'channels_last');
    this.turned.add(turned.name);
    return { ...turned, turned: true };
  }

  /** And back. */
  turnBack(layer: KerasLayer, input: Ref): Ref {
    const rank = input.shape?.length ?? 2;
    if (rank < 3 || !this.channelsLast) return { ...input, turned: false };
    this.turned.add(input.name);
    const made = this.add(layer, 'Permute', { dims: fromKeras(rank) }, [input], 'channels_first');
    this.turned.delete(made.name);
    return { ...made, turned: false };
  }

  /** Axis k of a tensor of `rank` axes in Keras's order, in ours. Negative axes count from the end. */
  axis(axis: number, rank: number): number {
    return ourAxis(axis, rank, this.channelsLast);
  }

  /** @param parameter of the layer that was added as `made`: `weight` */
  weight(made: Ref, parameter: string, layer: KerasLayer, from: string, more: More = {}): void {
    if (this.firsts.get(made.name) === undefined)
      this.weights.push({ key: `${made.name}.${parameter}`, layer: layer.name, from, ...more });
  }

  constant(made: Ref, parameter: string, layer: KerasLayer, fill: number): void {
    if (this.firsts.get(made.name) === undefined)
      this.weights.push({ key: `${made.name}.${parameter}`, layer: layer.name, from: undefined, fill });
  }

  fail(layer: KerasLayer, message: string, option?: string): void {
    const at = option === undefined ? layer.at : [...layer.at, 'config', option];
    this.problems.push(problem(at, `${layer.name}: ${message}`));
  }

  warn(layer: KerasLayer, message: string): void {
    this.problems.push(problem(layer.at, `${layer.name}: ${message}`, { severity: 'warning' }));
  }

  /** A layer that is called again has the parameters of its first call. */
  private sharedKeys(layer: KerasLayer, type: string, name: string, part: string): LayerSpec['keys'] {
    const call = `${layer.name}\u0000${part}`;
    const first = this.calls.get(call);
    if (!first) this.calls.set(call, { node: layer.node, name });
    if (!first || first.node === layer.node) return undefined;
    const parameters = Object.keys(findLayer(type)?.parameters ?? {});
    if (parameters.length === 0) return undefined;
    this.firsts.set(name, first.name);
    return Object.fromEntries(parameters.map((parameter) => [parameter, `${first.name}.${parameter}`]));
  }

  private shapeOf(type: string, settings: Settings, inputs: readonly Ref[]): Shape | undefined {
    const definition = findLayer(type);
    const shapes = inputs.flatMap(({ shape }) => (shape ? [shape] : []));
    if (!definition || shapes.length < inputs.length) return undefined;
    const { options, complete } = readOptions(type, definition.options, settings, [], [], []);
    const result = complete ? definition.shape(shapes, options) : undefined;
    return result?.ok ? result.output : undefined;
  }

  private unused(name: string): string {
    let candidate = name;
    for (let n = 1; this.names.has(candidate); n++) candidate = `${name}_${n}`;
    this.names.add(candidate);
    return candidate;
  }
}

// ---------------------------------------------------------------- orders of axes

/** Does this layer have its channels last? Keras's default. */
export const isChannelsLast = ({ config }: KerasLayer): boolean => config.data_format !== 'channels_first';

function ourAxis(axis: number, rank: number, channelsLast: boolean): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (!channelsLast || rank < 3 || positive === 0) return positive;
  return positive === rank - 1 ? 1 : positive + 1;
}

/** The order that brings ours to Keras's: N,C,H,W → N,H,W,C. */
export const toKeras = (rank: number): number[] =>
  Array.from({ length: rank }, (_, axis) => (rank < 3 || axis === 0 ? axis : axis === rank - 1 ? 1 : axis + 1));
/** And back. */
export const fromKeras = (rank: number): number[] =>
  Array.from({ length: rank }, (_, axis) => (rank < 3 || axis === 0 ? axis : axis === 1 ? rank - 1 : axis - 1));

// ---------------------------------------------------------------- options

export const numbersOf = (value: unknown, count: number): number[] | undefined => {
  const list: unknown[] = Array.isArray(value) ? value : Array.from({ length: count }, () => value);
  return list.length === count && list.every((item) => typeof item === 'number') ? (list as number[]) : undefined;
};

/** TensorFlow's SAME: ⌈n/s⌉ cells; of an odd number of padding cells the last side gets one more. */
export function samePadding(extent: number, kernel: number, stride: number, dilation: number): [number, number] {
  const reach = dilation * (kernel - 1) + 1;
  const total = Math.max((Math.ceil(extent / stride) - 1) * stride + reach - extent, 0);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** `same`, `valid`, `causal`; Keras does not mind capitals. */
export const paddingOf = ({ config }: KerasLayer): string =>
  typeof config.padding === 'string' ? config.padding.toLowerCase() : 'valid';

/** Axes of the map, from first to last, as PyTorch's padding layers list them: two cells each, the last axis first. */
export const around = (sides: readonly (readonly [number, number])[]): number[] => [...sides].reverse().flat();

/** `7` or `[2, 3]` or `[[1, 2], [3, 4]]` */
export function sidesOf(value: unknown, dims: number): [number, number][] | undefined {
  const list: unknown[] = Array.isArray(value) ? value : Array.from({ length: dims }, () => value);
  // One axis: a pair is its two sides.
  if (dims === 1 && list.length === 2) return sidesOf([list], 1);
  const sides = list.map((side) => numbersOf(side, 2));
  return sides.length === dims && sides.every((side) => side !== undefined) ? (sides as [number, number][]) : undefined;
}
