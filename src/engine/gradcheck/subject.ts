/** One layer of a trace, whose passes can be asked again with other arguments than those of the run. */
import type { Backward, Layer, ParameterDocs } from '../layer';
import { backwardOf, copyOf, copyOfAll, forwardOf } from '../passes';
import { mersenneTwister, type Rng } from '../rng';
import { unravel, type Tensor } from '../tensor';
import { contextFor, parametersOf, type Trace } from '../trace';

export interface Subject {
  readonly name: string;
  readonly definition: Layer;
  readonly inputs: readonly Tensor[];
  readonly delta: Tensor;
  readonly back: Backward<ParameterDocs>;
  readonly output: Tensor;
  readonly saved: unknown;
  readonly rng: Rng;
  forward(inputs: readonly Tensor[], definition?: Layer): { readonly output: Tensor; readonly saved: unknown };
  backward(delta: Tensor, saved: unknown, definition?: Layer): Backward<ParameterDocs>;
  /** The layer's own functions on these very tensors, not on copies. */
  live(inputs: readonly Tensor[], delta: Tensor): readonly Named[];
}

/** `name` is a tensor's, or says what is being compared. */
export type Named = readonly [name: string, before: Tensor, after: Tensor];

export function subjectOf(trace: Trace, layer: number): Subject {
  const { definition: own, options, name } = trace.model.network.layers[layer]!;
  const { inputs, output, saved, delta, back } = trace.layers[layer]!;
  const parameters = parametersOf(trace.model, layer);
  const context = () => contextFor(trace.model, layer);
  return {
    name,
    definition: own!,
    inputs,
    output,
    saved,
    delta: delta!,
    back: back!,
    rng: mersenneTwister((trace.model.network.seed * 69069 + layer) >>> 0),
    forward: (given, definition = own!) => forwardOf(definition, given, parameters, options, context()),
    backward: (given, kept, definition = own!) => backwardOf(definition, given, kept, parameters, options),
    live: (given, arriving) => {
      const copies = copyOfAll(parameters);
      const input = (k: number) => (given.length > 1 ? `input ${k}` : 'input');
      const before = given.map(copyOf);
      const deltaBefore = copyOf(arriving);
      const { saved: kept } = own!.forward(given, copies, options, context());
      const between = given.map(copyOf);
      own!.backward(arriving, kept, copies, options);
      return [
        ...given.map((_, k): Named => [`forward changes its ${input(k)}`, before[k]!, between[k]!]),
        ...given.map((after, k): Named => [`backward changes the layer's ${input(k)}`, between[k]!, after]),
        ['backward changes the δ that it is given', deltaBefore, arriving],
        ...Object.entries(copies).map(([key, after]): Named => [`a pass changes ${key}`, parameters[key]!, after]),
      ];
    },
  };
}

// ---------------------------------------------------------------- comparing

export function gradientsOf({ parameters, inputs }: Backward<ParameterDocs>): (readonly [string, Tensor])[] {
  const own = Object.entries(parameters).flatMap(([key, gradient]) => (gradient ? [[key, gradient] as const] : []));
  return [...own, ...inputs.map((dx, k) => [inputs.length > 1 ? `dx${k}` : 'dx', dx] as const)];
}

export function gradientPairs(a: Backward<ParameterDocs>, b: Backward<ParameterDocs>): Named[] {
  const others = gradientsOf(b);
  return gradientsOf(a).map(([name, before], k) => [name, before, others[k]![1]]);
}

export function zip(...backs: readonly Backward<ParameterDocs>[]) {
  const [one, two, three] = backs.map(gradientsOf);
  return one!.map((first, k) => [first, two![k]!, three![k]!] as const);
}

export const allFinite = (back: Backward<ParameterDocs>): boolean =>
  gradientsOf(back).every(([, { data }]) => data.every(Number.isFinite));

/** First flat position of the leading `share` of two tensors where they are not the same bits; −1 where they are. */
export function firstDifference(a: Tensor, b: Tensor, share = 1): number {
  const end = Math.round(a.data.length * share);
  for (let flat = 0; flat < end; flat++) if (!Object.is(a.data[flat], b.data[flat])) return flat;
  return -1;
}

export const largest = ({ data }: Tensor): number => data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
export const plain = (value: number): string => String(Number(value.toPrecision(4))).replace('-', '−');
const indexed = (name: string, { shape }: Tensor, flat: number): string =>
  `${name}[${unravel(flat, shape).join(', ')}]`;
export const entry = (name: string, tensor: Tensor, flat: number): string =>
  `${indexed(name, tensor, flat)} is ${plain(tensor.data[flat]!)}`;
export const pair = (name: string, before: Tensor, after: Tensor, flat: number): string =>
  `${indexed(name, before, flat)} was ${plain(before.data[flat]!)} and is ${plain(after.data[flat]!)}`;
