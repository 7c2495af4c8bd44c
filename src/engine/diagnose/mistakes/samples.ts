/** Mistakes in what is summed over: the samples of a batch, and the positions that share a parameter. */
import { flipped, last, only } from '../axes';
import { isInput, isOutput, withDelta, withResult, type Bench } from '../bench';
import { defineMistakes, type Mistake } from '../mistake';
import { sizeOf, type Tensor } from '../../tensor';
import { scaled } from './results';

const on = 'every layer and loss';

/** Extent of the first axis, where input and output have it both; else 1. */
function samplesOf({ inputs, delta, target }: Bench): number {
  const { shape } = inputs[target.kind === 'inputDelta' ? target.input : 0] ?? delta;
  const isBatch = shape.length > 1 && (delta.shape.length === 0 || delta.shape[0] === shape[0]);
  return isBatch ? shape[0]! : 1;
}

/** Axes of the output along which a parameter is shared, the batch aside. */
function placeAxes({ type, target, output, options }: Bench): number[] {
  if (target.kind !== 'gradient') return [];
  const axes = [...output.shape.keys()];
  if (type === 'Linear') return axes.slice(1, -1);
  if (type === 'LayerNorm' || type === 'RMSNorm') {
    return axes.slice(1, axes.length - (options.normalized_shape as readonly number[]).length);
  }
  return axes.slice(2);
}

const placesOf = (bench: Bench): number => sizeOf(placeAxes(bench).map((axis) => bench.output.shape[axis]!));

/** δ of one sample alone. */
const oneSample =
  (which: 'first' | 'last'): Mistake['make'] =>
  (bench) => {
    if (isOutput(bench) || samplesOf(bench) < 2 || bench.delta.shape.length === 0) return undefined;
    const wanted = which === 'first' ? 0 : last(bench.delta.shape, 0);
    return withDelta(
      bench,
      only(bench.delta, 0, (n) => n === wanted),
    );
  };

/** δ of one position alone, in every sample. */
const onePosition =
  (which: 'first' | 'last'): Mistake['make'] =>
  (bench) => {
    if (placesOf(bench) === 1) return undefined;
    const { delta } = bench;
    const wanted = (axis: number) => (which === 'first' ? 0 : last(delta.shape, axis));
    return withDelta(
      bench,
      placeAxes(bench).reduce((left, axis) => only(left, axis, (at) => at === wanted(axis)), delta),
    );
  };

const times = (count: number): string => `${count.toLocaleString('en-US')} times`;

export default defineMistakes(
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
    make: oneSample(which),
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
    make: onePosition('last'),
    remedy: {
      formula: '∂C/∂W = Σ over all positions',
      why: 'The parameter is used at every position; with = only the last one counts.',
      edit: { yours: 'dw = delta * x', right: 'dw += delta * x' },
    },
  },
  {
    id: 'last-term-only',
    title: '= for +=',
    when: 'every term overwrites the ones before, so that only the last position of the last sample is left',
    on: 'parameters shared over the positions of a map',
    make: (bench) => {
      const made = onePosition('last')(bench);
      return made && oneSample('last')(made);
    },
    remedy: {
      formula: '∂C/∂W = Σ_n Σ over all positions',
      why: 'With = in the innermost loop the last sample and the last position are all that is left.',
      edit: { yours: 'dw[o, c, p, q] = …', right: 'dw[o, c, p, q] += …' },
    },
  },
  {
    id: 'first-position-only',
    title: 'not summed over positions',
    when: 'only the first position is taken and not the sum of all',
    on: 'parameters shared over the positions of a map',
    make: onePosition('first'),
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
);

function overBatch({ shape, data }: Tensor): Tensor {
  const [count, ...rest] = shape as [number, ...number[]];
  const size = sizeOf(rest);
  const mean = new Float64Array(size);
  for (let at = 0; at < data.length; at++) mean[at % size]! += data[at]! / count;
  return { shape, data: data.map((_, at) => mean[at % size]!) };
}
