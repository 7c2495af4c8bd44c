/** Mistakes of one kind: an option that the forward pass heeds and the backward pass (or a copy of the layer) forgets. */
import { isOutput, map, withOptions, withParameter, type Bench } from '../bench';
import { defineMistakes, type Mistake } from '../mistake';
import { sameShape } from '../../tensor';

const bothPasses = 'the same f in both passes: ∂C/∂x = δ · ∂f/∂x';

interface Forgotten {
  readonly option: string;
  readonly on: string;
  readonly why: string;
  /** Where other layers have an option of this name that is another thing. */
  readonly only?: string;
  /** What it is taken to be; the option's default when left out. */
  readonly value?: unknown;
}

const forgotten: readonly Forgotten[] = [
  { option: 'negative_slope', on: 'LeakyReLU', why: 'The slope below 0 is the one that was chosen.' },
  { option: 'alpha', on: 'ELU, CELU, LocalResponseNorm', why: 'α scales the forward pass, and so its derivative.' },
  { option: 'beta', on: 'Softplus, SmoothL1Loss, LocalResponseNorm', why: 'β is in the derivative as well.' },
  { option: 'k', on: 'LocalResponseNorm', why: 'k is a part of the divisor.' },
  { option: 'lambd', on: 'Hardshrink, Softshrink', why: 'What lies within ±λ is 0, and has no gradient.' },
  { option: 'min_val', on: 'Hardtanh', why: 'The function is flat below its lower bound.' },
  { option: 'max_val', on: 'Hardtanh', why: 'The function is flat above its upper bound.' },
  { option: 'approximate', on: 'GELU', why: 'The exact function and its tanh form have two derivatives.' },
  { option: 'eps', on: 'norms', why: 'ε is under the root: σ alone is not what was divided by.', value: 0 },
  { option: 'padding_mode', on: 'convolutions', why: 'A border that repeats cells hands its δ back to them.' },
  { option: 'count_include_pad', on: 'average pools', why: 'Divide by what the forward pass has divided by.' },
  { option: 'divisor_override', on: 'average pools', why: 'Divide by what the forward pass has divided by.' },
  { option: 'mode', on: 'Upsample', why: 'Each cell gets δ back with the weight that it was taken with.' },
  { option: 'align_corners', on: 'Upsample', why: 'It moves the weights that cells are taken with.' },
  { option: 'label_smoothing', on: 'CrossEntropyLoss', why: 'The smoothed target is the one that is taken off p.' },
  { option: 'weight', on: 'losses', why: 'The weight of a class or entry multiplies its gradient too.' },
  { option: 'pos_weight', on: 'BCEWithLogitsLoss', why: 'A wanted 1 counts p times in the gradient too.' },
  { option: 'delta', on: 'HuberLoss', why: 'The slope beyond delta is delta.' },
  { option: 'margin', on: 'MultiMarginLoss', why: 'Which classes come too near depends on the margin.' },
  { option: 'p', on: 'MultiMarginLoss', only: 'MultiMarginLoss', why: 'The power comes down as a factor.' },
];

/** The forward pass may forget it too, in a layer that claims to be a built-in one. */
function forget(bench: Bench, option: string, value: unknown): Bench | undefined {
  const own = bench.options[option];
  if (own === undefined || JSON.stringify(own) === JSON.stringify(value)) return undefined;
  const changed = withOptions(bench, { [option]: value });
  const fit = bench.layer.shape(
    bench.inputs.map(({ shape }) => shape),
    changed.options,
  );
  return fit.ok && sameShape(fit.output, bench.output.shape) ? changed : undefined;
}

export default defineMistakes(
  ...forgotten.map(({ option, on, why, value }): Mistake => ({
    id: `${option.replaceAll('_', '-')}-forgotten`,
    title: `${option} forgotten`,
    when: `"${option}" is forgotten`,
    on,
    make: (bench) => forget(bench, option, value ?? bench.layer.options[option]?.fallback?.value),
    remedy: { formula: bothPasses, why },
  })),
  {
    id: 'bias-forgotten',
    title: 'bias forgotten',
    when: 'the bias is not added',
    on: 'forward passes with a bias',
    make: (bench) => {
      const { bias } = bench.parameters;
      return bias && isOutput(bench)
        ? withParameter(
            bench,
            'bias',
            map(bias, () => 0),
          )
        : undefined;
    },
    remedy: { formula: 'z = W ⋆ x + b', why: 'The layer adds its bias to every output.' },
  },
);
