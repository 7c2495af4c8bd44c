/** Mistakes in activations: their derivative, where it is taken, and what it multiplies. */
import { isInput, map, withCompute, withDelta, type Bench } from '../bench';
import { byTheLayer } from '../bench';
import { defineMistakes, type Mistake } from '../mistake';
import { sameShape, type Tensor } from '../../tensor';

const on = 'activations';

/** One number to one number, without parameters: then backward of δ = 1 is f′. */
const elementwise = new Set([
  ...['ReLU', 'ReLU6', 'LeakyReLU', 'ELU', 'CELU', 'SELU', 'GELU', 'SiLU', 'Mish', 'Softplus', 'Softsign', 'Sigmoid'],
  ...['Tanh', 'Tanhshrink', 'Hardsigmoid', 'Hardswish', 'Hardtanh', 'Hardshrink', 'Softshrink', 'Threshold'],
  ...['LogSigmoid', 'Exp', 'Log', 'Sqrt', 'Abs', 'Neg'],
]);
export const isActivation = ({ type }: Bench): boolean => elementwise.has(type);

const made =
  (compute: (bench: Bench) => Tensor | undefined): Mistake['make'] =>
  (bench) =>
    isActivation(bench) && isInput(bench) && compute(bench)
      ? withCompute(bench, (pieces) => compute(pieces)!)
      : undefined;

const product = (a: Tensor, b: Tensor): Tensor => map(a, (value, flat) => value * b.data[flat]!);
const slopes = (bench: Bench): Tensor =>
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
    make: (bench) =>
      isInput(bench) && sameShape(bench.delta.shape, bench.inputs[0]!.shape) && bench.target.kind === 'inputDelta'
        ? withCompute(bench, ({ delta }) => delta)
        : undefined,
    remedy: {
      formula: '∂C/∂z = δ · f′(z)',
      why: 'The chain rule has a factor for every layer, this one too.',
      edit: { yours: 'dx = delta', right: 'dx = delta * slope(z)' },
    },
  },
  {
    id: 'slope-squared',
    title: 'derivative taken twice',
    when: 'the derivative is multiplied in twice',
    on,
    make: made((bench) => product(byTheLayer(bench), slopes(bench))),
    remedy: {
      formula: '∂C/∂z = δ · f′(z)',
      why: 'δ of the layer after it holds no f′ of this one; once is enough.',
      edit: { yours: 'delta * slope * slope', right: 'delta * slope' },
    },
  },
  {
    id: 'tanh-slope-of-input',
    title: '1 − z² in place of 1 − a²',
    when: 'the slope of tanh is taken as 1 − z² of its input and not 1 − a² of its output',
    on: 'Tanh',
    make: made((bench) =>
      bench.type === 'Tanh' ? map(bench.delta, (d, flat) => d * (1 - bench.inputs[0]!.data[flat]! ** 2)) : undefined,
    ),
    remedy: {
      formula: 'tanh′(z) = 1 − tanh²(z) = 1 − a²',
      why: 'The square is of the output.',
      edit: { yours: '1 - z ** 2', right: '1 - a ** 2' },
    },
  },
  {
    id: 'sigmoid-slope-of-input',
    title: 'z(1 − z) in place of a(1 − a)',
    when: 'the slope of the sigmoid is taken as z(1 − z) of its input and not a(1 − a) of its output',
    on: 'Sigmoid',
    make: made((bench) =>
      bench.type === 'Sigmoid'
        ? map(bench.delta, (d, flat) => d * bench.inputs[0]!.data[flat]! * (1 - bench.inputs[0]!.data[flat]!))
        : undefined,
    ),
    remedy: {
      formula: 'σ′(z) = σ(z)(1 − σ(z)) = a(1 − a)',
      why: 'Both factors are of the output.',
      edit: { yours: 'z * (1 - z)', right: 'a * (1 - a)' },
    },
  },
  {
    id: 'mask-of-delta',
    title: 'mask taken from δ',
    when: 'δ is cut at 0 where the input should be',
    on,
    make: made(({ delta }) => map(delta, (d) => Math.max(0, d))),
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
    on,
    make: made(({ delta, inputs }) => map(delta, (d, flat) => (inputs[0]!.data[flat]! > 0 ? 0 : d))),
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
    make: made((bench) => {
      const right = byTheLayer(bench);
      return map(right, (value, flat) => (bench.inputs[0]!.data[flat]! > 0 ? value : 0));
    }),
    remedy: {
      formula: '∂C/∂z = δ · negative_slope where z ≤ 0',
      why: 'The layer lets something through below 0, and hands it back.',
      edit: { yours: 'delta * (z > 0)', right: 'delta * where(z > 0, 1, slope)' },
    },
  },
  {
    id: 'ties-passed',
    title: 'δ passes at exactly 0',
    when: 'δ passes where the input is exactly 0',
    on: 'ReLU and its kin',
    make: made((bench) => {
      const right = byTheLayer(bench);
      return map(right, (value, flat) => (bench.inputs[0]!.data[flat] === 0 ? bench.delta.data[flat]! : value));
    }),
    remedy: {
      formula: 'ReLU′(0) = 0, by agreement',
      why: 'Any value from 0 to 1 is a subgradient; every library takes 0.',
      edit: { yours: 'z >= 0', right: 'z > 0' },
    },
  },
);
