import { defineLayer } from '../layer';
import { int } from '../options';
import { ravel, sizeOf, unravel, zeros, type Shape, type Tensor } from '../tensor';
import { axisOf, fault, noSuchAxis } from './shared/axes';
import { sigmoid } from './shared/logistic';
import { DELTA, factorAt, fixed, INPUT, local, symbol } from './shared/symbols';

/** The halves of an axis: entry k of the first and of the second stand `half · step` apart. */
interface Halves {
  readonly half: number;
  readonly step: number;
  readonly output: Shape;
}

function halvesOf(input: Shape, dim: number): Halves {
  const axis = axisOf(dim, input.length);
  const half = input[axis]! / 2;
  return { half, step: sizeOf(input.slice(axis + 1)), output: input.map((size, at) => (at === axis ? half : size)) };
}

/** Flat input positions of an output's value and of its gate. */
function placesOf(flat: number, { half, step }: Halves): readonly [number, number] {
  const row = half * step;
  const value = Math.floor(flat / row) * 2 * row + (flat % row);
  return [value, value + row];
}

const gated = ({ data }: Tensor, flat: number, halves: Halves): number => {
  const [value, gate] = placesOf(flat, halves);
  return data[value]! * sigmoid(data[gate]!);
};

export default defineLayer({
  type: 'GLU',
  doc: 'Halves an axis and multiplies the first half by the sigmoid of the second, which acts as a gate. Dauphin et al., arXiv:1612.08083.',
  formula: {
    forward: 'a = z′ · σ(z″), z′ and z″ the halves of z',
    backward: '∂C/∂z′ = δ · σ(z″)   ∂C/∂z″ = δ · z′ · σ(z″)(1 − σ(z″))',
  },
  options: { dim: int({ default: -1, doc: 'Axis that is halved; negative counts from the end.' }) },
  parameters: {},

  mixesSamples: ({ dim }, [input]) => axisOf(dim, input!.length) === 0,

  shape([input], { dim }) {
    const problem = noSuchAxis('dim', dim, input!);
    if (problem) return problem;
    const extent = input![axisOf(dim, input!.length)]!;
    if (extent % 2 > 0) return fault('dim', `${extent} entries cannot be halved.`);
    const { output } = halvesOf(input!, dim);
    return {
      ok: true,
      output,
      parameters: {},
      arithmetic: [`${extent}/2 = ${extent / 2}`],
      multiplyAdds: sizeOf(output),
    };
  },

  forward([input], _parameters, { dim }) {
    const halves = halvesOf(input!.shape, dim);
    const output = zeros(halves.output);
    for (let at = 0; at < output.data.length; at++) output.data[at] = gated(input!, at, halves);
    return { output, saved: { input: input!, halves } };
  },

  backward(delta, { input, halves }) {
    const dx = zeros(input.shape);
    for (let at = 0; at < delta.data.length; at++) {
      const [value, gate] = placesOf(at, halves);
      const s = sigmoid(input.data[gate]!);
      dx.data[value] = delta.data[at]! * s;
      dx.data[gate] = delta.data[at]! * input.data[value]! * s * (1 - s);
    }
    return { inputs: [dx], parameters: {} };
  },

  probe([input], _parameters, _options, { halves }) {
    const row = halves.half * halves.step;
    return {
      reach: (_source, flat) => [Math.floor(flat / (2 * row)) * row + (flat % row)],
      output: (flat) => gated(input!, flat, halves),
    };
  },

  terms(target, index, { inputs: [input], delta, saved: { halves } }) {
    const row = halves.half * halves.step;
    if (target.kind === 'output') {
      const [value, gate] = placesOf(ravel(index, halves.output), halves);
      const factors = [factorAt(INPUT, input!, unravel(value, input!.shape)), local(sigmoid(input!.data[gate]!))];
      const subscripts = fixed(factors[0]!.index, input!.shape);
      const product = factors[0]!.value * factors[1]!.value;
      return {
        indices: [],
        factors: [symbol('z', subscripts), symbol('σ(z″)', subscripts)],
        terms: [{ at: [], factors, product }],
      };
    }
    if (!delta) return undefined;
    const flat = ravel(index, input!.shape);
    const place = unravel(Math.floor(flat / (2 * row)) * row + (flat % row), halves.output);
    const [value, gate] = placesOf(ravel(place, halves.output), halves);
    const s = sigmoid(input!.data[gate]!);
    const slope = flat === value ? s : input!.data[value]! * s * (1 - s);
    const factors = [factorAt(DELTA, delta, place), local(slope)];
    return {
      indices: [],
      factors: [symbol('δ', fixed(place, delta.shape)), symbol(flat === value ? 'σ(z″)' : 'z′σ′(z″)')],
      terms: [{ at: [], factors, product: factors[0]!.value * slope }],
      note: flat === value ? 'a value gets δ through its gate' : 'a gate gets δ times the value that it lets through',
    };
  },

  torch: 'F.glu(x, dim)',
  samples: [
    { name: 'channels of maps', inputs: [[2, 4, 3, 2]], options: { dim: 1 } },
    { name: 'features', inputs: [[3, 6]], options: {} },
    { name: 'columns', inputs: [[2, 3, 2, 4]], options: { dim: 3 } },
    { name: 'across the batch', inputs: [[4, 3]], options: { dim: 0 } },
    { name: 'gates far from 0', inputs: [[2, 4, 2]], options: { dim: 1 }, range: [-30, 30] },
  ],
  rejects: [
    {
      name: 'an odd number',
      inputs: [[2, 3, 4]],
      options: { dim: 1 },
      option: 'dim',
      message: '3 entries cannot be halved.',
    },
    { name: 'no such axis', inputs: [[2, 4]], options: { dim: 2 }, option: 'dim', message: 'there is no axis 2' },
  ],
});
