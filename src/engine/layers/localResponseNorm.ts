import { defineLayer, type EntryTarget, type LayerState, type ParameterDocs, type TermSum } from '../layer';
import { int, number } from '../options';
import { formatShape, ravel, sizeOf, zeros, type Tensor } from '../tensor';
import { channelWindow, divisor, type ChannelWindow } from './shared/channelWindow';
import { deltaSum } from './shared/readers';
import { fixed, INPUT, factorAt, local, symbol } from './shared/symbols';

interface Options {
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;
}

interface Saved {
  readonly input: Tensor;
  readonly window: ChannelWindow;
  /** D = k + α/size · Σ a² of every entry. */
  readonly divisors: Float64Array;
}

export default defineLayer({
  type: 'LocalResponseNorm',
  doc: 'Divides every entry by a power of the mean square of its neighbours: the same cell in `size` channels around its own. Krizhevsky, Sutskever and Hinton, NeurIPS 2012; PyTorch divides alpha by size.',
  formula: {
    forward: 'z_c = a_c · D_c^(−β), D_c = k + α/size · Σ_j a_j² over j = c − ⌊size/2⌋ … c + ⌊(size − 1)/2⌋',
    backward: '∂C/∂a_c = δ_c D_c^(−β) − 2αβ/size · a_c Σ_j δ_j a_j D_j^(−β−1) over all j whose sum a_c is in',
  },
  options: {
    size: int({ min: 1, doc: 'Channels that are summed over.' }),
    alpha: number({ default: 1e-4, doc: 'Weight of the mean square.' }),
    beta: number({ default: 0.75, doc: 'Power of the divisor.' }),
    k: number({ default: 1, doc: 'What the divisor is where all neighbours are 0.' }),
  },
  parameters: {},

  shape([input], o) {
    if (input!.length < 3) {
      const message = `LocalResponseNorm needs an input N×C×…, at least three axes, but gets ${formatShape(input!)}.`;
      return { ok: false, problems: [{ message }] };
    }
    const multiplyAdds = sizeOf(input!) * (o.size + 2);
    return { ok: true, output: input!, parameters: {}, arithmetic: [], multiplyAdds };
  },

  forward([input], _parameters, o) {
    const window = channelWindow(input!.shape, o.size);
    const divisors = Float64Array.from(input!.data, (_, flat) => divisor(input!, window, flat, o));
    const output = zeros(input!.shape);
    for (let flat = 0; flat < divisors.length; flat++) {
      output.data[flat] = input!.data[flat]! * divisors[flat]! ** -o.beta;
    }
    return { output, saved: { input: input!, window, divisors } };
  },

  backward(delta, saved, _parameters, o) {
    const dx = zeros(delta.shape);
    for (let flat = 0; flat < dx.data.length; flat++) {
      let sum = 0;
      for (const reader of saved.window.readers(flat)) sum += delta.data[reader]! * slope(reader, flat, saved, o);
      dx.data[flat] = sum;
    }
    return { inputs: [dx], parameters: {} };
  },

  probe([input], _parameters, o, { window }) {
    return {
      reach: (_source, flat) => window.readers(flat),
      output: (flat) => input!.data[flat]! * divisor(input!, window, flat, o) ** -o.beta,
    };
  },

  terms,

  torch: 'F.local_response_norm(x, size, alpha, beta, k)',
  samples: [
    { name: 'three channels around', inputs: [[2, 5, 2, 3]], options: { size: 3, alpha: 0.5 } },
    { name: 'an even number of channels', inputs: [[2, 4, 3, 2]], options: { size: 2, alpha: 0.7, beta: 0.5, k: 2 } },
    { name: 'its own channel only', inputs: [[2, 3, 2, 2]], options: { size: 1, alpha: 1 } },
    { name: 'more channels than there are', inputs: [[2, 3, 1, 4]], options: { size: 8, alpha: 2, beta: 1.5 } },
    { name: 'as it is by default', inputs: [[1, 6, 2, 2]], options: { size: 5 } },
    { name: 'signals, four around', inputs: [[2, 6, 3]], options: { size: 4, alpha: 0.3, k: 0.5 } },
  ],
  rejects: [{ name: 'vectors', inputs: [[2, 3]], options: { size: 3 }, message: 'at least three axes, but gets 2×3' }],
});

/** ∂z_j/∂a_i = ⟦i = j⟧ D_j^(−β) − 2αβ/size · a_i a_j D_j^(−β−1) */
function slope(j: number, i: number, { input: { data: a }, window, divisors }: Saved, o: Options): number {
  const d = divisors[j]!;
  const through = ((2 * o.alpha * o.beta) / window.size) * a[i]! * a[j]! * d ** (-o.beta - 1);
  return (i === j ? d ** -o.beta : 0) - through;
}

function terms(
  target: EntryTarget,
  index: readonly number[],
  { options, output, delta, saved, inputs }: LayerState<Options, ParameterDocs, Saved>,
): TermSum | undefined {
  const flat = ravel(index, output.shape);
  if (target.kind === 'output') {
    const factors = [factorAt(INPUT, inputs[0]!, index), local(saved.divisors[flat]! ** -options.beta)];
    const symbols = [symbol('a', fixed(index, output.shape)), symbol('D^(−β)', fixed(index, output.shape))];
    return {
      indices: [],
      factors: symbols,
      terms: [{ at: [], factors, product: factors[0]!.value * factors[1]!.value }],
      note: `D = ${saved.divisors[flat]!.toPrecision(6)}, from the squares of the channels around`,
    };
  }
  if (!delta) return undefined;
  const weight = { symbol: '∂z/∂a', varies: true, of: (reader: number) => slope(reader, flat, saved, options) };
  return {
    ...deltaSum(saved.window.readers(flat), delta, weight),
    note: 'a moves its own output, and the divisor of the channels around',
  };
}
