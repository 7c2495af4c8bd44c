/** Derivatives of single functions, as they are misremembered. */
import { map } from '../bench';
import { defineMistakes, type Mistake } from '../mistake';
import { ofActivation, slopes } from './activation';

/** δ times a slope of z, a = f(z) and the right slope. */
function slope(
  types: readonly string[],
  of: (z: number, a: number, right: number, options: { readonly [name: string]: unknown }) => number,
): Mistake['make'] {
  return ofActivation((bench) => {
    const right = slopes(bench);
    return map(
      bench.delta,
      (d, flat) => d * of(bench.inputs[0]!.data[flat]!, bench.output.data[flat]!, right.data[flat]!, bench.options),
    );
  }, new Set(types));
}

/** f(z) = z · g(z) */
const gated = ['SiLU', 'GELU', 'Mish', 'Hardswish'];
const gate = (z: number, a: number, right: number): number => (z === 0 ? right : a / z);

export default defineMistakes(
  {
    id: 'tanh-slope-of-input',
    title: '1 − z² in place of 1 − a²',
    when: 'the slope of tanh is taken as 1 − z² of its input and not 1 − a² of its output',
    on: 'Tanh',
    make: slope(['Tanh'], (z) => 1 - z * z),
    remedy: {
      formula: 'tanh′(z) = 1 − tanh²(z) = 1 − a²',
      why: 'The square is of the output.',
      edit: { yours: '1 - z ** 2', right: '1 - a ** 2' },
    },
  },
  {
    id: 'tanh-slope-without-square',
    title: '1 − a in place of 1 − a²',
    when: 'the slope of tanh is taken as 1 − a and not 1 − a²',
    on: 'Tanh',
    make: slope(['Tanh'], (_z, a) => 1 - a),
    remedy: {
      formula: 'tanh′(z) = 1 − tanh²(z) = 1 − a²',
      why: 'The square of the output belongs there.',
      edit: { yours: '1 - a', right: '1 - a ** 2' },
    },
  },
  {
    id: 'sigmoid-slope-for-tanh',
    title: 'a(1 − a) in place of 1 − a²',
    when: 'the slope of tanh is taken as that of the sigmoid, a(1 − a)',
    on: 'Tanh',
    make: slope(['Tanh'], (_z, a) => a * (1 - a)),
    remedy: {
      formula: 'tanh′(z) = 1 − a², σ′(z) = a(1 − a)',
      why: 'The two functions look alike, their derivatives do not.',
      edit: { yours: 'a * (1 - a)', right: '1 - a ** 2' },
    },
  },
  {
    id: 'sigmoid-slope-of-input',
    title: 'z(1 − z) in place of a(1 − a)',
    when: 'the slope of the sigmoid is taken as z(1 − z) of its input and not a(1 − a) of its output',
    on: 'Sigmoid',
    make: slope(['Sigmoid'], (z) => z * (1 - z)),
    remedy: {
      formula: 'σ′(z) = σ(z)(1 − σ(z)) = a(1 − a)',
      why: 'Both factors are of the output.',
      edit: { yours: 'z * (1 - z)', right: 'a * (1 - a)' },
    },
  },
  {
    id: 'tanh-slope-for-sigmoid',
    title: '1 − a² in place of a(1 − a)',
    when: 'the slope of the sigmoid is taken as that of tanh, 1 − a²',
    on: 'Sigmoid',
    make: slope(['Sigmoid'], (_z, a) => 1 - a * a),
    remedy: {
      formula: 'σ′(z) = a(1 − a), tanh′(z) = 1 − a²',
      why: 'The two functions look alike, their derivatives do not.',
      edit: { yours: '1 - a ** 2', right: 'a * (1 - a)' },
    },
  },
  {
    id: 'gate-alone',
    title: 'product rule: the gate alone',
    when: 'only the first term of the product rule is taken, g(z) of z·g(z)',
    on: 'SiLU, GELU, Mish, Hardswish',
    make: slope(gated, gate),
    remedy: {
      formula: '(z g(z))′ = g(z) + z g′(z)',
      why: 'z multiplies a gate that depends on z itself.',
      edit: { yours: 'g(z)', right: 'g(z) + z * slope_of_g(z)' },
    },
  },
  {
    id: 'gate-left-out',
    title: 'product rule: the gate left out',
    when: 'only the second term of the product rule is taken, z·g′(z) of z·g(z)',
    on: 'SiLU, GELU, Mish, Hardswish',
    make: slope(gated, (z, a, right) => right - gate(z, a, right)),
    remedy: {
      formula: '(z g(z))′ = g(z) + z g′(z)',
      why: 'z multiplies a gate that depends on z itself.',
      edit: { yours: 'z * slope_of_g(z)', right: 'g(z) + z * slope_of_g(z)' },
    },
  },
  {
    id: 'exponential-slope-without-alpha',
    title: 'a in place of a + α',
    when: 'below 0 the slope is taken as the output a and not as a + α',
    on: 'ELU',
    make: slope(['ELU'], (z, a, right) => (z > 0 ? right : a)),
    remedy: {
      formula: 'ELU′(z) = α e^z = a + α where z ≤ 0',
      why: 'The output is α(e^z − 1): α has to be added again.',
      edit: { yours: 'a', right: 'a + alpha' },
    },
  },
  {
    id: 'softsign-square-missing',
    title: '1/(1 + |z|) without its square',
    when: 'the slope is taken as 1/(1 + |z|) without its square',
    on: 'Softsign',
    make: slope(['Softsign'], (z) => 1 / (1 + Math.abs(z))),
    remedy: {
      formula: '(z/(1 + |z|))′ = 1/(1 + |z|)²',
      why: 'The quotient rule squares the denominator.',
      edit: { yours: '1 / (1 + abs(z))', right: '1 / (1 + abs(z)) ** 2' },
    },
  },
  {
    id: 'exponent-not-lowered',
    title: 'exponent not lowered',
    when: 'the exponent is not lowered by 1: p·z^p',
    on: 'Pow, Sqrt',
    make: slope(['Pow', 'Sqrt'], (z, _a, right) => right * z),
    remedy: {
      formula: '(z^p)′ = p z^(p−1)',
      why: 'Differentiating takes one off the power.',
      edit: { yours: 'p * z ** p', right: 'p * z ** (p - 1)' },
    },
  },
  {
    id: 'exponent-not-multiplied',
    title: 'factor p missing',
    when: 'the power is lowered, but its factor p is missing',
    on: 'Pow, Sqrt',
    make: slope(['Pow', 'Sqrt'], (_z, _a, right, { exponent = 0.5 }) => right / Number(exponent)),
    remedy: {
      formula: '(z^p)′ = p z^(p−1)',
      why: 'The power comes down as a factor; of a root it is ½.',
      edit: { yours: 'z ** (p - 1)', right: 'p * z ** (p - 1)' },
    },
  },
);
