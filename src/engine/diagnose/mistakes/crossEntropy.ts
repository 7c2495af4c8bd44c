/** Mistakes in the derivative of cross-entropy by the scores: p − y, with p the softmax of the scores. */
import softmax from '../../layers/softmax';
import { byTheLayer, map, withCompute, withInputs, type Bench } from '../bench';
import { defineMistakes, type Mistake } from '../mistake';
import { sizeOf, type Tensor } from '../../tensor';

const on = 'CrossEntropyLoss';
const formula = '∂C/∂z = (p − y)/N, p = softmax(z)';

/** ∂C/∂z = a·p − b: b is what is wanted, weighted and divided as the loss does, and a its sum over the classes. */
interface Parts {
  readonly z: Float64Array;
  readonly p: Float64Array;
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** Scores that are averaged over. */
  readonly count: number;
}

function parts(bench: Bench): Parts {
  const z = bench.inputs[0]!;
  const p = probabilities(bench, 1);
  // Scores that leave one class certain give −b at all others.
  const [zero, one] = [0, 1].map((certain) => {
    const scores = map(z, (_, flat) => (classOf(z, flat) === certain ? 1e4 : 0));
    return byTheLayer(withInputs(bench, [scores]));
  });
  const b = z.data.map((_, flat) => -(classOf(z, flat) === 0 ? one! : zero!).data[flat]!);
  const [classes, cells] = [z.shape[1]!, sizeOf(z.shape.slice(2))];
  const a = z.data.map((_, flat) => {
    const start = Math.floor(flat / (classes * cells)) * classes * cells + (flat % cells);
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += b[start + k * cells]!;
    return sum;
  });
  return { z: z.data, p: p.data, a, b, count: z.data.length / classes };
}

const classOf = ({ shape }: Tensor, flat: number): number => Math.floor(flat / sizeOf(shape.slice(2))) % shape[1]!;

/** The softmax of the scores, along the classes or another axis. */
const probabilities = ({ inputs, context }: Bench, dim: number): Tensor =>
  softmax.forward(inputs, {}, { dim }, context()).output;

/** ∂C/∂z entry by entry. */
const byEntry =
  (of: (parts: Parts, bench: Bench) => (flat: number) => number): Mistake['make'] =>
  (bench) =>
    bench.type === 'CrossEntropyLoss' && bench.inputs[0]!.shape[1]! > 1
      ? withCompute(bench, (pieces) => {
          const entry = of(parts(pieces), pieces);
          return map(pieces.inputs[0]!, (_, flat) => entry(flat));
        })
      : undefined;

export default defineMistakes(
  {
    id: 'wanted-class-only',
    title: 'diagonal of the softmax only',
    when: 'only the diagonal of the softmax’s derivative is taken, so that just the wanted class gets a gradient',
    on,
    make: byEntry(
      ({ b, p }) =>
        (flat) =>
          -b[flat]! * (1 - p[flat]!),
    ),
    remedy: {
      formula,
      why: 'Raising the score of another class lowers the probability of the wanted one: −p_i p_j off the diagonal.',
      edit: { yours: 'dz[n, y] = p[n, y] - 1', right: 'dz = p; dz[n, y] -= 1' },
    },
    seen: ['https://github.com/deeplearning4j/libnd4j/issues/440'],
  },
  {
    id: 'target-not-subtracted',
    title: 'y not taken off',
    when: 'the target is not taken off: p alone',
    on,
    make: byEntry(
      ({ a, p }) =>
        (flat) =>
          a[flat]! * p[flat]!,
    ),
    remedy: {
      formula,
      why: 'The wanted class is pushed up: its gradient is p − 1.',
      edit: { yours: 'dz = p', right: 'dz = p; dz[n, y] -= 1' },
    },
  },
  {
    id: 'probabilities-missing',
    title: '−y alone',
    when: 'p is missing: −y alone, as for log-probabilities',
    on,
    make: byEntry(
      ({ b }) =>
        (flat) =>
          -b[flat]!,
    ),
    remedy: {
      formula,
      why: 'That is the derivative by log p. On to the scores it goes through the softmax.',
      edit: { yours: '-y', right: 'p - y' },
    },
  },
  {
    id: 'derivative-by-probabilities',
    title: '−y/p: by p and not by z',
    when: 'the derivative is taken by the probabilities, −y/p, and not by the scores',
    on,
    make: byEntry(
      ({ b, p }) =>
        (flat) =>
          b[flat] === 0 ? 0 : -b[flat]! / p[flat]!,
    ),
    remedy: {
      formula,
      why: 'The loss takes scores: the softmax is a part of it, and of its derivative.',
      edit: { yours: '-y / p', right: 'p - y' },
    },
  },
  {
    id: 'softmax-missing',
    title: 'softmax missing: z − y',
    when: 'the scores stand where their softmax should: z − y',
    on,
    make: byEntry(
      ({ a, b, z }) =>
        (flat) =>
          a[flat]! * z[flat]! - b[flat]!,
    ),
    remedy: {
      formula,
      why: 'The loss takes scores; the p in p − y is their softmax.',
      edit: { yours: 'z - y', right: 'softmax(z) - y' },
    },
  },
  {
    id: 'softmax-twice',
    title: 'softmax taken twice',
    when: 'the softmax is taken twice: softmax(p) − y',
    on,
    make: (bench) => (bench.type === 'CrossEntropyLoss' ? withInputs(bench, [probabilities(bench, 1)]) : undefined),
    remedy: {
      formula,
      why: 'The loss takes scores and has the softmax in it; a softmax before it is one too many.',
      edit: { yours: 'softmax(softmax(z)) - y', right: 'softmax(z) - y' },
    },
  },
  {
    id: 'softmax-over-the-batch',
    title: 'softmax along the wrong axis',
    when: 'the softmax runs over the batch and not over the classes',
    on: `${on} with N > 1`,
    make: (bench) =>
      bench.inputs[0]?.shape[0] === 1
        ? undefined
        : byEntry(({ a, b }, pieces) => {
            const p = probabilities(pieces, 0).data;
            return (flat) => a[flat]! * p[flat]! - b[flat]!;
          })(bench),
    remedy: {
      formula,
      why: 'The probabilities of one sample add up to 1 over its classes.',
      edit: { yours: 'softmax(z, axis=0)', right: 'softmax(z, axis=1)' },
    },
    seen: ['https://github.com/deeplearning4j/deeplearning4j/issues/345'],
  },
  {
    id: 'softmax-not-normalised',
    title: 'e^z not divided by its sum',
    when: 'e^z is not divided by its sum',
    on,
    make: byEntry(
      ({ a, b, z }) =>
        (flat) =>
          a[flat]! * Math.exp(z[flat]!) - b[flat]!,
    ),
    remedy: {
      formula: 'p_i = e^(z_i)/Σ_j e^(z_j)',
      why: 'Probabilities add up to 1.',
      edit: { yours: 'exp(z) - y', right: 'exp(z) / exp(z).sum(axis=1) - y' },
    },
  },
  {
    id: 'only-target-divided',
    title: '1/N on y alone',
    when: 'only the target is divided by N: p − y/N',
    on: `${on} with "reduction": "mean"`,
    make: (bench) =>
      bench.options.reduction === 'mean'
        ? byEntry(
            ({ a, b, p, count }) =>
              (flat) =>
                a[flat]! * count * p[flat]! - b[flat]!,
          )(bench)
        : undefined,
    remedy: {
      formula,
      why: 'The mean divides the whole difference.',
      edit: { yours: 'p - y / batch', right: '(p - y) / batch' },
    },
  },
  {
    id: 'only-probabilities-divided',
    title: '1/N on p alone',
    when: 'only p is divided by N: p/N − y',
    on: `${on} with "reduction": "mean"`,
    make: (bench) =>
      bench.options.reduction === 'mean'
        ? byEntry(
            ({ a, b, p, count }) =>
              (flat) =>
                a[flat]! * p[flat]! - b[flat]! * count,
          )(bench)
        : undefined,
    remedy: {
      formula,
      why: 'The mean divides the whole difference.',
      edit: { yours: 'dz = p / batch; dz[n, y] -= 1', right: 'dz = p; dz[n, y] -= 1; dz /= batch' },
    },
  },
);
