import { defineLayer, type EntryTarget, type LayerState, type ParameterDoc, type TermSum } from '../layer';
import { int, number } from '../options';
import { formatShape, ravel, sizeOf, zeros, type Shape, type Tensor } from '../tensor';
import { side } from './shared/elementwise';
import { deltaSum } from './shared/readers';
import { DELTA, factorAt, fixed, INPUT, local, symbol, WEIGHT } from './shared/symbols';

/** Index of the slope that entry `flat` meets: that of its channel, or the only one. */
const slopeAt = (flat: number, shape: Shape, slopes: number): number =>
  slopes === 1 ? 0 : Math.floor(flat / sizeOf(shape.slice(2))) % slopes;

const channelsOf = (shape: Shape): number => shape[1] ?? 1;

interface Saved {
  readonly input: Tensor;
}

export default defineLayer({
  type: 'PReLU',
  doc: 'Passes what is positive and scales the rest by a learned slope, one for all entries or one for each channel. He et al., arXiv:1502.01852.',
  formula: {
    forward: 'a = z where z > 0, else w_c · z',
    backward: '∂C/∂z = δ where z > 0, else w_c · δ   ∂C/∂w_c = Σ δ z over z ≤ 0',
  },
  options: {
    num_parameters: int({ min: 1, default: 1, doc: 'Number of slopes: 1, or the number of channels.' }),
    init: number({ default: 0.25, doc: 'Where slopes start.' }),
  },
  parameters: { weight: { doc: 'w, num_parameters' } },

  shape([input], { num_parameters: slopes, init }) {
    const channels = channelsOf(input!);
    if (slopes !== 1 && slopes !== channels) {
      const message = `the input ${formatShape(input!)} has ${channels} channel${channels === 1 ? '' : 's'}, so there is 1 slope or there are ${channels}, not ${slopes}.`;
      return { ok: false, problems: [{ option: 'num_parameters', message }] };
    }
    const weight = { shape: [slopes], init: { kind: 'constant', value: init } } as const;
    return { ok: true, output: input!, parameters: { weight }, arithmetic: [], multiplyAdds: sizeOf(input!) };
  },

  forward([input], { weight }) {
    const output = zeros(input!.shape);
    for (let i = 0; i < output.data.length; i++) output.data[i] = value(input!, weight, i);
    return { output, saved: { input: input! } };
  },

  backward(delta, { input }, { weight }) {
    const [dx, dWeight] = [zeros(input.shape), zeros(weight.shape)];
    for (let i = 0; i < dx.data.length; i++) {
      const [d, z, at] = [delta.data[i]!, input.data[i]!, slopeAt(i, input.shape, weight.data.length)];
      dx.data[i] = z > 0 ? d : d * weight.data[at]!;
      if (!(z > 0)) dWeight.data[at]! += d * z;
    }
    return { inputs: [dx], parameters: { weight: dWeight } };
  },

  branch: ({ input }) => Int32Array.from(input.data, side),

  probe([input], { weight }) {
    const all = Int32Array.from(input!.data.keys());
    const slopes = weight.data.length;
    return {
      reach: (source, flat) =>
        source.kind === 'input' ? [flat] : all.filter((at) => slopeAt(at, input!.shape, slopes) === flat),
      output: (flat) => value(input!, weight, flat),
      branch: (flat) => side(input!.data[flat]!),
    };
  },

  terms,

  torch: 'F.prelu(x, weight)',
  samples: [
    { name: 'one slope', inputs: [[2, 3, 4, 5]], options: {} },
    { name: 'a slope for each channel', inputs: [[2, 3, 4, 2]], options: { num_parameters: 3 } },
    { name: 'a slope for each feature', inputs: [[3, 4]], options: { num_parameters: 4, init: 0.1 } },
    { name: 'signals, zeros too', inputs: [[2, 3, 6]], options: { num_parameters: 3 }, integers: true },
    { name: 'a vector', inputs: [[5]], options: {} },
    { name: 'positive entries only', inputs: [[2, 2, 3]], options: { num_parameters: 2 }, range: [0.5, 2] },
  ],
  rejects: [
    {
      name: 'another number of slopes',
      inputs: [[2, 3, 4, 4]],
      options: { num_parameters: 4 },
      option: 'num_parameters',
      message: 'has 3 channels, so there is 1 slope or there are 3, not 4.',
    },
  ],
});

function value({ data, shape }: Tensor, weight: Tensor, at: number): number {
  const z = data[at]!;
  return z > 0 ? z : z * weight.data[slopeAt(at, shape, weight.data.length)]!;
}

function terms(
  target: EntryTarget,
  index: readonly number[],
  { inputs, delta, parameters }: LayerState<unknown, { weight: ParameterDoc }, Saved>,
): TermSum | undefined {
  const [input, weight] = [inputs[0]!, parameters.weight];
  const ofOutput = target.kind === 'output';
  if (!ofOutput && !delta) return undefined;
  if (target.kind === 'gradient') {
    const slopes = weight.data.length;
    const entries = Array.from(input.data.keys()).filter(
      (at) => !(input.data[at]! > 0) && slopeAt(at, input.shape, slopes) === index[0],
    );
    const z = { symbol: 'z', varies: true, of: (at: number) => input.data[at]! };
    return { ...deltaSum(entries, delta!, z), note: 'only entries z ≤ 0 are scaled by this slope' };
  }
  const flat = ravel(index, input.shape);
  const passes = input.data[flat]! > 0;
  const at = slopeAt(flat, input.shape, weight.data.length);
  const factors = [
    ofOutput ? factorAt(INPUT, input, index) : factorAt(DELTA, delta!, index),
    passes ? local(1) : factorAt(WEIGHT, weight, [at]),
  ];
  return {
    indices: [],
    factors: [symbol(ofOutput ? 'z' : 'δ', fixed(index, input.shape)), passes ? symbol('1') : symbol('w', [at])],
    terms: [{ at: [], factors, product: factors[0]!.value * factors[1]!.value }],
    note: passes ? 'z > 0 passes' : 'z ≤ 0 is scaled by the slope',
  };
}
