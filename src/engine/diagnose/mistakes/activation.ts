/** Mistakes in activations: where the derivative is taken, how often, and what it multiplies. */
import { byTheLayer, isInput, map, withCompute, withDelta, type Bench } from '../bench';
import { defineMistakes, type Mistake } from '../mistake';
import { sameShape, type Tensor } from '../../tensor';

const on = 'activations';

/** They pass what is above 0 as it is. */
const rectifiers = new Set(['ReLU', 'ReLU6', 'LeakyReLU', 'PReLU', 'ELU', 'CELU', 'Threshold']);

/** One number to one number, each entry by itself: then backward of δ = 1 is f′. */
export function isActivation({ layer, inputs, parameters, options, output, saved }: Bench): boolean {
  const [input, ...others] = inputs;
  if (layer.affine || !input || others.length > 0 || !sameShape(input.shape, output.shape)) return false;
  const probe = layer.probe?.(inputs, parameters, options, saved);
  return [0, output.data.length - 1].every((flat) => {
    const reached = probe?.reach({ kind: 'input', input: 0 }, flat);
    return reached?.length === 1 && reached[0] === flat;
  });
}

/** ∂C/∂z of an activation by a formula of its own. */
export const ofActivation =
  (compute: (bench: Bench) => Tensor, types?: ReadonlySet<string>): Mistake['make'] =>
  (bench) =>
    isInput(bench) && (types ? types.has(bench.type) : isActivation(bench)) ? withCompute(bench, compute) : undefined;

const product = (a: Tensor, b: Tensor): Tensor => map(a, (value, flat) => value * b.data[flat]!);

/** f′ at every entry. */
export const slopes = (bench: Bench): Tensor =>
  byTheLayer(
    withDelta(
      bench,
      map(bench.delta, () => 1),
    ),
  );

export default defineMistakes(
  {
    id: 'derivative-missing',
    title: 'derivative missing',
    when: 'the derivative of the layer is missing: δ goes through unchanged',
    on: 'layers whose output has the shape of their input',
    make: (bench) => {
      const { target, inputs, delta, type } = bench;
      if (target.kind !== 'inputDelta' || type.includes('Dropout') || delta.shape.length === 0) return undefined;
      return sameShape(delta.shape, inputs[target.input]!.shape)
        ? withCompute(bench, (pieces) => pieces.delta)
        : undefined;
    },
    remedy: {
      formula: '∂C/∂z = δ · f′(z)',
      why: 'The chain rule has a factor for every layer, this one too.',
      edit: { yours: 'dx = delta', right: 'dx = delta * slope(z)' },
    },
  },
  {
    id: 'value-for-derivative',
    title: 'f in place of f′',
    when: 'δ is multiplied by the layer’s output and not by its derivative',
    on,
    make: ofActivation(({ delta, output }) => product(delta, output)),
    remedy: {
      formula: '∂C/∂z = δ · f′(z)',
      why: 'What comes back is multiplied by the slope of the function, not by its value.',
      edit: { yours: 'delta * f(z)', right: 'delta * slope(z)' },
    },
  },
  {
    id: 'slope-squared',
    title: 'derivative taken twice',
    when: 'the derivative is multiplied in twice',
    on,
    make: ofActivation((bench) => product(byTheLayer(bench), slopes(bench))),
    remedy: {
      formula: '∂C/∂z = δ · f′(z)',
      why: 'δ of the layer after it holds no f′ of this one; once is enough.',
      edit: { yours: 'delta * slope * slope', right: 'delta * slope' },
    },
  },
  {
    id: 'mask-of-delta',
    title: 'mask taken from δ',
    when: 'δ is cut at 0 where the input should be',
    on: 'ReLU and its kin',
    make: ofActivation(({ delta }) => map(delta, (d) => Math.max(0, d)), rectifiers),
    remedy: {
      formula: '∂C/∂z = δ where z > 0, else 0',
      why: 'ReLU let through where its input was positive; the sign of δ does not matter.',
      edit: { yours: 'relu(delta)', right: 'delta * (z > 0)' },
    },
  },
  {
    id: 'mask-inverted',
    title: 'mask inverted',
    when: 'the mask is the wrong way round: δ passes where the input was negative',
    on: 'ReLU and its kin',
    make: ofActivation(
      ({ delta, inputs }) => map(delta, (d, flat) => (inputs[0]!.data[flat]! > 0 ? 0 : d)),
      rectifiers,
    ),
    remedy: {
      formula: '∂C/∂z = δ where z > 0, else 0',
      why: 'What was cut off in the forward pass gets nothing back.',
      edit: { yours: 'delta[z > 0] = 0', right: 'delta[z <= 0] = 0' },
    },
  },
  {
    id: 'negative-side-lost',
    title: 'slope of the negative side lost',
    when: 'the negative side is treated as that of ReLU, with slope 0',
    on,
    make: ofActivation((bench) =>
      map(byTheLayer(bench), (value, flat) => (bench.inputs[0]!.data[flat]! > 0 ? value : 0)),
    ),
    remedy: {
      formula: '∂C/∂z = δ · f′(z) where z ≤ 0, too',
      why: 'The layer lets something through below 0, and hands it back.',
      edit: { yours: 'delta * (z > 0)', right: 'delta * where(z > 0, 1, slope)' },
    },
  },
  {
    id: 'upper-bound-lost',
    title: 'upper bound lost',
    when: 'δ passes above the upper bound, where the function is flat',
    on: 'ReLU6, Hardtanh, Clamp',
    make: ofActivation(
      (bench) => {
        const bound = upperBound(bench);
        return map(byTheLayer(bench), (value, flat) =>
          bench.inputs[0]!.data[flat]! > bound ? bench.delta.data[flat]! : value,
        );
      },
      new Set(['ReLU6', 'Hardtanh', 'Clamp']),
    ),
    remedy: {
      formula: '∂C/∂z = δ where min < z < max, else 0',
      why: 'The function is flat beyond both of its bounds.',
      edit: { yours: 'delta * (z > low)', right: 'delta * (z > low) * (z < high)' },
    },
  },
  {
    id: 'ties-passed',
    title: 'δ passes at exactly 0',
    when: 'δ passes where the input is exactly 0',
    on: 'ReLU and its kin',
    make: ofActivation(
      (bench) =>
        map(byTheLayer(bench), (value, flat) => (bench.inputs[0]!.data[flat] === 0 ? bench.delta.data[flat]! : value)),
      new Set(['ReLU', 'ReLU6', 'LeakyReLU', 'PReLU']),
    ),
    subgradient: true,
    remedy: {
      formula: 'ReLU′(0) = 0, by agreement',
      why: 'Any value from 0 to 1 is a subgradient; every library takes 0.',
      edit: { yours: 'z >= 0', right: 'z > 0' },
    },
  },
);

function upperBound({ type, options }: Bench): number {
  if (type === 'ReLU6') return 6;
  return Number((type === 'Clamp' ? options.max : options.max_val) ?? Infinity);
}
