/** What dropout layers share: every output is slope · input + shift, with the slopes and shifts of a seeded mask. */
import {
  defineLayer,
  type EntryTarget,
  type Layer,
  type LayerState,
  type ParameterDocs,
  type Reject,
  type Sample,
  type ShapeProblem,
  type TermSum,
} from '../../layer';
import type { Rng } from '../../rng';
import { ravel, sizeOf, zeros, type Shape, type Tensor } from '../../tensor';
import { probability } from './dropMask';
import { DELTA, factorAt, fixed, INPUT, local, symbol } from './symbols';

/** z = slope · a + shift, entry by entry. */
export interface Drawn {
  readonly slope: Float64Array;
  readonly shift?: Float64Array;
}

interface Dropping {
  readonly type: string;
  readonly doc: string;
  readonly formula: { readonly forward: string; readonly backward: string };
  readonly torch: string;
  draw(shape: Shape, p: number, rng: Rng): Drawn;
  misfit?(input: Shape): ShapeProblem | undefined;
  readonly samples: readonly Sample[];
  readonly rejects?: readonly Reject[];
}

type State = LayerState<{ readonly p: number }, ParameterDocs, Drawn>;

export function defineDropping(layer: Dropping): Layer {
  return defineLayer({
    type: layer.type,
    doc: layer.doc,
    formula: layer.formula,
    options: { p: probability },
    parameters: {},
    affine: true,

    shape([input]) {
      const misfit = layer.misfit?.(input!);
      if (misfit) return { ok: false, problems: [misfit] };
      return { ok: true, output: input!, parameters: {}, arithmetic: [], multiplyAdds: sizeOf(input!) };
    },

    forward([input], _parameters, { p }, { training, rng }) {
      const size = input!.data.length;
      const drawn = training ? layer.draw(input!.shape, p, rng) : { slope: new Float64Array(size).fill(1) };
      const output = zeros(input!.shape);
      for (let i = 0; i < size; i++) output.data[i] = through(input!, drawn, i);
      return { output, saved: drawn };
    },

    backward(delta, { slope }) {
      const dx = zeros(delta.shape);
      for (let i = 0; i < slope.length; i++) dx.data[i] = slope[i] === 0 ? 0 : delta.data[i]! * slope[i]!;
      return { inputs: [dx], parameters: {} };
    },

    probe: ([input], _parameters, _options, drawn) => ({
      reach: (_source, flat) => [flat],
      output: (flat) => through(input!, drawn, flat),
    }),

    terms,

    torch: layer.torch,
    samples: layer.samples,
    rejects: [
      {
        name: 'a probability above 1',
        inputs: layer.samples[0]!.inputs,
        options: { p: 1.5 },
        option: 'p',
        message: 'must be a number from 0 to 1, but is 1.5.',
      },
      ...(layer.rejects ?? []),
    ],
  });
}

/** What is dropped is dropped, were it NaN. */
const through = ({ data }: Tensor, { slope, shift }: Drawn, at: number): number =>
  (slope[at] === 0 ? 0 : data[at]! * slope[at]!) + (shift?.[at] ?? 0);

/** m · a, and δ · m on the way back. */
function terms(target: EntryTarget, index: readonly number[], state: State): TermSum | undefined {
  const { inputs, output, delta, saved } = state;
  const flat = ravel(index, output.shape);
  const forward = target.kind === 'output';
  if (!forward && !delta) return undefined;
  const factors = [
    forward ? factorAt(INPUT, inputs[0]!, index) : factorAt(DELTA, delta!, index),
    local(saved.slope[flat]!),
  ];
  const subscripts = fixed(index, output.shape);
  const product = factors[1]!.value === 0 ? 0 : factors[0]!.value * factors[1]!.value;
  return {
    indices: [],
    factors: [symbol(forward ? 'a' : 'δ', subscripts), symbol('m', subscripts)],
    terms: [{ at: [], factors, product }],
    ...(forward && saved.shift && { plus: { factor: local(saved.shift[flat]!), symbol: symbol('shift', subscripts) } }),
    note: saved.slope[flat] === 0 ? 'this entry is dropped' : 'this entry is kept, and scaled',
  };
}
