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
}

/** From which weight of Keras a parameter comes. */
export interface WeightSource {
  /** `conv1.weight` */
  readonly key: string;
  /** `conv1/kernel` */
  readonly from: string | undefined;
  /** The value of all entries, where Keras has no such weight. */
  readonly fill?: number;
  /** Axis k of the parameter is axis `axes[k]` of the weight. */
  readonly axes?: readonly number[];
}

export type Settings = { readonly [name: string]: unknown };

export class Builder {
  readonly specs: LayerSpec[] = [];
  /** By place in `specs`: where in the file it comes from. */
  readonly places: Path[] = [];
  readonly weights: WeightSource[] = [];
  private readonly names = new Set<string>(['input']);

  constructor(readonly problems: Problem[]) {}

  /** `part` sets a helper apart from the layer itself: `conv1.pad`. */
  add(layer: KerasLayer, type: string, settings: Settings, inputs: readonly Ref[], part = ''): Ref {
    const name = this.unused(part === '' ? layer.name : `${layer.name}.${part}`);
    this.specs.push({ name, type, inputs: inputs.map((input) => input.name), settings });
    this.places.push(layer.at);
    return { name, shape: this.shapeOf(type, settings, inputs) };
  }

  weight(key: string, from: string, axes?: readonly number[]): void {
    this.weights.push(axes ? { key, from, axes } : { key, from });
  }

  constant(key: string, fill: number): void {
    this.weights.push({ key, from: undefined, fill });
  }

  fail(layer: KerasLayer, message: string, option?: string): void {
    const at = option === undefined ? layer.at : [...layer.at, 'config', option];
    this.problems.push(problem(at, `${layer.name}: ${message}`));
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

/** Axis k of a tensor of `rank` axes in Keras's order, in ours. Negative axes count from the end. */
export function ourAxis(axis: number, rank: number, channelsLast = true): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (!channelsLast || rank < 3 || positive === 0) return positive;
  return positive === rank - 1 ? 1 : positive + 1;
}

/** The order that brings ours to Keras's: N,C,H,W → N,H,W,C. */
export const toKeras = (rank: number): number[] =>
  Array.from({ length: rank }, (_, axis) => (axis === 0 ? 0 : axis === rank - 1 ? 1 : axis + 1));
/** And back. */
export const fromKeras = (rank: number): number[] =>
  Array.from({ length: rank }, (_, axis) => (axis === 0 ? 0 : axis === 1 ? rank - 1 : axis - 1));

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
