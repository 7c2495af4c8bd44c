/** Mistakes that any gradient can have: a factor, a sign, samples that are left out or mixed. */
import { last, only, shifted, flipped } from '../axes';
import { isInput, map, withDelta, withResult, type Bench } from '../bench';
import { defineMistakes, type Mistake } from '../mistake';
import { sizeOf, type Tensor } from '../../tensor';

const on = 'every layer and loss';
const samplesOf = ({ inputs }: Bench): number => (inputs[0]!.shape.length > 1 ? inputs[0]!.shape[0]! : 1);

const scaled =
  (factor: (bench: Bench) => number | undefined): Mistake['make'] =>
  (bench) => {
    const by = factor(bench);
    return by === undefined || by === 1
      ? undefined
      : withResult(bench, (gradient) => map(gradient, (value) => value * by));
  };

/** Places over which a parameter is shared: positions of the output in one map. */
function placesOf({ target, output }: Bench): number {
  return target.kind === 'gradient' && output.shape.length > 2 ? sizeOf(output.shape.slice(2)) : 1;
}

const times = (count: number): string => `${count.toLocaleString('en-US')} times`;

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
  {
    id: 'averaged-over-batch',
    title: 'averaged over the batch',
    when: 'it is averaged over the batch and not summed',
    on: `${on} with N > 1`,
    make: scaled((bench) => (samplesOf(bench) > 1 ? 1 / samplesOf(bench) : undefined)),
    remedy: {
      formula: '∂C/∂W = Σ_n ∂C_n/∂W',
      why: 'The 1/N of a mean is in the loss and so in δ already; once more is once too often.',
      edit: { yours: 'dw / batch', right: 'dw' },
    },
    sentence: (subject, bench) =>
      `${subject} is ${times(samplesOf(bench))} too small: it is averaged over the batch instead of summed.`,
    seen: ['https://github.com/kvfrans/notes/issues/5'],
  },
  {
    id: 'summed-over-batch',
    title: '1/N missing',
    when: 'the 1/N of the mean is missing',
    on: `${on} with N > 1`,
    make: scaled((bench) => (samplesOf(bench) > 1 ? samplesOf(bench) : undefined)),
    remedy: {
      formula: 'C = 1/N Σ_n C_n, so ∂C/∂z_n = 1/N ∂C_n/∂z_n',
      why: 'The loss is a mean over the batch, and so is its derivative.',
      edit: { yours: 'p - y', right: '(p - y) / batch' },
    },
    sentence: (subject, bench) =>
      `${subject} is ${times(samplesOf(bench))} too large: the 1/N of the mean over the batch is missing.`,
    seen: ['https://github.com/victorlempitsky/Mate/issues/2'],
  },
  {
    id: 'averaged-over-positions',
    title: 'averaged over positions',
    when: 'it is averaged over positions and not summed',
    on: 'parameters shared over the positions of a map',
    make: scaled((bench) => (placesOf(bench) > 1 ? 1 / placesOf(bench) : undefined)),
    remedy: {
      formula: '∂C/∂b_o = Σ_n Σ_u,v δ_o[u,v]',
      why: 'The parameter is added at every position, so every position hands its δ back; their mean is too small.',
      edit: { yours: 'mean(delta, …)', right: 'sum(delta, …)' },
    },
    sentence: (subject, bench) =>
      `${subject} is ${times(placesOf(bench))} too small: it is averaged over positions instead of summed.`,
    seen: ['https://github.com/kvfrans/notes/issues/5'],
  },
  {
    id: 'averaged-over-batch-and-positions',
    title: 'averaged over batch and positions',
    when: 'it is averaged over batch and positions and not summed',
    on: 'parameters shared over the positions of a map',
    make: scaled((bench) =>
      placesOf(bench) > 1 && samplesOf(bench) > 1 ? 1 / (placesOf(bench) * samplesOf(bench)) : undefined,
    ),
    remedy: {
      formula: '∂C/∂b_o = Σ_n Σ_u,v δ_o[u,v]',
      why: 'np.mean over an axis is the sum divided by its extent; the divisor does not belong here.',
      edit: { yours: 'delta.mean(axis=(0, 2, 3))', right: 'delta.sum(axis=(0, 2, 3))' },
    },
    sentence: (subject, bench) =>
      `${subject} is ${times(placesOf(bench) * samplesOf(bench))} too small: it is averaged over batch and positions instead of summed.`,
  },
  ...(['first', 'last'] as const).map((which): Mistake => ({
    id: `${which}-sample-only`,
    title: which === 'last' ? 'samples overwrite each other: = for +=' : 'only the first sample',
    when:
      which === 'last'
        ? 'each sample overwrites the ones before, so that only the last is left'
        : 'only the first sample of the batch is worked on',
    on: `${on} with N > 1`,
    make: (bench) => {
      if (samplesOf(bench) < 2 || bench.delta.shape[0] !== samplesOf(bench)) return undefined;
      const wanted = which === 'first' ? 0 : last(bench.delta.shape, 0);
      return withDelta(
        bench,
        only(bench.delta, 0, (n) => n === wanted),
      );
    },
    remedy: {
      formula: '∂C/∂W = Σ_n δ_n x_nᵀ',
      why: 'Every sample of the batch adds its share.',
      edit:
        which === 'last'
          ? { yours: 'dw = …', right: 'dw += …' }
          : { yours: 'delta[0]', right: 'delta   # all samples' },
    },
    seen: [
      'https://github.com/mlpack/mlpack/issues/3679',
      'https://github.com/riccardoandreoni0/CNN-from-scratch/issues/1',
    ],
  })),
  {
    id: 'last-position-only',
    title: 'positions overwrite each other: = for +=',
    when: 'each position overwrites the ones before, so that only the last is left',
    on: 'parameters shared over the positions of a map',
    make: (bench) => {
      if (isInput(bench) || placesOf(bench) === 1) return undefined;
      const { delta } = bench;
      const axes = delta.shape.map((_, axis) => axis).slice(2);
      return withDelta(
        bench,
        axes.reduce((left, axis) => only(left, axis, (at) => at === last(delta.shape, axis)), delta),
      );
    },
    remedy: {
      formula: '∂C/∂W = Σ over all positions',
      why: 'The parameter is used at every position; with = only the last one counts.',
      edit: { yours: 'dw = delta * x', right: 'dw += delta * x' },
    },
  },
  {
    id: 'first-position-only',
    title: 'not summed over positions',
    when: 'only the first position is taken and not the sum of all',
    on: 'parameters shared over the positions of a map',
    make: (bench) => {
      if (isInput(bench) || placesOf(bench) === 1) return undefined;
      const { delta } = bench;
      const axes = delta.shape.map((_, axis) => axis).slice(2);
      return withDelta(
        bench,
        axes.reduce((left, axis) => only(left, axis, (at) => at === 0), delta),
      );
    },
    remedy: {
      formula: '∂C/∂b_o = Σ_n Σ_u,v δ_o[u,v]',
      why: 'The parameter is shared by all positions, and each of them hands its δ back.',
      edit: { yours: 'delta[:, :, 0, 0]', right: 'delta.sum(axis=(2, 3))' },
    },
    seen: ['https://github.com/snuspl/cruise/issues/800'],
  },
  {
    id: 'batch-reversed',
    title: 'samples in another order',
    when: 'the samples come back in reverse order',
    on: `${on} with N > 1`,
    make: (bench) =>
      isInput(bench) && samplesOf(bench) > 1 ? withResult(bench, (gradient) => flipped(gradient, [0])) : undefined,
    remedy: {
      formula: '∂C/∂x_n depends on sample n alone',
      why: 'Sample n of the gradient belongs to sample n of the input.',
    },
  },
  {
    id: 'samples-averaged',
    title: 'samples averaged',
    when: 'every sample gets the mean over the batch',
    on: `${on} with N > 1`,
    make: (bench) =>
      isInput(bench) && samplesOf(bench) > 1 ? withResult(bench, (gradient) => overBatch(gradient)) : undefined,
    remedy: {
      formula: '∂C/∂x_n depends on sample n alone',
      why: 'The batch is summed over in gradients of parameters, never in those of inputs.',
      edit: { yours: 'dx = mean(…, axis=0)', right: 'dx   # one for each sample' },
    },
  },
  ...[1, -1].flatMap((by) =>
    [1, 2].map((fromEnd): Mistake => ({
      id: `shifted-${fromEnd === 1 ? 'columns' : 'rows'}-${by > 0 ? 'forward' : 'back'}`,
      title: `moved by one ${fromEnd === 1 ? 'column' : 'row'}`,
      when: `it is moved by one ${fromEnd === 1 ? 'column' : 'row'} ${by > 0 ? 'to the end' : 'to the start'}`,
      on: 'layers on maps',
      make: (bench) => {
        const { shape } = bench.inputs[0]!;
        if (!isInput(bench) || shape.length < 2 + fromEnd) return undefined;
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
      const { length } = bench.inputs[0]!.shape;
      if (!isInput(bench) || length < 3) return undefined;
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
      bench.delta.shape.length === 0
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

function overBatch({ shape, data }: Tensor): Tensor {
  const [count, ...rest] = shape as [number, ...number[]];
  const size = sizeOf(rest);
  const mean = new Float64Array(size);
  for (let at = 0; at < data.length; at++) mean[at % size]! += data[at]! / count;
  return { shape, data: data.map((_, at) => mean[at % size]!) };
}
