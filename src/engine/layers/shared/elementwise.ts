/** What all activations share: a function f applied to every entry, and its derivative f′. */
import {
  defineLayer,
  type Layer,
  type LayerState,
  type ParameterDocs,
  type Reject,
  type Sample,
  type ShapeProblem,
  type TermSum,
} from '../../layer';
import type { OptionSpecs, OptionsOf } from '../../options';
import { sizeOf, zeros, type Tensor } from '../../tensor';
import { DELTA, factorAt, fixed, INPUT, local, symbol } from './symbols';

export interface Activation<S extends OptionSpecs> {
  readonly type: string;
  readonly doc: string;
  readonly formula: { readonly forward: string; readonly backward: string };
  readonly options: S;
  readonly torch: string;
  /** How f is written in a formula: `tanh`, `σ`. */
  readonly symbol: string;
  /** a = f(z) */
  value(z: number, options: OptionsOf<S>): number;
  /** f′(z); may use a = f(z). */
  slope(z: number, a: number, options: OptionsOf<S>): number;
  /**
   * f(z + Δ) − f(z) by an expression in which nothing cancels, from f alone and never from f′; for functions that
   * saturate, or lose digits otherwise. See `CarriedChange`.
   */
  difference?(z: number, by: number, options: OptionsOf<S>): number;
  /** Bound on |f′| where f′ comes near 0, as far as `difference` shows it: see `CarriedChange`. 0 when left out. */
  readonly steepest?: number;
  /** For functions made of pieces: which one z lies on. A piece of slope 0 stops even an infinite δ. */
  piece?(z: number, options: OptionsOf<S>): number;
  /** Multiplications per entry. */
  readonly multiplications?: number;
  /** What is wrong with the options together. */
  fault?(options: OptionsOf<S>): ShapeProblem | undefined;
  /** Options of the samples that every activation has, where some must be given. */
  readonly defaults?: Sample['options'];
  /** Where inputs of those samples are drawn, for a function that is not defined everywhere. */
  readonly range?: Sample['range'];
  readonly samples?: readonly Sample[];
  readonly rejects?: readonly Reject[];
}

/** Which side of 0: the piece of a function that breaks there, 0 itself apart. */
export const side = (z: number): number => (z > 0 ? 1 : z < 0 ? -1 : 0);

/** The piece of a function that breaks at two places, low < high; the places themselves apart. */
export const sides = (z: number, low: number, high: number): number => side(z - low) + side(z - high);

interface Saved<S extends OptionSpecs> {
  readonly input: Tensor;
  readonly output: Tensor;
  readonly options: OptionsOf<S>;
}

type State<S extends OptionSpecs> = LayerState<OptionsOf<S>, ParameterDocs, Saved<S>>;

export function defineActivation<S extends OptionSpecs>(activation: Activation<S>): Layer {
  const { value, slope, piece, difference, steepest = 0, defaults = {} } = activation;
  const drawn = activation.range && { range: activation.range };
  return defineLayer({
    type: activation.type,
    doc: activation.doc,
    formula: activation.formula,
    options: activation.options,
    torch: activation.torch,
    parameters: {},

    shape([input], options) {
      const fault = activation.fault?.(options);
      if (fault) return { ok: false, problems: [fault] };
      const multiplyAdds = (activation.multiplications ?? 0) * sizeOf(input!);
      return { ok: true, output: input!, parameters: {}, arithmetic: [], multiplyAdds };
    },

    forward([input], _parameters, options) {
      const output = zeros(input!.shape);
      for (let i = 0; i < output.data.length; i++) output.data[i] = value(input!.data[i]!, options);
      return { output, saved: { input: input!, output, options } };
    },

    backward(delta, { input, output }, _parameters, options) {
      const dx = zeros(input.shape);
      for (let i = 0; i < dx.data.length; i++) {
        const f = slope(input.data[i]!, output.data[i]!, options);
        dx.data[i] = piece && f === 0 ? 0 : delta.data[i]! * f;
      }
      return { inputs: [dx], parameters: {} };
    },

    ...(piece && {
      branch: ({ input, options }: Saved<S>) => Int32Array.from(input.data, (z) => piece(z, options)),
      ...(piece !== side && { turn: 'changes its piece' }),
    }),

    probe([input], _parameters, options) {
      const self = new Int32Array(1);
      return {
        reach(_source, flat) {
          self[0] = flat;
          return self;
        },
        output: (flat) => value(input!.data[flat]!, options),
        ...(piece && { branch: (flat: number) => piece(input!.data[flat]!, options) }),
        ...(difference && {
          carried: {
            by: (flat: number, by: number) => difference(input!.data[flat]!, by, options),
            steepest: () => steepest,
          },
        }),
      };
    },

    terms: (target, index, state) => terms(activation, target.kind === 'output', index, state),

    samples: [
      { name: 'a batch of non-square maps', inputs: [[2, 3, 4, 5]], options: defaults, ...drawn },
      { name: 'a vector per sample', inputs: [[3, 7]], options: defaults, ...drawn },
      ...(activation.samples ?? []),
    ],
    rejects: activation.rejects ?? [],
  });
}

/** a = f(z), or δ · f′(z). */
function terms<S extends OptionSpecs>(
  { symbol: name, slope }: Activation<S>,
  ofOutput: boolean,
  index: readonly number[],
  { inputs, output, delta, options }: State<S>,
): TermSum | undefined {
  const z = factorAt(INPUT, inputs[0]!, index).value;
  const a = factorAt({ kind: 'output' }, output, index).value;
  const subscripts = fixed(index, output.shape);
  if (ofOutput) {
    const factors = [symbol(`${name}(z)`, subscripts)];
    return { indices: [], factors, terms: [{ at: [], factors: [local(a)], product: a }] };
  }
  if (!delta) return undefined;
  const factors = [factorAt(DELTA, delta, index), local(slope(z, a, options))];
  const product = factors[1]!.value === 0 ? 0 : factors[0]!.value * factors[1]!.value;
  return {
    indices: [],
    factors: [symbol('δ', subscripts), symbol(`${name}′(z)`, subscripts)],
    terms: [{ at: [], factors, product }],
    note: 'the δ that arrives, times the slope of the activation at z',
  };
}
