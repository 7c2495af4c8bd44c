/** Mistakes in losses: what the sum is divided by, and the slope of a single term. */
import { byTheLayer, isInput, map, withCompute, withOptions, type Bench } from '../bench';
import { defineMistakes, type Mistake } from '../mistake';
import { sigmoid } from '../../layers/shared/logistic';
import { scaled } from './results';

const isLoss = ({ labels }: Bench): boolean => labels !== undefined;

/** The right slope of each term, times something that depends on output a and target y. */
function term(
  types: readonly string[],
  of: (a: number, y: number, right: number, options: Bench['options']) => number,
): Mistake['make'] {
  return (bench) =>
    types.includes(bench.type) && bench.labels && isInput(bench)
      ? withCompute(bench, (pieces) =>
          map(byTheLayer(pieces), (right, flat) =>
            of(pieces.inputs[0]!.data[flat]!, pieces.labels!.data[flat]!, right, pieces.options),
          ),
        )
      : undefined;
}

/** What the terms of an elementwise loss are divided by. */
const divisor = ({ options, inputs }: Bench): number => {
  const { shape, data } = inputs[0]!;
  return options.reduction === 'mean' ? data.length : options.reduction === 'batchmean' ? (shape[0] ?? 1) : 1;
};
/** ∂C/∂a of a term by itself, divided as the loss divides. */
const slope = (types: readonly string[], of: (a: number, y: number) => number): Mistake['make'] => {
  return (bench) => term(types, (a, y) => of(a, y) / divisor(bench))(bench);
};

const elementwise = new Set([
  'MSELoss',
  'L1Loss',
  'HuberLoss',
  'SmoothL1Loss',
  'BCELoss',
  'BCEWithLogitsLoss',
  'KLDivLoss',
]);
const squares = ['L1Loss', 'HuberLoss', 'SmoothL1Loss'];

export default defineMistakes(
  {
    id: 'mean-not-divided',
    title: '1/n of the mean missing',
    when: 'the loss is a mean, but its gradient is not divided by the number of terms',
    on: 'losses with "reduction": "mean"',
    make: (bench) =>
      isLoss(bench) && isInput(bench) && /mean/.test(String(bench.options.reduction))
        ? withOptions(bench, { reduction: 'sum' })
        : undefined,
    remedy: {
      formula: 'C = 1/n Σ_i l_i, so ∂C/∂a_i = 1/n ∂l_i/∂a_i',
      why: 'The derivative of a mean is divided as the mean is.',
      edit: { yours: 'p - y', right: '(p - y) / n' },
    },
    seen: ['https://github.com/victorlempitsky/Mate/issues/2'],
  },
  {
    id: 'sum-divided',
    title: '1/n though the loss is a sum',
    when: 'the loss is a sum, but its gradient is divided by the number of terms',
    on: 'losses with "reduction": "sum"',
    make: (bench) =>
      isLoss(bench) && isInput(bench) && bench.options.reduction === 'sum'
        ? withOptions(bench, { reduction: 'mean' })
        : undefined,
    remedy: {
      formula: 'C = Σ_i l_i, so ∂C/∂a_i = ∂l_i/∂a_i',
      why: 'Divide in both passes or in none.',
      edit: { yours: '(p - y) / n', right: 'p - y' },
    },
  },
  {
    id: 'mean-over-samples',
    title: 'divided by the batch, not by all entries',
    when: 'it is divided by the number of samples where the loss is a mean over all entries',
    on: 'elementwise losses with "reduction": "mean"',
    make: scaled((bench) => {
      if (!elementwise.has(bench.type) || !isInput(bench) || bench.options.reduction !== 'mean') return undefined;
      const { shape, data } = bench.inputs[0]!;
      return shape.length > 1 ? data.length / shape[0]! : undefined;
    }),
    remedy: {
      formula: 'C = 1/n Σ l_i over all n entries, N·outputs of them',
      why: 'The mean counts every output of every sample.',
      edit: { yours: 'diff / batch', right: 'diff / diff.size' },
    },
  },
  {
    id: 'mean-over-outputs',
    title: 'divided by the outputs, not by all entries',
    when: 'it is divided by the number of outputs where the loss is a mean over all entries',
    on: 'elementwise losses with "reduction": "mean"',
    make: scaled((bench) => {
      if (!elementwise.has(bench.type) || !isInput(bench) || bench.options.reduction !== 'mean') return undefined;
      const { shape } = bench.inputs[0]!;
      return shape.length > 1 ? shape[0]! : undefined;
    }),
    remedy: {
      formula: 'C = 1/n Σ l_i over all n entries, N·outputs of them',
      why: 'The mean counts every output of every sample.',
      edit: { yours: 'diff / outputs', right: 'diff / diff.size' },
    },
  },
  {
    id: 'sigmoid-slope-missing',
    title: 'σ′ missing',
    when: 'σ′ is missing: the derivative is by the probability and not by the score',
    on: 'BCEWithLogitsLoss',
    make: term(['BCEWithLogitsLoss'], (z, _y, right) => right / (sigmoid(z) * sigmoid(-z))),
    remedy: {
      formula: '∂C/∂z = (p − y)/(p(1 − p)) · σ′(z) = p − y',
      why: 'The loss takes scores: the sigmoid is a part of it, and of its derivative.',
      edit: { yours: '(p - y) / (p * (1 - p))', right: 'p - y' },
    },
  },
  {
    id: 'sigmoid-missing',
    title: 'sigmoid missing: z − y',
    when: 'the score stands where its sigmoid should: z − y',
    on: 'BCEWithLogitsLoss',
    make: slope(['BCEWithLogitsLoss'], (z, y) => z - y),
    remedy: {
      formula: '∂C/∂z = σ(z) − y',
      why: 'The loss takes scores; p in p − y is their sigmoid.',
      edit: { yours: 'z - y', right: 'sigmoid(z) - y' },
    },
  },
  {
    id: 'sigmoid-slope-too-many',
    title: 'σ′ multiplied in',
    when: 'the slope a(1 − a) of the sigmoid before it is multiplied in: a − y',
    on: 'BCELoss',
    make: term(['BCELoss'], (a, _y, right) => right * a * (1 - a)),
    remedy: {
      formula: '∂C/∂a = (a − y)/(a(1 − a))',
      why: 'a − y is the derivative by the score. The sigmoid has a backward pass of its own.',
      edit: { yours: 'a - y', right: '(a - y) / (a * (1 - a))' },
    },
  },
  {
    id: 'negative-class-missing',
    title: 'term of y = 0 missing',
    when: 'only −y/a is taken: the term (1 − y)/(1 − a) is missing',
    on: 'BCELoss',
    make: slope(['BCELoss'], (a, y) => -y / a),
    remedy: {
      formula: '∂C/∂a = −y/a + (1 − y)/(1 − a)',
      why: 'Binary cross-entropy has a term for each of the two classes.',
      edit: { yours: '-y / a', right: '-y / a + (1 - y) / (1 - a)' },
    },
  },
  {
    id: 'distance-for-sign',
    title: 'distance in place of its sign',
    when: 'the distance a − y stands where only its sign counts: the square of L2',
    on: 'L1Loss, HuberLoss, SmoothL1Loss',
    make: slope(squares, (a, y) => a - y),
    remedy: {
      formula: 'd|d|/dd = sign(d)',
      why: 'Far from the target these losses are straight lines; their slope does not grow with the distance.',
      edit: { yours: 'a - y', right: 'sign(a - y)' },
    },
  },
  {
    id: 'sign-for-distance',
    title: 'sign in place of the distance',
    when: 'only the sign of a − y is taken where the distance counts',
    on: 'MSELoss, HuberLoss, SmoothL1Loss',
    make: slope(['MSELoss', 'HuberLoss', 'SmoothL1Loss'], (a, y) => Math.sign(a - y)),
    remedy: {
      formula: 'd(d²/2)/dd = d',
      why: 'A square pulls harder the farther away it is.',
      edit: { yours: 'sign(a - y)', right: 'a - y' },
    },
  },
  {
    id: 'huber-scaled-as-smooth-l1',
    title: 'Huber and smooth L1 exchanged',
    when: 'it is taken for the other of Huber and smooth L1, which differ by the factor delta',
    on: 'HuberLoss, SmoothL1Loss',
    make: scaled(({ type, options }) => {
      if (type === 'HuberLoss') return 1 / Number(options.delta);
      return type === 'SmoothL1Loss' && Number(options.beta) > 0 ? Number(options.beta) : undefined;
    }),
    remedy: { formula: 'Huber = delta · smooth L1 with beta = delta', why: 'Only for delta = 1 are the two the same.' },
  },
  {
    id: 'log-probabilities-as-probabilities',
    title: '−y/a: a is a logarithm already',
    when: 'the input is taken for a probability, −y/a, though it is a logarithm already',
    on: 'NLLLoss, KLDivLoss',
    make: (bench) =>
      bench.type === 'NLLLoss' || bench.type === 'KLDivLoss'
        ? withCompute(bench, (pieces) =>
            map(byTheLayer(pieces), (right, flat) => (right === 0 ? 0 : right / pieces.inputs[0]!.data[flat]!)),
          )
        : undefined,
    remedy: {
      formula: '∂C/∂a = −y with a = log p',
      why: 'The loss takes log-probabilities; its derivative by them has no 1/p.',
      edit: { yours: '-y / a', right: '-y' },
    },
  },
  {
    id: 'wanted-class-counted-once',
    title: 'wanted class counted once',
    when: 'the wanted class gets the gradient of one class and not of all that come too near',
    on: 'MultiMarginLoss',
    make: (bench) =>
      bench.type === 'MultiMarginLoss'
        ? withCompute(bench, (pieces) => {
            const right = byTheLayer(pieces);
            const classes = right.shape[1]!;
            return map(right, (value, flat) => {
              const n = Math.floor(flat / classes);
              if (pieces.labels!.data[n] !== flat % classes) return value;
              const others = right.data.slice(n * classes, (n + 1) * classes).filter((other) => other > 0);
              return others.length === 0 ? value : value / others.length;
            });
          })
        : undefined,
    remedy: {
      formula: '∂C/∂a_y = −Σ over all k ≠ y within the margin',
      why: 'Each class that comes too near pulls the wanted one up.',
      edit: { yours: 'dx[y] = -1', right: 'dx[y] -= 1   # for every k' },
    },
  },
);
