/** Mistakes that any gradient can have: a factor, a sign, a map that is moved or turned. */
import { flipped, shifted } from '../axes';
import { isInput, isOutput, map, withDelta, withResult, type Bench } from '../bench';
import { defineMistakes, type Mistake } from '../mistake';

const on = 'every layer and loss';

/** The gradient times a number; undefined where the number is 1. */
export const scaled =
  (factor: (bench: Bench) => number | undefined): Mistake['make'] =>
  (bench) => {
    const by = isOutput(bench) ? undefined : factor(bench);
    return by === undefined || by === 1
      ? undefined
      : withResult(bench, (gradient) => map(gradient, (value) => value * by));
  };

export default defineMistakes(
  {
    id: 'sign-flipped',
    title: 'sign flipped',
    when: 'the sign is flipped',
    on,
    make: scaled(() => -1),
    remedy: {
      formula: 'w ← w − η ∂C/∂w',
      why: 'The minus belongs into the step of gradient descent, or the difference was taken the wrong way round: ŷ − y is right, y − ŷ is not.',
      edit: { yours: 'y - p', right: 'p - y' },
    },
    seen: ['https://github.com/deeplearning4j/deeplearning4j/issues/345'],
  },
  {
    id: 'nothing-handed-back',
    title: 'nothing is handed back',
    when: 'nothing is handed back: it is 0 everywhere',
    on,
    make: scaled(() => 0),
    remedy: {
      formula: '∂C/∂x = Σ δ · ∂output/∂x',
      why: 'The result was never filled in, or what was filled in is not what was returned.',
    },
    sentence: (subject) => `${subject} is 0 everywhere: nothing is handed back.`,
  },
  {
    id: 'twice-too-large',
    title: 'factor 2 too many',
    when: 'it is doubled',
    on,
    make: scaled(() => 2),
    remedy: {
      formula: 'd(½ z²)/dz = z, and d(z²)/dz = 2 z',
      why: 'Either the ½ of the loss is missing, or the gradient is added up twice.',
      edit: { yours: '2 * (a - y)', right: 'a - y' },
    },
    seen: ['https://github.com/markroxor/fromscratchtoml/issues/65'],
    sentence: (subject) => `${subject} is twice too large: a factor ½ is missing, or it is added up twice.`,
  },
  {
    id: 'half-too-small',
    title: 'factor 2 missing',
    when: 'the factor 2 of the square is missing',
    on,
    make: scaled(() => 0.5),
    remedy: {
      formula: 'd(z²)/dz = 2 z',
      why: 'The loss has no ½, so the 2 of its derivative stays.',
      edit: { yours: '(a - y) / n', right: '2 * (a - y) / n' },
    },
    sentence: (subject) => `${subject} is half of what is right: the factor 2 of the square's derivative is missing.`,
  },
  ...[1, -1].flatMap((by) =>
    [1, 2].map((fromEnd): Mistake => ({
      id: `shifted-${fromEnd === 1 ? 'columns' : 'rows'}-${by > 0 ? 'forward' : 'back'}`,
      title: `moved by one ${fromEnd === 1 ? 'column' : 'row'} to the ${by > 0 ? 'end' : 'start'}`,
      when: `it is moved by one ${fromEnd === 1 ? 'column' : 'row'} ${by > 0 ? 'to the end' : 'to the start'}`,
      on: 'layers on maps',
      make: (bench) => {
        if (!isInput(bench) || bench.inputs[0]!.shape.length < 2 + fromEnd) return undefined;
        return withResult(bench, (gradient) => shifted(gradient, gradient.shape.length - fromEnd, by));
      },
      remedy: {
        formula: '∂C/∂x[i] collects from the outputs that read x[i]',
        why: 'Cropped or padded on the wrong side, the whole map moves by one cell.',
      },
    })),
  ),
  {
    id: 'rotated-result',
    title: 'rotated by 180°',
    when: 'its maps come out rotated by 180°',
    on: 'layers on maps',
    make: (bench) => {
      if (!isInput(bench) || bench.inputs[0]!.shape.length < 3) return undefined;
      const { length } = bench.inputs[0]!.shape;
      const axes = Array.from({ length: length - 2 }, (_, axis) => axis + 2);
      return withResult(bench, (gradient) => flipped(gradient, axes));
    },
    remedy: {
      formula: '∂C/∂x_c = Σ_o δ_o ∗_full rot180(W_o,c)',
      why: 'δ and the kernel were both rotated, or the result was: only the kernel is.',
    },
  },
  {
    id: 'delta-left-out',
    title: 'δ left out',
    when: 'the δ that arrives is left out, as if it were 1 everywhere',
    on,
    make: (bench) =>
      isOutput(bench) || bench.delta.shape.length === 0
        ? undefined
        : withDelta(
            bench,
            map(bench.delta, () => 1),
          ),
    remedy: {
      formula: '∂C/∂x = δ · ∂output/∂x',
      why: 'The local derivative is one factor; the other comes from the layers after it.',
      edit: { yours: 'dx = slope', right: 'dx = delta * slope' },
    },
    seen: ['https://github.com/haifengl/smile/issues/528'],
  },
);
